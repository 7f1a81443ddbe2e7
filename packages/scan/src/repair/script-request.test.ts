import { tryParseClient } from "@lockkeeper/clients";
import type { ClientSettings } from "@lockkeeper/clients";
import type { LockfileKind } from "@lockkeeper/lockfile";
import { describe, expect, test } from "vitest";

import { knowledgeOf, locked, npmLock, stateOf } from "../../test/repair-kit.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { workScripts } from "./script-request.ts";
import type { RepairState } from "./repair-state.ts";
import type { WorkedRequest } from "./worked-request.ts";

const npm = npmLock({ dependencies: { lib: "1.0.0" } }, { "node_modules/lib": locked("lib", "1.0.0") });
const yarn = '# yarn lockfile v1\n\n\nlib@1.0.0:\n  version "1.0.0"\n';
const berry =
  '__metadata:\n  version: 8\n  cacheKey: 10c0\n\n"lib@npm:1.0.0":\n  version: 1.0.0\n  resolution: "lib@npm:1.0.0"\n  languageName: node\n  linkType: hard\n';
const pnpm = "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n";

function work(
  client: string,
  {
    allow = [],
    files = {},
  }: { readonly allow?: readonly string[]; readonly files?: Readonly<Record<string, string>> } = {},
): WorkedRequest {
  const [lock, kind, text] = lockOf(client);
  const knowledge = knowledgeOf([]);
  const policy = { ...knowledge.policy, installScripts: { ...knowledge.policy.installScripts, allow } };
  const manifest = '{ "name": "planted", "version": "1.0.0" }';
  const state = stateOf(
    { "package.json": manifest, ...files, [lock]: text },
    { file: lock, kind },
    knowledge,
  );
  const [command = "", version = ""] = client.split("@");
  const settings = [
    { client: tryParseClient(command as "npm" | "pnpm" | "yarn", version), settings: [] },
  ] as unknown as readonly ClientSettings[]; // nothing is set
  const findings = ["lib", "native"].map(
    (name) => ({ id: "install-script", file: lock, name, version: "1.0.0" }) as ScanFinding, // what is read of it
  );
  const project: RepairState["project"] = { ...state.project, settings };
  return workScripts(
    lock,
    { ...state, project, findings },
    { knowledge: { ...knowledge, policy }, published: new Map() },
  );
}

function lockOf(client: string): readonly [string, LockfileKind, string] {
  if (client.startsWith("npm")) return ["package-lock.json", "npm", npm];
  if (client.startsWith("pnpm")) return ["pnpm-lock.yaml", "pnpm", pnpm];
  return client.startsWith("yarn@1")
    ? ["yarn.lock", "yarn-classic", yarn]
    : ["yarn.lock", "yarn-berry", berry];
}

function changesOf(worked: WorkedRequest): Readonly<Record<string, string | undefined>> | string {
  if (worked.kind !== "worked") return worked.kind === "refused" ? worked.why : worked.kind;
  return Object.fromEntries(worked.changes.map(({ file, after }) => [file, after]));
}

describe("workScripts", () => {
  test.each([
    ["npm@11.5.0", { ".npmrc": "ignore-scripts=true\n" }],
    ["yarn@1.22.22", { ".yarnrc": "ignore-scripts true\n" }],
    ["yarn@4.5.0", { ".yarnrc.yml": "enableScripts: false\n" }],
    [
      "pnpm@9.15.0",
      { "package.json": '{ "name": "planted", "pnpm": {"onlyBuiltDependencies": []}, "version": "1.0.0" }' },
    ],
  ])("switches scripts off for %s, where nobody judged a package", (client, changes) => {
    expect(changesOf(work(client))).toEqual(changes);
  });

  test("leaves on what the policy expects, by name, where the client can", () => {
    const files = { "package.json": '{ "name": "planted" }' };

    expect(changesOf(work("yarn@4.5.0", { allow: ["native"], files }))).toEqual({
      ".yarnrc.yml": "enableScripts: false\n",
      "package.json": expect.stringMatching(/"dependenciesMeta": \{ ?"native": \{ ?"built": true/),
    });
    expect(changesOf(work("pnpm@9.15.0", { allow: ["native"], files }))).toEqual({
      "package.json": expect.stringMatching(/"onlyBuiltDependencies": \[ ?"native" ?\]/),
    });
  });

  test("leaves it to people where the client cannot tell packages apart", () => {
    expect(changesOf(work("npm@11.5.0", { allow: ["native"] }))).toContain(
      "the policy expects those of native",
    );
  });

  test("never switches off the project's own scripts along with them", () => {
    const files = { "package.json": '{ "name": "planted", "scripts": { "test": "x", "pretest": "y" } }' };

    expect(changesOf(work("npm@11.5.0", { files }))).toContain('the project\'s own "pretest"');
  });

  test("has nothing to do where the client runs none", () => {
    expect(changesOf(work("npm@12.0.0"))).toBe("gone");
  });

  test("puts nothing in twice", () => {
    const files = { ".yarnrc": "registry x\nignore-scripts false" };

    expect(changesOf(work("yarn@1.22.22", { files }))).toEqual({
      ".yarnrc": "registry x\nignore-scripts true\n",
    });
  });
});

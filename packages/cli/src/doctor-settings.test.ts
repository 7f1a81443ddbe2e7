import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { readClientSettings, tryParseClient } from "@lockkeeper/clients";
import type { ClientCommand, ClientPlace } from "@lockkeeper/clients";
import { readLockedPackages } from "@lockkeeper/lockfile";
import { describe, expect, onTestFinished, test } from "vitest";

import { examineSettings } from "./doctor-settings.ts";
import type { SettingsAnswer } from "./doctor-settings.ts";

const firewall = "http://127.0.0.1:4880";
const mirror = "https://mirror.example/left-pad/-/left-pad-1.3.0.tgz";
const integrity =
  "sha512-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA==";

interface Project {
  /** Such as `npm 11.19.1`. */
  readonly client: string;
  readonly files: Readonly<Record<string, string>>;
  readonly isUnderRun?: boolean;
}

async function examine({ client, files, isUnderRun = false }: Project): Promise<SettingsAnswer> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-doctor-settings-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries({ "package.json": "{}", ...files }))
    await writeFile(join(folder, name), text);
  const [command = "", version = ""] = client.split(" ");
  const known = tryParseClient(command as ClientCommand, version); // the tests name real commands
  if (known === undefined) throw new TypeError(`There is no client "${client}"`);
  const env = {
    npm_config_registry: firewall,
    YARN_NPM_REGISTRY_SERVER: firewall,
  };
  const place: ClientPlace = {
    folder,
    workspaceRoot: folder,
    home: join(folder, "home"),
    env,
    platform: "linux",
    nodePrefix: join(folder, "node"),
  };
  return await examineSettings({
    settings: await readClientSettings(known, place),
    place,
    firewall,
    defaultRegistry: "https://registry.example/",
    lockfiles: await readLockedPackages(folder),
    isUnderRun,
  });
}

const npmLock = (resolved: string): string =>
  JSON.stringify({
    lockfileVersion: 3,
    packages: { "": {}, "node_modules/left-pad": { version: "1.3.0", resolved, integrity } },
  });

/** A lockfile of each client with an entry that another host serves. */
const lockfiles: readonly (readonly [client: string, name: string, text: string])[] = [
  ["npm 11.19.1", "package-lock.json", npmLock(mirror)],
  [
    "yarn 1.22.22",
    "yarn.lock",
    `# yarn lockfile v1\n\n\nleft-pad@^1.3.0:\n  version "1.3.0"\n  resolved "${mirror}#0123456789012345678901234567890123456789"\n`,
  ],
  [
    "yarn 4.18.1",
    "yarn.lock",
    `__metadata:\n  version: 8\n\n"left-pad@npm:^1.3.0":\n  version: 1.3.0\n  resolution: "left-pad@npm:1.3.0::__archiveUrl=${encodeURIComponent(mirror)}"\n  languageName: node\n  linkType: hard\n`,
  ],
  [
    "pnpm 10.34.9",
    "pnpm-lock.yaml",
    `lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      left-pad:\n        specifier: ^1.3.0\n        version: 1.3.0\npackages:\n  left-pad@1.3.0:\n    resolution: {integrity: ${integrity}, tarball: ${mirror}}\nsnapshots:\n  left-pad@1.3.0: {}\n`,
  ],
  [
    "bun 1.4.5",
    "bun.lock",
    `{\n  "lockfileVersion": 1,\n  "workspaces": { "": { "dependencies": { "left-pad": "^1.3.0" } } },\n  "packages": {\n    "left-pad": ["left-pad@1.3.0", "${mirror}", {}, "${integrity}"],\n  }\n}\n`,
  ],
];

function resultOf({ statements }: SettingsAnswer, id: string): string | undefined {
  return statements.find((statement) => statement.id === id)?.result;
}

describe("examineSettings", () => {
  test.each(lockfiles)("refutes %s where its lockfile names another host, with the line", async (...row) => {
    const [client, name, text] = row;

    const answer = await examine({ client, files: { [name]: text } });

    expect(resultOf(answer, "locked")).toBe("refuted");
    const found = answer.bypasses.find(({ id }) => id === "locked-elsewhere");
    expect(found?.message).toContain("left-pad@1.3.0 is taken from https://mirror.example");
    expect(found?.file).toMatch(new RegExp(`${name}$`));
    expect(found?.line).toBeGreaterThan(0);
  });

  test.each(lockfiles)("says of %s under run that the lockfile leads nowhere else", async (...row) => {
    const [client, name, text] = row;

    const answer = await examine({ client, files: { [name]: text }, isUnderRun: true });

    expect(resultOf(answer, "locked")).toBe("proved");
  });

  test("proves a lockfile whose entries npm takes from the firewall", async () => {
    const own = npmLock("https://registry.example/left-pad/-/left-pad-1.3.0.tgz");

    const answer = await examine({ client: "npm 11.19.1", files: { "package-lock.json": own } });

    expect(resultOf(answer, "locked")).toBe("proved");
    expect(answer.bypasses).toEqual([]);
  });

  test("never proves a lockfile that cannot be read", async () => {
    const answer = await examine({ client: "npm 11.19.1", files: { "package-lock.json": "{" } });

    expect(resultOf(answer, "locked")).toBe("not-proved");
    expect(answer.bypasses.map(({ id }) => id)).toEqual(["locked-unreadable"]);
  });

  test("never proves settings that cannot be read", async () => {
    const answer = await examine({ client: "yarn 4.18.1", files: { ".yarnrc.yml": "a: [\n" } });

    expect(resultOf(answer, "settings")).toBe("not-proved");
  });

  test("tells what the client itself does with scripts and with young versions", async () => {
    const answer = await examine({
      client: "pnpm 10.34.9",
      files: { "pnpm-workspace.yaml": "minimumReleaseAge: 4320\nonlyBuiltDependencies:\n  - esbuild\n" },
    });

    expect(answer.facts.map(({ message }) => message)).toEqual([
      'install scripts are not run (the default of this client), but for "esbuild"',
      "its own minimum age of versions is 4320 minutes, that is 72 h",
    ]);
  });
});

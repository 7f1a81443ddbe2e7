import { createHash } from "node:crypto";

import { describe, expect, test } from "vitest";

import { hashOf, knowledgeOf, locked, npmLock, publish, publishAll, stateOf } from "../../test/repair-kit.ts";
import { workHashes } from "./hash-request.ts";
import type { WorkedRequest } from "./worked-request.ts";

const sha1 = (text: string): string => createHash("sha1").update(text).digest("hex");
const strong = hashOf("lib", "1.0.0");

function work(
  kind: "npm" | "pnpm" | "yarn-classic" | "bun",
  file: string,
  text: string,
  shasum = sha1("lib"),
): WorkedRequest {
  const knowledge = knowledgeOf([]);
  const manifest = JSON.stringify({ name: "planted", version: "1.0.0", dependencies: { lib: "1.0.0" } });
  const state = stateOf({ "package.json": manifest, [file]: text }, { file, kind }, knowledge);
  const lib = publish("lib", { "1.0.0": {} });
  const manifestOf = (version: string): Readonly<Record<string, unknown>> => ({
    ...lib.manifestOf(version),
    dist: { shasum },
  });
  return workHashes(file, state, { knowledge, published: publishAll([{ ...lib, manifestOf }]) });
}

function textAfter(worked: WorkedRequest): string | undefined {
  return worked.kind === "worked" ? worked.changes[0]?.after : undefined;
}

const yarn = `# yarn lockfile v1


lib@1.0.0:
  version "1.0.0"
  resolved "https://registry.example/lib/-/lib-1.0.0.tgz#${sha1("lib")}"
`;

const pnpm = `lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      lib:
        specifier: 1.0.0
        version: 1.0.0

packages:

  lib@1.0.0:
    resolution: {tarball: https://registry.example/lib/-/lib-1.0.0.tgz}

snapshots:

  lib@1.0.0: {}
`;

const bun = `{
  "lockfileVersion": 1,
  "workspaces": {
    "": {
      "name": "planted",
      "dependencies": {
        "lib": "1.0.0",
      },
    },
  },
  "packages": {
    "lib": ["lib@1.0.0", "", {}],
  }
}
`;

describe("workHashes", () => {
  test("puts the registry's hash behind the address of Yarn 1, which had its SHA-1 alone", () => {
    const worked = work("yarn-classic", "yarn.lock", yarn);

    expect(textAfter(worked)).toBe(`${yarn}  integrity ${strong}\n`);
  });

  test("puts it beside the address of pnpm", () => {
    const worked = work("pnpm", "pnpm-lock.yaml", pnpm);

    expect(textAfter(worked)).toBe(pnpm.replace("{tarball:", `{integrity: ${strong}, tarball:`));
  });

  test("puts it in the place of pnpm's weak one", () => {
    const weak = pnpm.replace(/\{tarball: .*\}/, `{integrity: sha1-${"A".repeat(27)}=}`);
    const worked = work("pnpm", "pnpm-lock.yaml", weak, "00".repeat(20));

    expect(textAfter(worked)).toBe(pnpm.replace(/\{tarball: .*\}/, `{integrity: ${strong}}`));
  });

  test("puts it last in the list of Bun", () => {
    const worked = work("bun", "bun.lock", bun);

    expect(textAfter(worked)).toBe(bun.replace("{}]", `{}, "${strong}"]`));
  });

  test("gives no strong hash to a version whose weak one is not the registry's", () => {
    const worked = work("yarn-classic", "yarn.lock", yarn, sha1("other bytes"));

    expect(worked).toMatchObject({
      kind: "refused",
      why: expect.stringContaining("is locked by a SHA-1 that is not the registry's"),
    });
  });

  test("leaves npm's entry with the SHA-1 of other bytes, and mends the one beside it", () => {
    const entries = {
      "node_modules/lib": locked("lib", "1.0.0", {
        integrity: `sha1-${Buffer.from(sha1("other"), "hex").toString("base64")}`,
      }),
      "node_modules/nested/node_modules/lib": { version: "1.0.0" },
    };
    const worked = work("npm", "package-lock.json", npmLock({ dependencies: { lib: "1.0.0" } }, entries));

    expect(JSON.parse(textAfter(worked) ?? "{}")).toMatchObject({
      packages: {
        "node_modules/lib": { integrity: entries["node_modules/lib"]["integrity"] },
        "node_modules/nested/node_modules/lib": { integrity: strong },
      },
    });
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { axios, question, shop } from "../../../test/evidence.ts";
import { npmLockfile } from "../../../test/git-kit.ts";
import type { EvidenceItem } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import type { LockfileSource } from "./collect-lockfiles.ts";
import { collectLockfiles } from "./collect-lockfiles.ts";

function file(path: string, text: string | Uint8Array): LockfileSource {
  return { where: shop, path, read: () => Promise.resolve(Buffer.from(text)) };
}

async function collect(
  sources: readonly LockfileSource[],
  asked: ExposureQuestion = question,
): Promise<readonly EvidenceItem[]> {
  const items: EvidenceItem[] = [];
  for await (const item of collectLockfiles(asked, sources)) items.push(item);
  return items;
}

async function told(
  sources: readonly LockfileSource[],
  asked?: ExposureQuestion,
): Promise<readonly unknown[]> {
  return (await collect(sources, asked)).map((item) =>
    item.kind === "observation"
      ? [item.observation.kind, item.observation.name, item.observation.version, item.observation.ref]
      : [item.unreadable.code, item.unreadable.ref],
  );
}

describe("collectLockfiles", () => {
  test("tells file and line of every lockfile that pins the version", async () => {
    const sources = [
      file("package-lock.json", npmLockfile({ axios: "1.14.1" })),
      file(
        "api/pnpm-lock.yaml",
        "lockfileVersion: '9.0'\n\npackages:\n\n  axios@1.14.1:\n    resolution: {integrity: sha512-a}\n\nsnapshots:\n\n  axios@1.14.1: {}\n",
      ),
      file("web/yarn.lock", '# yarn lockfile v1\n\n\naxios@^1:\n  version "1.14.1"\n'),
      file(
        "next/yarn.lock",
        '__metadata:\n  version: 8\n\n"axios@npm:^1":\n  version: 1.14.1\n  resolution: "axios@npm:1.14.1"\n',
      ),
      file(
        "bot/bun.lock",
        '{ "lockfileVersion": 1, "packages": {\n "a": ["axios@1.14.1", "", {}, "sha512-a"] } }',
      ),
    ];

    expect(await told(sources)).toEqual([
      ["locked", "axios", "1.14.1", "package-lock.json:11"],
      ["locked", "axios", "1.14.1", "api/pnpm-lock.yaml:5"],
      ["locked", "axios", "1.14.1", "web/yarn.lock:4"],
      ["locked", "axios", "1.14.1", "next/yarn.lock:4"],
      ["locked", "axios", "1.14.1", "bot/bun.lock:2"],
    ]);
  });

  test("names the other version that a place pins, and says where nothing names the package", async () => {
    const other = { ...shop, id: "acme/docs" };
    const sources = [
      file("package-lock.json", npmLockfile({ axios: "1.14.0" })),
      { ...file("package-lock.json", npmLockfile({ ms: "2.0.0" })), where: other },
    ];

    expect(await told(sources)).toEqual([
      ["clean", "axios", "1.14.0", "package-lock.json:11"],
      ["clean", "", undefined, ""],
    ]);
  });

  test("finds an alias, a mirror's tarball, and bytes with a known hash under another version", async () => {
    const hash = `sha512-${Buffer.alloc(64).toString("base64")}`;
    const entries = {
      "node_modules/http": { name: "axios", version: "1.14.1" },
      "node_modules/axios": { version: "1.13.0", integrity: hash },
    };
    const lockfile = JSON.stringify({ lockfileVersion: 3, packages: entries });
    const asked = { ...question, targets: [{ ...axios, integrity: [hash] }] };

    expect(await told([file("package-lock.json", lockfile)], asked)).toEqual([
      ["locked", "axios", "1.14.1", "package-lock.json:1"],
      ["locked", "axios", "1.13.0", "package-lock.json:1"],
    ]);
  });

  test("does not take the project's own folder of that name for the package", async () => {
    const packages = { "packages/axios": { name: "axios", version: "1.14.1" } };
    const lockfile = JSON.stringify({ lockfileVersion: 3, packages });

    expect(await told([file("package-lock.json", lockfile)])).toEqual([["clean", "", undefined, ""]]);
  });

  test("calls conflicts, cut files, binary files and refusals unreadable, and the place not clean", async () => {
    const sources = [
      file("a/package-lock.json", `<<<<<<< ours\n${npmLockfile({ axios: "1.14.1" })}`),
      file("b/package-lock.json", npmLockfile({ axios: "1.14.1" }).slice(0, -30)),
      file(
        "c/pnpm-lock.yaml",
        "lockfileVersion: '9.0'\n\npackages:\n\n  ms@2.0.0:\n    resolution: {integrity: sha512-a}\n",
      ),
      file("d/bun.lockb", new Uint8Array([1, 2, 3])),
      {
        ...file("e/yarn.lock", ""),
        read: () => Promise.reject(Object.assign(new Error("denied"), { code: "EACCES" })),
      },
    ];

    expect(await told(sources)).toEqual([
      ["LOCKFILE_BAD_FORMAT", "a/package-lock.json"],
      ["LOCKFILE_BAD_FORMAT", "b/package-lock.json"],
      ["LOCKFILE_BAD_FORMAT", "c/pnpm-lock.yaml"],
      ["LOCKFILE_BAD_FORMAT", "d/bun.lockb"],
      ["EACCES", "e/yarn.lock"],
    ]);
  });

  test("never throws, whatever a lockfile holds", async () => {
    const names = fc.constantFrom(
      "package-lock.json",
      "pnpm-lock.yaml",
      "yarn.lock",
      "bun.lock",
      "bun.lockb",
    );
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      fc.constant('{"lockfileVersion":3,"packages":{"node_modules/axios":{"version":{}}}}'),
      fc.constant('{"lockfileVersion":3,"packages":{"__proto__":{"version":"1.14.1","name":"axios"}}}'),
    );
    await fc.assert(
      fc.asyncProperty(names, texts, async (name, text) => {
        const items = await collect([file(name, text)]);

        expect(items.length).toBeGreaterThan(0);
      }),
    );
  });
});

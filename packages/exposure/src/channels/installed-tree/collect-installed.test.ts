import { chmod, mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, relative, sep } from "node:path";

import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, onTestFinished, test } from "vitest";

import { axios, question, shop } from "../../../test/evidence.ts";
import type { EvidenceItem } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { collectInstalled } from "./collect-installed.ts";
import { collectPnp } from "./collect-pnp.ts";
import { installRecords, tryParseRecord } from "./install-records.ts";
import { parsePnpFile } from "./pnp-file.ts";
import { readStoreName } from "./store-name.ts";

let folder = "";

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "lockkeeper-tree-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true, force: true });
});

async function write(files: Readonly<Record<string, string>>): Promise<void> {
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

/** Sets the dates of files, in seconds since some instant. */
async function date(seconds: Readonly<Record<string, number>>): Promise<void> {
  const start = 1_774_918_000;
  for (const [path, at] of Object.entries(seconds)) await utimes(join(folder, path), start + at, start + at);
}

async function collect(asked: ExposureQuestion = question): Promise<readonly EvidenceItem[]> {
  const items: EvidenceItem[] = [];
  const source = { nodeModules: join(folder, "node_modules"), where: shop, label: "" };
  for await (const item of collectInstalled(asked, [source])) items.push(item);
  return items;
}

async function told(asked?: ExposureQuestion): Promise<readonly unknown[]> {
  return (await collect(asked)).map((item) =>
    item.kind === "observation"
      ? [item.observation.kind, item.observation.version, item.observation.ref]
      : [item.unreadable.code, item.unreadable.ref.replace(folder, "")],
  );
}

function manifest(name: string, version: string, scripts?: Readonly<Record<string, string>>): string {
  return JSON.stringify({ name, version, ...(scripts === undefined ? {} : { scripts }) });
}

function hidden(packages: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: "app", lockfileVersion: 3, requires: true, packages }, null, 2);
}

const plain: ExposureQuestion = {
  ...question,
  targets: [{ ...axios, name: "plain-crypto-js", versions: ["4.2.1"] }],
};

describe("collectInstalled", () => {
  test("finds folders at the top and nested ones", async () => {
    await write({
      "node_modules/axios/package.json": manifest("axios", "1.14.0"),
      "node_modules/@acme/api/node_modules/axios/package.json": manifest("axios", "1.14.1"),
      "node_modules/axios-mock/package.json": manifest("axios-mock", "1.14.1"),
    });

    expect(await told()).toEqual([["present", "1.14.1", "node_modules/@acme/api/node_modules/axios"]]);
  });

  test("names the other version that lies there", async () => {
    await write({ "node_modules/axios/package.json": manifest("axios", "1.14.0") });

    expect(await told()).toEqual([["clean", "1.14.0", "node_modules/axios"]]);
  });

  test("says that nothing of that name is there", async () => {
    await write({ "node_modules/ms/package.json": manifest("ms", "2.0.0") });

    expect(await told()).toEqual([["clean", undefined, ""]]);
  });

  test("believes the client's record where the manifest was exchanged, and tells that it was", async () => {
    const entry = { version: "4.2.1", hasInstallScript: true };
    await write({
      "node_modules/.package-lock.json": hidden({ "node_modules/plain-crypto-js": entry }),
      "node_modules/plain-crypto-js/package.json": manifest("plain-crypto-js", "4.2.0"),
      "node_modules/plain-crypto-js/index.js": "",
    });
    await date({
      "node_modules/plain-crypto-js/package.json": 37,
      "node_modules/plain-crypto-js/index.js": 0,
    });

    const [item] = await collect(plain);

    expect(item?.kind === "observation" ? [item.observation.kind, item.observation.version] : item).toEqual([
      "executed",
      "4.2.1",
    ]);
    expect(item?.kind === "observation" ? item.observation.detail : "").toBe(
      "the folder is there, and the client's record says 4.2.1, with install scripts; its manifest says 4.2.0 and has none, written 37 s after the other files: it was exchanged by what ran there",
    );
  });

  test("calls a version that cannot be told unreadable, and not clean", async () => {
    await write({
      "node_modules/plain-crypto-js/package.json": manifest("plain-crypto-js", "4.2.0"),
      "node_modules/plain-crypto-js/index.js": "",
    });
    await date({
      "node_modules/plain-crypto-js/package.json": 37,
      "node_modules/plain-crypto-js/index.js": 0,
    });

    expect(await told(plain)).toEqual([["EXPOSURE_CHANGED_MANIFEST", "node_modules/plain-crypto-js"]]);
  });

  test("counts the presence of a package that was made for the attack, whatever its manifest says", async () => {
    const asked: ExposureQuestion = {
      ...question,
      targets: [{ ...axios, name: "plain-crypto-js", versions: "all" }],
    };
    await write({ "node_modules/plain-crypto-js/package.json": manifest("plain-crypto-js", "4.2.0") });

    expect(await told(asked)).toEqual([["present", "4.2.0", "node_modules/plain-crypto-js"]]);
  });

  test("does not call a package exchanged that npm built or that somebody edited in place", async () => {
    const entries = {
      "node_modules/plain-crypto-js": { version: "4.2.1", hasInstallScript: true },
    };
    await write({
      "node_modules/.package-lock.json": hidden(entries),
      "node_modules/plain-crypto-js/package.json": manifest("plain-crypto-js", "4.2.1"),
      "node_modules/plain-crypto-js/binding.gyp": "",
    });
    await date({
      "node_modules/plain-crypto-js/package.json": 90,
      "node_modules/plain-crypto-js/binding.gyp": 0,
    });

    expect(await told(plain)).toEqual([["present", "4.2.1", "node_modules/plain-crypto-js"]]);
  });

  test("tells of a folder that the client wrote down and that is gone", async () => {
    await write({
      "node_modules/.package-lock.json": hidden({ "node_modules/axios": { version: "1.14.1" } }),
    });

    expect(await told()).toEqual([["fetched", "1.14.1", "node_modules/axios"]]);
  });

  test("looks into the stores of pnpm, Bun and Yarn, and follows no link inside the project", async () => {
    await write({
      "node_modules/.pnpm/axios@1.14.1_debug@4.0.0/node_modules/axios/package.json": manifest(
        "axios",
        "1.14.1",
      ),
      "node_modules/.bun/axios@1.14.0/node_modules/axios/package.json": manifest("axios", "1.14.0"),
      "node_modules/.store/axios-npm-1.14.1-0123456789/package/package.json": manifest("axios", "1.14.1"),
      "elsewhere/axios/package.json": manifest("axios", "1.14.1"),
    });
    await symlink(join(folder, "elsewhere", "axios"), join(folder, "node_modules", "axios"));
    await symlink("..", join(folder, "node_modules", "loop"));

    expect(await told()).toEqual([
      ["present", "1.14.1", "node_modules/.pnpm/axios@1.14.1_debug@4.0.0/node_modules/axios"],
      ["present", "1.14.1", "node_modules/.store/axios-npm-1.14.1-0123456789/package"],
    ]);
  });

  test("follows links out of the project, to a shared store with what lies beside, and to a package in work", async () => {
    const store = await mkdtemp(join(tmpdir(), "lockkeeper-store-"));
    onTestFinished(() => rm(store, { recursive: true, force: true }));
    const api = join(store, "links", "@acme", "api", "1.0.0", "node_modules");
    const hit = join(store, "links", "axios", "1.14.1", "node_modules", "axios");
    const work = join(store, "work", "tool");
    for (const [path, text] of [
      [join(api, "@acme", "api"), manifest("@acme/api", "1.0.0")],
      [hit, manifest("axios", "1.14.1")],
      [join(work, "node_modules", "axios"), manifest("axios", "1.14.0")],
    ] as const) {
      await mkdir(path, { recursive: true });
      await writeFile(join(path, "package.json"), text);
    }
    await mkdir(join(folder, "node_modules", "@acme"), { recursive: true });
    await symlink(hit, join(api, "axios"));
    await symlink(join(api, "@acme", "api"), join(folder, "node_modules", "@acme", "api"));
    await symlink(work, join(folder, "node_modules", "tool"));
    await symlink(join(folder, "node_modules", "lost"), join(folder, "node_modules", "lost"));
    const placeOf = (path: string): string => relative(folder, path).split(sep).join("/");

    expect(await told()).toEqual([
      ["present", "1.14.1", placeOf(join(api, "axios"))],
      ["present", "1.14.1", placeOf(hit)],
    ]);
  });

  test("reads the records of both Yarns", () => {
    const classic =
      '{\n  "lockfileEntries": {\n    "axios@^1": "https://registry.example/axios/-/axios-1.14.1.tgz#abc"\n  }\n}';
    const berry =
      '__metadata:\n  version: 1\n\n"axios@npm:1.14.1":\n  locations:\n    - "node_modules/axios"\n\n"app@workspace:.":\n  locations:\n    - ""\n';

    expect(tryParseRecord(".yarn-integrity", classic)).toMatchObject([{ name: "axios", version: "1.14.1" }]);
    expect(tryParseRecord(".yarn-state.yml", berry)).toMatchObject([
      { name: "axios", version: "1.14.1", place: "node_modules/axios" },
    ]);
  });

  test("calls records unreadable that nobody can read", async () => {
    await write({ "node_modules/.package-lock.json": "{", "node_modules/ms/package.json": "{}" });

    expect(await told()).toContainEqual(["EXPOSURE_UNREADABLE", "/node_modules/.package-lock.json"]);
  });

  test.skipIf(process.getuid?.() === 0)("calls a folder unreadable that the system refuses", async () => {
    await write({ "node_modules/ms/package.json": "{}" });
    await chmod(join(folder, "node_modules"), 0o000);

    expect(await told()).toContainEqual(["EXPOSURE_UNREADABLE", "/node_modules"]);
    await chmod(join(folder, "node_modules"), 0o700);
  });
});

describe("collectPnp", () => {
  const script = `const RAW_RUNTIME_STATE =\n'{\\\n    ["axios", [\\\n      ["npm:1.14.1", {\\\n        "packageDependencies": [\\\n          ["ms", "npm:1.14.1"]\\\n      ["virtual:0a#npm:1.14.1", {\\\n    ["ms", [\\\n      ["npm:2.1.2", {\\\n`;

  test("reads what Yarn resolves without node_modules, with its line", async () => {
    const items: EvidenceItem[] = [];
    const source = { where: shop, path: ".pnp.cjs", read: () => Promise.resolve(Buffer.from(script)) };

    for await (const item of collectPnp(question, [source])) items.push(item);

    const seen = items.map((item) => (item.kind === "observation" ? item.observation : undefined));
    expect(seen.map((each) => [each?.kind, each?.version, each?.ref])).toEqual([
      ["locked", "1.14.1", ".pnp.cjs:4"],
    ]);
    expect(parsePnpFile(script).map(({ name, version }) => `${name}@${version}`)).toEqual([
      "axios@1.14.1",
      "ms@2.1.2",
    ]);
  });

  test("never throws, whatever the file holds", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(parsePnpFile(`    ["axios", [\n${text}`))).toBe(true);
      }),
    );
  });
});

describe("tryParseRecord", () => {
  test("never throws, whatever a record holds", () => {
    const texts = fc.oneof(fc.string(), fc.json(), fc.constant('{"packages":{"__proto__":{"version":1}}}'));
    fc.assert(
      fc.property(fc.constantFrom(...installRecords.keys()), texts, (file, text) => {
        const read = tryParseRecord(file, text);

        expect(read === undefined || read.every(({ name }) => typeof name === "string")).toBe(true);
      }),
    );
  });
});

describe("readStoreName", () => {
  test("reads what the clients write, with scopes and peers", () => {
    const names = new Set(["axios", "@acme/http-client", "a-npm"]);
    const read = (text: string): string | undefined => {
      const found = readStoreName(text, names);
      return found === undefined ? undefined : `${found.name}@${found.version}`;
    };

    expect(
      [
        "axios@1.14.1",
        "axios@1.14.1(debug@4.0.0)",
        "axios@1.14.1@@@1",
        "@acme+http-client@2.0.0-rc.1_x@1.0.0",
        "axios-npm-1.14.1-0123456789-8",
        "@acme-http-client-npm-2.0.0-0123456789",
        "npm-axios-1.14.1-0123456789012345678901234567890123456789-integrity",
        "npm-@acme-http-client-2.0.0-0123456789012345678901234567890123456789",
        "a-npm-npm-1.0.0-0123456789",
        "axios-mock@1.0.0",
        "npm-axios-mock-1.0.0-0123456789012345678901234567890123456789",
      ].map(read),
    ).toEqual([
      "axios@1.14.1",
      "axios@1.14.1",
      "axios@1.14.1",
      "@acme/http-client@2.0.0-rc.1",
      "axios@1.14.1",
      "@acme/http-client@2.0.0",
      "axios@1.14.1",
      "@acme/http-client@2.0.0",
      "a-npm@1.0.0",
      undefined,
      undefined,
    ]);
  });

  test("never throws, and reads nothing but names that are asked about", () => {
    const names = new Set(["axios"]);
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((text) => `npm-${text}-1.0.0`),
        ),
        (text) => {
          expect([undefined, "axios"]).toContain(readStoreName(text, names)?.name);
        },
      ),
    );
  });
});

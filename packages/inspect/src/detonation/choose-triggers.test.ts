import { buildPackage } from "@lockkeeper/drill";
import type { TarballFile } from "@lockkeeper/drill";
import { compareFacts } from "@lockkeeper/facts";
import type { PackageFacts } from "@lockkeeper/facts";
import { describe, expect, test } from "vitest";

import { createExtractor } from "../extractor.ts";
import { isWorthLoading, loadTriggers, runsAtInstall } from "./choose-triggers.ts";
import type { KnownBefore } from "./choose-triggers.ts";

const unavailable = { state: "unavailable", reason: "of a test" } as const;
const plain = "module.exports = (a, b) => a + b;\n";

async function factsOf(manifest: object, files: readonly TarballFile[]): Promise<PackageFacts> {
  const { tarball } = buildPackage({ name: "a", version: "1.0.0", ...manifest }, files);
  return await createExtractor()(tarball);
}

async function library(index: string, manifest: object = {}): Promise<PackageFacts> {
  return await factsOf({ main: "index.js", ...manifest }, [{ path: "index.js", content: index }]);
}

/** A release of long standing, whose release before has another index. */
async function release(index: string, before: string = plain): Promise<KnownBefore> {
  const [facts, earlier] = await Promise.all([library(index), library(before)]);
  const drift = compareFacts(earlier, facts);
  const predecessor = {
    state: "present",
    value: { version: "0.9.0", isSameLine: true, facts: earlier, drift },
  } as const;
  return { facts, predecessor, registry: unavailable };
}

describe("isWorthLoading", () => {
  test("passes over a library that does what it did", async () => {
    expect(isWorthLoading(await release(`${plain}// more\n`))).toBe(false);
  });

  test.each([
    ["starts a process", "require('child_process').execSync('id');"],
    ["asks the network", "require('https').get('https://api.example/');"],
    ["evaluates what it decodes", "eval(Buffer.from('MSsx', 'base64').toString());"],
  ])("looks at a release that newly %s", async (_, line) => {
    expect(isWorthLoading(await release(`${line}\n${plain}`))).toBe(true);
  });

  test("passes over what a release did before", async () => {
    const index = `require('https').get('https://api.example/');\n${plain}`;

    expect(isWorthLoading(await release(`${index}// more\n`, index))).toBe(false);
  });

  test("looks at code that decodes the names of what it uses, whenever it began to", async () => {
    const index = "require(Buffer.from('aHR0cHM=', 'base64').toString()).get('https://api.example/');\n";

    expect(isWorthLoading(await release(index, index))).toBe(true);
  });

  test("looks at what nobody lists and has no release before it", async () => {
    const facts = await library(plain);

    expect(isWorthLoading({ facts, predecessor: unavailable, registry: unavailable })).toBe(true);
  });
});

describe("loadTriggers", () => {
  test("names what there is: an entry, a command", async () => {
    const facts = await library(plain, { bin: { a: "index.js" } });

    expect(loadTriggers({ facts, predecessor: unavailable, registry: unavailable })).toEqual([
      "import",
      "bin",
    ]);
  });

  test("names nothing where nothing can be loaded", async () => {
    const facts = await factsOf({ main: undefined }, [{ path: "data.txt", content: "x" }]);

    expect(loadTriggers({ facts, predecessor: unavailable, registry: unavailable })).not.toContain("bin");
  });
});

test("runsAtInstall() knows hooks, and the build that npm adds", async () => {
  const hook = await library(plain, { scripts: { postinstall: "node index.js" } });
  const build = await factsOf({}, [{ path: "binding.gyp", content: "{}" }]);

  expect([hook, build, await library(plain)].map(runsAtInstall)).toEqual([true, true, false]);
});

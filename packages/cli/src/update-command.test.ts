import { mkdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { createFakeInspectorEngine, inspection } from "../test/fake-inspector.ts";
import type { Engine } from "./engine.ts";

const registry = "https://registry.example/";
const hash = (letter: string): string => `sha512-${letter.repeat(86)}==`;

/** The versions of a package, the oldest first, each with the day of January 2024 that it came out on. */
function documentOf(name: string, versions: readonly string[]): object {
  return {
    name,
    "dist-tags": { latest: versions.at(-1) },
    time: Object.fromEntries(
      ["created", "modified", ...versions].map((each, index) => [
        each,
        `2024-01-0${String(index + 1)}T00:00:00.000Z`,
      ]),
    ),
    versions: Object.fromEntries(
      versions.map((version) => [
        version,
        { name, version, dist: { tarball: addressOf(name, version), integrity: hash("B") } },
      ]),
    ),
  };
}

function addressOf(name: string, version: string): string {
  return `${registry}${name}/-/${name}-${version}.tgz`;
}

async function serve(documents: readonly object[]): Promise<string> {
  const server = createServer((request, response) => {
    const found = documents.find((each) => "name" in each && `/${String(each.name)}` === request.url);
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? { error: "not found" }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${String(port)}/`;
}

const asked = { near: "^1.0.0", far: "^1.0.0" };

/** A project that asks for two packages, and a path on which there is a shell and no client. */
async function plant(
  engine: Partial<Engine> = createFakeInspectorEngine([]),
): Promise<FakeTerminal & { readonly lock: () => Promise<string> }> {
  const { folder: bin } = await createFakeTerminal();
  await symlink("/bin/sh", join(bin, "sh"));
  await symlink(process.execPath, join(bin, "node"));
  const terminal = await createFakeTerminal({ env: { PATH: bin }, engine });
  const folder = join(terminal.folder, "app");
  await mkdir(folder);
  const entries = Object.keys(asked).map((name) => [
    `node_modules/${name}`,
    { version: "1.0.0", resolved: addressOf(name, "1.0.0"), integrity: hash("A") },
  ]);
  const root = { name: "app", version: "1.0.0", dependencies: asked };
  const lockfile = {
    name: "app",
    version: "1.0.0",
    lockfileVersion: 3,
    packages: { "": root, ...Object.fromEntries(entries) },
  };
  await writeFile(join(folder, "package.json"), JSON.stringify(root, undefined, 2));
  await writeFile(join(folder, "package-lock.json"), JSON.stringify(lockfile, undefined, 2));
  return { ...terminal, lock: () => readFile(join(folder, "package-lock.json"), "utf8") };
}

const documents = [documentOf("near", ["1.0.0", "1.1.0", "1.2.0"]), documentOf("far", ["1.0.0", "2.0.0"])];

describe("update", () => {
  test("shows a plan and writes nothing where nobody agreed", async () => {
    const { run, lock } = await plant();
    const before = await lock();

    const { code, out } = await run("update", "--folder", "app", "--upstream", await serve(documents));

    expect(code).toBe(0);
    expect(out).toContain("near 1.0.0 → 1.2.0");
    expect(await lock()).toBe(before);
  });

  test("takes the highest version that the ranges allow, and others when it may", async () => {
    const { run, lock } = await plant();
    const upstream = await serve(documents);

    const inside = await run("update", "--folder", "app", "--yes", "--upstream", upstream);
    const afterInside = await lock();
    const beyond = await run(
      "update",
      "--folder",
      "app",
      "--yes",
      "--beyond-ranges",
      "--max-risk",
      "high",
      "--upstream",
      upstream,
    );

    expect([inside.code, beyond.code]).toEqual([0, 0]);
    expect(afterInside).toContain(addressOf("near", "1.2.0"));
    expect(afterInside).toContain(addressOf("far", "1.0.0"));
    expect(await lock()).toContain(addressOf("far", "2.0.0"));
  });

  test("takes back what the project's own command refuses, and says so with 3", async () => {
    const { run, lock } = await plant();
    const before = await lock();

    const words = ["update", "--folder", "app", "--yes", "--no-install", "--verify", "exit 7"];
    const { code, out } = await run(...words, "--upstream", await serve(documents));

    expect(code).toBe(3);
    expect(out).toContain("taken back near 1.0.0 → 1.2.0");
    expect(await lock()).toBe(before);
  });

  test("takes the named packages alone, and refuses a folder without a project with 2", async () => {
    const { run, lock } = await plant();
    const upstream = await serve(documents);

    const named = await run("update", "far", "--folder", "app", "--yes", "--upstream", upstream);
    const lost = await run("update", "--folder", "nowhere", "--upstream", upstream);

    expect(named.code).toBe(0);
    expect(await lock()).not.toContain("1.2.0");
    expect(lost.code).toBe(2);
  });

  test("passes over what an inspection holds, unless somebody agreed", async () => {
    const held = inspection({
      spec: "near@1.2.0",
      verdict: "hold",
      reasons: [{ code: "summary", message: "It hides what it does." }],
    });
    const { run } = await plant(createFakeInspectorEngine([held, inspection({ spec: "near@1.1.0" })]));
    const words = ["update", "near", "--folder", "app", "--upstream"];
    const alone = await serve([documentOf("near", ["1.0.0", "1.2.0"])]);

    const passed = await run(...words, await serve(documents));
    const refused = await run(...words, alone);
    const taken = await run(...words, alone, "--take-held", "--max-risk", "high", "--json");

    expect(passed.out).toContain("near 1.0.0 → 1.1.0");
    expect(refused.out).toContain("near@1.2.0 is held by its inspection: It hides what it does.");
    expect(taken.lines[0]).toMatchObject({
      groups: [
        {
          title: "near 1.0.0 → 1.2.0",
          risk: "high",
          drift: {
            verdict: "hold",
            news: expect.arrayContaining(["is held by its inspection: It hides what it does."]),
          },
        },
      ],
    });
  });

  test("says what could not be looked into, and does not look with --no-drift", async () => {
    const { run } = await plant(createFakeInspectorEngine([]));
    const words = ["update", "near", "--folder", "app", "--upstream", await serve(documents)];

    const looked = await run(...words);
    const unlooked = await run(...words, "--no-drift");

    expect(looked.out).toContain("drift (unknown): could not be looked into");
    expect(unlooked.out).toContain("near 1.0.0 → 1.2.0");
    expect(unlooked.out).not.toContain("drift");
  });
});

import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import { scanFolders } from "./run-scan.ts";

async function scanning(
  files: Readonly<Record<string, string>>,
  env: Readonly<Record<string, string>> = {},
): Promise<Awaited<ReturnType<typeof scanFolders>>> {
  const { folder, environment } = await createFakeTerminal({ env });
  for (const [name, text] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  return await scanFolders({ ...environment, homeFolder: join(folder, "home"), cwd: join(folder, "app") });
}

describe("scanFolders", () => {
  test("finds registries in the folder, above it and below it, and says who names them", async () => {
    const { registries } = await scanning({
      ".npmrc": "registry=https://above.example/npm/\n",
      "app/package.json": "{}",
      "app/packages/a/.npmrc": "@x:registry=https://below.example\n",
      "home/.npmrc": "registry=https://mine.example/\n",
    });

    expect(registries).toContainEqual({ url: "https://above.example/npm/", source: "project" });
    expect(registries).toContainEqual({ url: "https://below.example", source: "project" });
    expect(registries).toContainEqual({ url: "https://mine.example/", source: "user" });
  });

  test("finds the registries of a lockfile's tarballs, those of Yarn Berry too", async () => {
    const { registries, keepingFolders, isBerry } = await scanning({
      "app/package-lock.json": '{"resolved":"https://a.example/p/axios/-/axios-1.0.0.tgz"}',
      "app/yarn.lock":
        "__metadata:\n  version: 8\n\nx@npm:1.0.0::__archiveUrl=https%3A%2F%2Fb.example%2Fx%2F-%2Fx-1.0.0.tgz\n",
    });

    expect(registries).toContainEqual({ url: "https://a.example/p", source: "lockfile" });
    expect(registries).toContainEqual({ url: "https://b.example", source: "lockfile" });
    expect(keepingFolders).toHaveLength(1);
    expect(isBerry).toBe(true);
  });

  test("notes folders whose lockfile takes a tarball from an address of no known form", async () => {
    const { strayingFolders } = await scanning({
      "app/a/package-lock.json":
        '{"resolved": "https://a.example/anything.tgz", "url": "https://b.example/sponsors"}',
      "app/b/package-lock.json":
        '{"resolved": "https://a.example/x/-/x-1.0.0.tgz", "url": "https://b.example/sponsors"}',
      "app/c/yarn.lock": 'x@^1.0.0:\n  version "1.0.0"\n  resolved "https://a.example/y.tgz#0"\n',
      "app/d/bun.lock": '{"packages": {"x": ["x@1.0.0", "https://a.example/y.tgz", {}, "sha512-x"]}}',
    });

    expect(new Set(strayingFolders.map((folder) => folder.at(-1)))).toEqual(new Set(["a", "c", "d"]));
  });

  test("puts variables in, also those of the environment that name a registry themselves", async () => {
    const { registries } = await scanning(
      {
        "app/.npmrc": "registry=https://${MIRROR}/npm\n",
        "app/.yarnrc.yml": 'npmRegistryServer: "${NONE:-https://d.example}"\n',
      },
      { MIRROR: "mirror.example", npm_config_registry: "https://env.example/" },
    );

    const urls = registries.map(({ url }) => url);
    expect(urls).toEqual(
      expect.arrayContaining(["https://mirror.example/npm", "https://d.example", "https://env.example/"]),
    );
  });

  test("looks neither into node_modules nor into hidden folders", async () => {
    const { registries } = await scanning({
      "app/node_modules/x/.npmrc": "registry=https://no.example\n",
      "app/.cache/.npmrc": "registry=https://no.example\n",
    });

    expect(registries).toEqual([]);
  });

  test("knows the project's Yarn by its manifest where there is no lockfile yet", async () => {
    expect((await scanning({ "app/package.json": '{"packageManager": "yarn@4.18.1"}' })).isBerry).toBe(true);
    expect((await scanning({ "app/package.json": '{"packageManager": "yarn@1.22.22"}' })).isBerry).toBe(
      false,
    );
  });
});

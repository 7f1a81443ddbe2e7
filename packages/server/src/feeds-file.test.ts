import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished, expect, test } from "vitest";
import { readFeeds } from "./feeds-file.ts";
import type { FeedsConfig } from "./feeds-file.ts";

async function read(
  yaml: string | undefined,
  env: Readonly<Record<string, string>> = {},
): Promise<FeedsConfig & { readonly folder: string }> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-feeds-file-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  const feedsFile = join(folder, "feeds.yaml");
  if (yaml !== undefined) await writeFile(feedsFile, yaml);
  return { ...(await readFeeds({ feedsFile, env })), folder };
}

test("readFeeds answers the public sources without a file, and no automatic updates", async () => {
  const { sources, isAutomatic } = await read(undefined);

  expect(isAutomatic).toBe(false);
  expect(sources.map(({ id, kind, isEnabled }) => [id, kind, isEnabled])).toEqual([
    ["osv", "osv", true],
    ["leitwacht", "archive", true],
  ]);
});

test("readFeeds changes a public source by its id, and adds others", async () => {
  const { sources, isAutomatic, folder } = await read(
    [
      "version: 1",
      "automatic: true",
      "sources:",
      "  - { id: osv, url: https://mirror.example/osv/, interval: 6h, tokenEnv: MIRROR_TOKEN }",
      "  - { id: leitwacht, enabled: false }",
      "  - { id: own, kind: folder, folder: advisories }",
      "  - { id: more, kind: archive, url: https://mirror.example/more.zip }",
    ].join("\n"),
    { MIRROR_TOKEN: "secret" },
  );

  expect(isAutomatic).toBe(true);
  expect(sources).toMatchObject([
    { id: "osv", base: "https://mirror.example/osv", intervalMs: 21_600_000, token: "secret" },
    { id: "leitwacht", isEnabled: false, checksumUrl: expect.stringContaining("sha256") as string },
    { id: "own", kind: "folder", path: join(folder, "advisories") },
    { id: "more", kind: "archive", url: "https://mirror.example/more.zip", intervalMs: 3_600_000 },
  ]);
});

test("readFeeds lets the environment name mirrors of the public sources", async () => {
  const env = {
    LOCKKEEPER_OSV_BASE: "http://127.0.0.1:9/osv/",
    LOCKKEEPER_LEITWACHT_URL: "http://127.0.0.1:9/all.zip",
  };

  const { sources } = await read(undefined, env);

  expect(sources).toMatchObject([{ base: "http://127.0.0.1:9/osv" }, { url: "http://127.0.0.1:9/all.zip" }]);
  expect(sources[1]).not.toHaveProperty("checksumUrl");
  await expect(read(undefined, { LOCKKEEPER_OSV_BASE: "mirror" })).rejects.toMatchObject({
    code: "SERVER_BAD_FEEDS_FILE",
    message: expect.stringContaining("LOCKKEEPER_OSV_BASE") as string,
  });
});

test("readFeeds says where a file is wrong", async () => {
  const wrong = [
    ["sources: []", "version"],
    ["version: 1\nsauces: []", "sauces"],
    ["version: 1\nsources: [{ id: Own, kind: folder, folder: x }]", "sources.0.id"],
    ["version: 1\nsources: [{ id: own }]", '"own" has no kind'],
    ["version: 1\nsources: [{ id: own, kind: archive }]", '"own" has no url'],
    ["version: 1\nsources: [{ id: own, kind: folder }]", '"own" is a folder'],
    ["version: 1\nsources: [{ id: own, kind: archive, url: file:///x }]", "sources.0.url"],
    ["version: 1\nsources: [{ id: osv, interval: 5s }]", "a minute or more"],
    ["version: 1\nsources: [{ id: osv }, { id: osv }]", "listed twice"],
    ["version: 1\nsources: [{ id: osv, tokenEnv: NOT_SET }]", '"NOT_SET", which is not set'],
    ["version: 1\nsources: [{ id: osv, caFile: gone.pem }]", "cannot be read"],
    ["{ no yaml", "YAML"],
  ] as const;

  for (const [yaml, message] of wrong) {
    await expect(read(yaml), yaml).rejects.toMatchObject({
      code: "SERVER_BAD_FEEDS_FILE",
      message: expect.stringContaining(message) as string,
    });
  }
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { isNetworkMount, isPseudoMount, parseMountInfo, parseMountOutput } from "./mounts.ts";
import { readStart, readText } from "./read-disk.ts";
import { walkTree } from "./walk-tree.ts";
import type { FolderVisitor, Walk } from "./walk-tree.ts";

const limits = { maxEntries: 1_000_000, maxDepth: 100, maxPending: 100_000 };

async function createTree(): Promise<string> {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-walk-"));
  onTestFinished(() => rm(root, { recursive: true, force: true }));
  return root;
}

function createVisitor(
  skipped: readonly string[] = [],
): FolderVisitor & { readonly seen: string[]; readonly deep: string[] } {
  const seen: string[] = [];
  const deep: string[] = [];
  return {
    seen,
    deep,
    visit: (folder) => seen.push(folder),
    skips: (folder) => skipped.includes(folder),
    unreadable: (folder, code) => seen.push(`${code} ${folder}`),
    tooDeep: (folder) => deep.push(folder),
  };
}

async function walkAll(
  walk: Walk,
  visitor: FolderVisitor,
  bounds: typeof limits = limits,
): Promise<readonly string[]> {
  const states: string[] = [];
  for await (const state of walkTree(walk, visitor, bounds)) states.push(state);
  return states;
}

describe("walkTree", () => {
  test("walkTree looks into every folder once, follows no link, and counts what it saw", async () => {
    const root = await createTree();
    await mkdir(join(root, "a", "b"), { recursive: true });
    await writeFile(join(root, "a", "file"), "");
    await symlink(root, join(root, "a", "round"));
    const visitor = createVisitor();
    const walk = { pending: [root], entries: 0, folders: 0 };

    const states = await walkAll(walk, visitor);

    expect(states.at(-1)).toBe("done");
    expect(visitor.seen.toSorted()).toEqual([root, join(root, "a"), join(root, "a", "b")]);
    expect(walk).toMatchObject({ pending: [], entries: 4, folders: 3 });
  });

  test("walkTree goes on where another walk stopped, without leaving anything out", async () => {
    const root = await createTree();
    for (let index = 0; index < 1200; index += 1) await mkdir(join(root, `f${index}`));
    const first = createVisitor();
    const walk = { pending: [root], entries: 0, folders: 0 };
    for await (const state of walkTree(walk, first, limits)) if (state === "walking") break;
    const second = createVisitor();

    await walkAll({ ...walk, pending: [...walk.pending] }, second);

    expect(first.seen.length).toBeGreaterThan(1);
    expect(second.seen.length).toBeGreaterThan(1);
    expect(new Set([...first.seen, ...second.seen]).size).toBe(1201);
    expect(first.seen.length + second.seen.length).toBe(1201);
  });

  test("walkTree ends at its bounds and says so, leaves out what is skipped, and passes over what is gone", async () => {
    const root = await createTree();
    await mkdir(join(root, "a", "b", "c"), { recursive: true });
    const depth = root.split("/").length - 1;
    const shallow = createVisitor();
    const skipping = createVisitor([join(root, "a")]);
    const gone = createVisitor();

    await walkAll({ pending: [root], entries: 0, folders: 0 }, shallow, { ...limits, maxDepth: depth + 1 });
    await walkAll({ pending: [root], entries: 0, folders: 0 }, skipping);
    await walkAll({ pending: [join(root, "gone")], entries: 0, folders: 0 }, gone);
    const full = await walkAll({ pending: [root], entries: 0, folders: 0 }, createVisitor(), {
      ...limits,
      maxEntries: 1,
    });

    expect(shallow.deep).toEqual([join(root, "a")]);
    expect(skipping.seen).toEqual([root]);
    expect(gone.seen).toEqual([]);
    expect(full).toEqual(["full"]);
  });
});

describe("readStart", () => {
  test("readStart reads up to its bound, follows no link and takes a folder for nothing", async () => {
    const root = await createTree();
    await writeFile(join(root, "file"), "\uFEFFabcdef");
    await symlink(join(root, "file"), join(root, "link"));

    expect(readText(join(root, "file"), 6)).toEqual({ kind: "read", value: "abc" });
    expect(readStart(join(root, "link"), 9).kind).toBe("absent");
    expect(readStart(root, 9).kind).toBe("absent");
    expect(readStart(join(root, "none"), 9).kind).toBe("absent");
  });
});

describe("parseMountInfo", () => {
  test("parseMountInfo reads points with spaces, and tells whose files they are", () => {
    const mounts = parseMountInfo(
      "22 27 0:21 / /proc rw,relatime - proc proc rw\n36 35 98:0 /mnt1 /mnt/my\\040share rw,noatime master:1 - nfs4 host:/x rw\n27 1 254:0 / / rw - ext4 /dev/vda rw\nbad\n",
    );

    expect(mounts.map(({ point, type }) => `${point} ${type}`)).toEqual([
      "/proc proc",
      "/mnt/my share nfs4",
      "/ ext4",
    ]);
    expect(mounts.map(isNetworkMount)).toEqual([false, true, false]);
    expect(mounts.map(isPseudoMount)).toEqual([true, false, false]);
  });

  test("parseMountOutput reads what macOS prints", () => {
    expect(
      parseMountOutput(
        "/dev/disk3s1s1 on / (apfs, sealed, local)\n//alice@nas/Work on /Volumes/Work (smbfs, nodev)\n",
      ),
    ).toEqual([
      { point: "/", type: "apfs" },
      { point: "/Volumes/Work", type: "smbfs" },
    ]);
  });

  test("the parsers of mounts never throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(Array.isArray(parseMountInfo(text)) && Array.isArray(parseMountOutput(text))).toBe(true);
      }),
    );
  });
});

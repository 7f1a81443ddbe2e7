import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { detonateLimits } from "../limits.ts";
import type { Platform } from "../observation.ts";

import { createBaseDisk } from "./base-disk.ts";
import { DiskError } from "./disk-error.ts";
import { Disk } from "./disk.ts";

function open(files: Readonly<Record<string, string>>, platform: Platform = "linux"): Disk {
  const base = createBaseDisk({
    platform,
    startsAt: 1_000_000,
    folders: ["/tmp"],
    files: Object.entries(files),
  });
  return new Disk(base, { ...detonateLimits, writtenMaxBytes: 1_000, fileMaxBytes: 600 }, () => 2_000_000);
}

function codeOf(action: () => unknown): string | undefined {
  try {
    action();
  } catch (error) {
    if (error instanceof DiskError) return error.code;
    throw error;
  }
  return undefined;
}

describe("Disk", () => {
  test("has the files of its base with their folders, and what is written on top", () => {
    const disk = open({ "/a/b/c.txt": "1" });
    disk.write("/a/b/d.txt", "2");

    expect(disk.names("/a/b")).toEqual(["c.txt", "d.txt"]);
    expect(disk.names("/")).toEqual(["a", "tmp"]);
    expect([disk.status("/a/b").kind, disk.status("/a/b/d.txt")]).toMatchObject([
      "folder",
      { kind: "file", size: 1, mtimeMs: 2_000_000 },
    ]);
  });

  test("leaves its base alone: another disk of it is as new", () => {
    const base = createBaseDisk({ platform: "linux", startsAt: 0, folders: [], files: [["/a", "1"]] });
    const first = new Disk(base, detonateLimits, () => 0);
    first.removeFile("/a");
    first.write("/b", "2");
    const second = new Disk(base, detonateLimits, () => 0);

    expect([first.names("/"), second.names("/")]).toEqual([["b"], ["a"]]);
  });

  test("moves and removes folders with everything below", () => {
    const disk = open({ "/a/b/c": "1", "/a/d": "2" });
    disk.rename("/a", "/e");
    disk.removeFolder("/e/b", true);

    expect([disk.names("/"), disk.names("/e")]).toEqual([["e", "tmp"], ["d"]]);
    expect(codeOf(() => disk.rename("/e", "/e/f"))).toBe("EINVAL");
    expect(codeOf(() => disk.removeFolder("/e"))).toBe("ENOTEMPTY");
  });

  test("follows links, also on the way, and gives up those that go round", () => {
    const disk = open({ "/a/b": "1" });
    disk.link("a", "/l");
    disk.link("/m", "/n");
    disk.link("/n", "/m");

    expect(Buffer.from(disk.read("/l/b")).toString()).toBe("1");
    expect(disk.real("/l/new")).toBe("/a/new");
    expect(disk.status("/l", false).kind).toBe("link");
    expect(codeOf(() => disk.read("/m"))).toBe("ELOOP");
  });

  test.each<[string, (disk: Disk) => unknown, string]>([
    ["a file that is not there", (disk) => disk.read("/x"), "ENOENT"],
    ["a folder as a file", (disk) => disk.read("/a"), "EISDIR"],
    ["a file as a folder", (disk) => disk.names("/a/b"), "ENOTDIR"],
    ["a file below a file", (disk) => disk.write("/a/b/c", "1"), "ENOTDIR"],
    ["a file in no folder", (disk) => disk.write("/x/y", "1"), "ENOENT"],
    ["a folder twice", (disk) => disk.makeFolder("/a"), "EEXIST"],
    ["too large a file", (disk) => disk.write("/x", "1".repeat(601)), "EFBIG"],
    ["more than a disk holds", (disk) => [1, 2].map((at) => disk.write(`/${at}`, "1".repeat(600))), "ENOSPC"],
  ])("refuses %s", (_, action, code) => {
    expect(codeOf(() => action(open({ "/a/b": "1" })))).toBe(code);
  });

  test("tells no case apart on Windows, and reads both slashes", () => {
    const disk = open({ "C:\\Users\\Kim\\a.txt": "1" }, "win32");

    expect(Buffer.from(disk.read(disk.places.resolve("C:\\Users", "kim/A.TXT"))).toString()).toBe("1");
    expect(disk.names("C:\\users\\KIM")).toEqual(["a.txt"]);
  });

  test("never throws anything but its own errors, and lists what it has", () => {
    const place = fc.stringMatching(/^(?:\/[ab.]{1,2}){0,4}$/).map((text) => text || "/");
    const step = fc.tuple(fc.nat(7), place, place);
    fc.assert(
      fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
        const disk = open({ "/a/b": "1" });
        for (const [kind, one, other] of steps) {
          const [from, to] = [disk.places.resolve("/", one), disk.places.resolve("/", other)];
          const actions = [
            () => disk.write(from, "1"),
            () => disk.makeFolder(from, true),
            () => disk.removeFolder(from, true),
            () => disk.removeFile(from),
            () => disk.rename(from, to),
            () => disk.link(to, from),
            () => disk.append(from, Buffer.from("2")),
            () => disk.change(from, { mode: 0 }),
          ];
          codeOf(() => actions[kind]?.());
        }
        if (disk.find("/") === undefined) return;
        for (const name of disk.names("/")) expect(disk.find(`/${name}`, false)).toBeDefined();
      }),
    );
  });
});

import { gzipSync } from "node:zlib";

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { OwnFileFacts } from "./read-file-facts.ts";
import { readFileFacts } from "./read-file-facts.ts";

function read(path: string, content: string | Uint8Array, mode = 0o644): OwnFileFacts {
  return readFileFacts({ path, bytes: typeof content === "string" ? Buffer.from(content) : content, mode });
}

function elf(): Buffer {
  const bytes = Buffer.alloc(64);
  Buffer.from("\u007fELF\u0002\u0001\u0001", "latin1").copy(bytes);
  bytes[18] = 62;
  return bytes;
}

function windowsProgram(): Buffer {
  const bytes = Buffer.alloc(256);
  bytes.write("MZ", 0, "latin1");
  bytes.writeUInt32LE(128, 60);
  bytes.write("PE\0\0", 128, "latin1");
  return bytes;
}

const png = Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), Buffer.alloc(40)]);

describe("readFileFacts", () => {
  test.each([
    ["index.js", "x", "javascript"],
    ["a.d.ts", "x", "declaration"],
    ["a.d.css.ts", "x", "declaration"],
    ["a.ts", "x", "typescript"],
    ["binding.gyp", "{}", "gyp"],
    ["cli", "#!/usr/bin/env node\nx", "javascript"],
    ["run", "#!/bin/sh\nx", "shell"],
    ["LICENSE", "text", "text"],
    ["what", "plain text", "text"],
    ["what", Buffer.alloc(100), "binary"],
    ["a.node", elf(), "native"],
    ["a.exe", windowsProgram(), "native"],
    ["a.js", elf(), "native"],
    ["a.woff2", 'const cp = require("child_process");', "javascript"],
    ["a.png", "@echo off\r\nstart a.exe", "batch"],
    ["a.ico", "only words", "text"],
    ["a.bin", gzipSync("x"), "archive"],
    ["a.png", png, "image"],
    ["a.wasm", Buffer.from([0, 0x61, 0x73, 0x6d, 1, 0, 0, 0]), "wasm"],
    ["A.class", Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 0x34, ...Buffer.alloc(20)]), "binary"],
    ["a.dylib", Buffer.from([0xca, 0xfe, 0xba, 0xbe, 0, 0, 0, 2, ...Buffer.alloc(20)]), "native"],
  ])("says what %s is", (path, content, kind) => {
    expect(read(path, content).kind).toBe(kind);
  });

  test.each([
    ["dist/intro.js", elf(), ".js, but an ELF program for linux x64"],
    ["package.json", windowsProgram(), ".json, but a Windows program (PE)"],
    ["logo.png", gzipSync("x"), ".png, but a gzip file"],
    ["font.woff2", 'const cp = require("child_process"); cp.exec("x");', ".woff2, but a script"],
    ["icon.ico", "just a text without anything in it", ".ico, but text"],
    ["a.js", Buffer.from(Array.from({ length: 300 }, (_, at) => at % 7)), ".js, but binary data"],
  ])("says that %s is not what it claims", (path, content, mismatch) => {
    expect(read(path, content).mismatch).toBe(mismatch);
  });

  test.each([
    ["photo.png", Buffer.from([0xff, 0xd8, 0xff, 0xe0])],
    ["empty.woff", ""],
    ["pointer.png", "version https://git-lfs.example/spec/v1\noid sha256:1\n"],
    ["wide.js", Buffer.from("const a = 1;".repeat(10), "utf16le")],
    ["data.bin", elf()],
    ["tool", elf()],
    [
      "asm.js",
      `const data = "${"\u0001\0\u0002\u00e9".repeat(9000)}"; load(data); // ${"and so on ".repeat(10)}`,
    ],
    ["table.js", `module.exports = "\0\u0001${"text ".repeat(60)}";`],
  ])("finds no fault with %s", (path, content) => {
    expect(read(path, content).mismatch).toBeUndefined();
  });

  test("tells whether a file is executable, and its hash", () => {
    expect(read("a", "", 0o755)).toMatchObject({
      isExecutable: true,
      size: 0,
      hash: "e3b0c44298fc1c149afbf4c8996fb924",
    });
  });

  test("never throws", () => {
    const paths = fc.constantFrom("a.js", "a.png", "a", ".gitignore", "a.json", "d.exe", "weird/");
    const beginnings = fc.constantFrom(
      [],
      [0x4d, 0x5a],
      [0x7f, 0x45, 0x4c, 0x46],
      [0xca, 0xfe, 0xba, 0xbe],
      [4, 0, 0, 0],
    );

    fc.assert(
      fc.property(paths, beginnings, fc.uint8Array({ maxLength: 200 }), (path, beginning, rest) => {
        expect(read(path, Buffer.from([...beginning, ...rest])).path).toBe(path);
      }),
    );
  });
});

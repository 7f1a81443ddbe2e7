import { createHash } from "node:crypto";

import { buildTarball } from "@lockkeeper/drill";
import { yarnChecksumOf } from "@lockkeeper/lockfile";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { checksumOfTarball } from "./yarn-checksum.ts";

const manifest = '{"name":"lib","version":"1.0.0"}';
const tarball = buildTarball([
  { path: "package.json", content: manifest },
  { path: "lib/run.js", content: "run();" },
]);

function integrityOf(bytes: Uint8Array): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

describe("checksumOfTarball", () => {
  test("is the checksum of the archive that Yarn makes of the tarball's files", () => {
    const files = [
      { path: "package.json", bytes: Buffer.from(manifest), isExecutable: false },
      { path: "lib/run.js", bytes: Buffer.from("run();"), isExecutable: false },
    ];

    expect(checksumOfTarball("lib", tarball, integrityOf(tarball))).toBe(yarnChecksumOf("lib", files));
  });

  test("is none for bytes that are not those of the hash", () => {
    expect(checksumOfTarball("lib", tarball, integrityOf(Buffer.from("others")))).toBeUndefined();
    expect(checksumOfTarball("lib", tarball, "no hash")).toBeUndefined();
  });

  test("is none for what is no tarball, and never an error", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), (bytes) => {
        expect(checksumOfTarball("lib", bytes, integrityOf(bytes))).toBeUndefined();
      }),
    );
  });
});

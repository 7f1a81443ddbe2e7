import { createHash } from "node:crypto";

import type { Manifest, TarballFile } from "@lockkeeper/drill";
import { buildPackage } from "@lockkeeper/drill";

import type { RegistrySource } from "../src/index.ts";

/** A version that a fake source has. */
export interface FakeVersion {
  readonly manifest: Manifest;
  readonly files?: readonly TarballFile[];
  /** ISO 8601. */
  readonly at: string;
  readonly publisher?: string;
}

/** A registry in memory, with what was asked of it. */
export interface FakeSource extends RegistrySource {
  /** `packument NAME`, `tarball URL`, `attestations NAME@VERSION`. */
  readonly asked: readonly string[];
  /** What a tarball's address gives instead of what was published. */
  readonly swapped: Map<string, Uint8Array>;
}

/** Creates a registry of these versions. */
export function createFakeSource(versions: readonly FakeVersion[]): FakeSource {
  const asked: string[] = [];
  const swapped = new Map<string, Uint8Array>();
  const tarballs = new Map<string, Uint8Array>();
  const packuments = new Map<string, Record<string, unknown>>();
  for (const { manifest, files, at, publisher = "someone" } of versions) {
    const { tarball } = buildPackage(manifest, files);
    const { name, version } = manifest;
    const url = `https://registry.example/${name}/-/${version}.tgz`;
    tarballs.set(url, tarball);
    const before = packuments.get(name);
    const integrity = `sha512-${createHash("sha512").update(tarball).digest("base64")}`;
    const listed = {
      ...manifest,
      dist: { tarball: url, integrity },
      _npmUser: { name: publisher, email: `${publisher}@mail.example` },
    };
    packuments.set(name, {
      name,
      "dist-tags": { latest: version },
      maintainers: [{ name: publisher, email: `${publisher}@mail.example` }],
      versions: { ...recordOf(before?.["versions"]), [version]: listed },
      time: { created: at, ...recordOf(before?.["time"]), modified: at, [version]: at },
    });
  }
  return {
    asked,
    swapped,
    async fetchPackument(name) {
      asked.push(`packument ${name}`);
      const packument = packuments.get(name);
      return packument && Buffer.from(JSON.stringify(packument));
    },
    async fetchTarball(_name, url) {
      asked.push(`tarball ${url}`);
      const bytes = swapped.get(url) ?? tarballs.get(url);
      if (bytes === undefined) throw new Error(`No tarball at ${url}`);
      return bytes;
    },
    async fetchAttestations(name, version) {
      asked.push(`attestations ${name}@${version}`);
      return undefined;
    },
  };
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === "object" && value !== null ? { ...value } : {};
}

import { createHash } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import type { Clock, Integrity, Logger, LogLine } from "@lockkeeper/core";
import { onTestFinished } from "vitest";

import type { DataFolder } from "../src/data-folder.ts";
import { openDataFolder } from "../src/data-folder.ts";
import type { LedgerEntry } from "../src/ledger-entry.ts";
import type { PackumentCache } from "../src/packument-cache.ts";
import type { NewPackument, PackumentId } from "../src/packument-file.ts";
import { writePackumentFile } from "../src/packument-write.ts";
import type { SightedManifest } from "../src/sighting.ts";

/** A clock that a test turns. */
export interface FakeClock extends Clock {
  set(instant: number): void;
}

export function createFakeClock(instant: number = Date.parse("2026-03-31T01:10:00Z")): FakeClock {
  let now = instant;
  return {
    now: () => now,
    set: (next) => {
      now = next;
    },
  };
}

/** A logger that keeps its lines. */
export interface KeptLog extends Logger {
  readonly codes: readonly string[];
  readonly lines: readonly LogLine[];
}

export function createKeptLog(): KeptLog {
  const lines: LogLine[] = [];
  return {
    lines,
    get codes() {
      return lines.map(({ code }) => code);
    },
    log: (_level, line) => void lines.push(line),
  };
}

export async function makeFolder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), "lockkeeper-store-"));
  onTestFinished(() => rm(path, { recursive: true, force: true }));
  return path;
}

export async function makeDataFolder(): Promise<DataFolder> {
  return openDataFolder(join(await makeFolder(), "data"));
}

export function buildEntry(overrides: Partial<LedgerEntry> = {}): LedgerEntry {
  return {
    at: Date.parse("2026-03-31T01:10:00Z"),
    identity: "team-a",
    client: "npm",
    clientVersion: "11.19.1",
    command: "ci",
    ci: null,
    remote: "127.0.0.1",
    kind: "tarball",
    package: "axios",
    version: "1.14.0",
    integrityExpected: null,
    integrityServed: null,
    decision: "allow",
    effect: "allow",
    clause: "none",
    policyRevision: "0123456789ab",
    outcome: "served",
    status: 200,
    withheld: [],
    observed: false,
    tookFromCache: true,
    ...overrides,
  };
}

export function buildVersion(version: string, overrides: Partial<SightedManifest> = {}): SightedManifest {
  return {
    version,
    publishedAt: Date.parse("2026-03-01T00:00:00Z"),
    publishedText: "2026-03-01T00:00:00.000Z",
    integrity: sha512(version),
    shasum: undefined,
    tarball: `https://registry.example/axios/-/axios-${version}.tgz`,
    publisher: { name: "owner", email: "owner@mail.example", trustedPublisher: "github" },
    hasAttestation: true,
    gitHead: undefined,
    installScripts: [],
    manifest: JSON.stringify({ name: "axios", version }),
    ...overrides,
  };
}

export function sha512(bytes: string | Buffer): string {
  return `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
}

export function integrityOf(
  bytes: Buffer,
  algorithm: "sha1" | "sha256" | "sha384" | "sha512" = "sha512",
): Integrity {
  return [{ algorithm, digest: createHash(algorithm).update(bytes).digest("base64") }];
}

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** Keeps a packument as a server does that has no other thread. */
export async function writePackument(
  cache: PackumentCache,
  { upstream, name }: PackumentId,
  value: NewPackument,
): Promise<void> {
  await cache.write(upstream, name, async (place) => {
    writePackumentFile(place, value);
    return value.bytes.length;
  });
}

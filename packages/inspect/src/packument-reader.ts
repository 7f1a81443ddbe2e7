import { readFile, stat } from "node:fs/promises";

import type { Clock, PackageName } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";
import { scanPackument } from "@lockkeeper/registry";
import type { PackumentIndex } from "@lockkeeper/registry";
import type { ReleaseHistory } from "@lockkeeper/trust";
import { parseReleaseHistory } from "@lockkeeper/trust";

import { InspectError, offlineError } from "./errors.ts";
import type { KeptAnswers } from "./kept-answers.ts";
import type { InspectLimits } from "./limits.ts";
import type { RegistrySource } from "./registry-source.ts";

/** A packument, read. */
export interface ReadPackument {
  readonly history: ReleaseHistory;
  /** The manifest of a version as the registry serves it, or `undefined` when it lists none. */
  readonly manifestOf: (version: string) => Readonly<Record<string, unknown>> | undefined;
  /** When the registry gave it, where it was not asked now; milliseconds since the epoch. */
  readonly keptAt?: number | undefined;
}

/** Reads packuments and remembers them for a while. */
export interface PackumentReader {
  /**
   * `undefined` when the registry has no such package. Offline nobody is asked, and what was kept is read. Throws
   * REGISTRY_* errors, `INSPECT_OFFLINE`.
   */
  read(name: PackageName, isOffline: boolean): Promise<ReadPackument | undefined>;
}

/** What reading packuments needs. */
export interface PackumentReaderParts {
  readonly clock: Clock;
  /** How long what a registry said is used again. Milliseconds. */
  readonly freshMs: number;
  readonly kept: KeptAnswers | undefined;
}

interface Remembered {
  readonly at: number;
  readonly reading: Promise<Reading | undefined>;
  /** Unknown while it is being read. */
  bytes: number;
}

interface Reading {
  readonly packument: ReadPackument;
  readonly bytes: number;
}

/** Packuments of one question and its dependencies. */
const maxRemembered = 48;
/** The one that was read last is remembered whatever its size: the question that it was read for asks it more than once. */
const maxRememberedBytes = 8_000_000;

/** Creates a reader of a registry's packuments. */
export function createPackumentReader(
  source: RegistrySource,
  { clock, freshMs, kept }: PackumentReaderParts,
): PackumentReader {
  const remembered = new Map<string, Remembered>();

  async function fetchAndRead(name: PackageName): Promise<Reading | undefined> {
    const bytes = await source.fetchPackument(name);
    if (bytes === undefined) return undefined;
    const packument = parsePackument(bytes, name);
    await kept?.keep({ kind: "packument", name }, bytes);
    return { packument, bytes: bytes.byteLength };
  }

  async function readKept(name: PackageName): Promise<ReadPackument> {
    const answer = await kept?.read({ kind: "packument", name });
    if (answer === undefined) throw offlineError(name);
    return { ...parsePackument(answer.bytes, name), keptAt: answer.at };
  }

  function remember(name: PackageName): Remembered {
    const reading = fetchAndRead(name);
    const entry: Remembered = { at: clock.now(), reading, bytes: 0 };
    remembered.delete(name);
    remembered.set(name, entry);
    forgetOldest(name);
    reading.then(
      (read) => {
        entry.bytes = read?.bytes ?? 0;
        forgetOldest(name);
      },
      () => {
        // A failure is told to those who asked, and the next one asks again.
        if (remembered.get(name) === entry) remembered.delete(name);
      },
    );
    return entry;
  }

  function forgetOldest(but: PackageName): void {
    let total = [...remembered.values()].reduce((sum, { bytes }) => sum + bytes, 0);
    for (const [oldest, { bytes }] of remembered) {
      if (remembered.size <= maxRemembered && total <= maxRememberedBytes) break;
      if (oldest === but) continue;
      remembered.delete(oldest);
      total -= bytes;
    }
  }

  return {
    async read(name, isOffline) {
      if (isOffline) return readKept(name);
      const now = clock.now();
      const known = remembered.get(name);
      const isFresh = known !== undefined && now - known.at < freshMs && now >= known.at;
      const { reading } = isFresh ? known : remember(name);
      return (await reading)?.packument;
    },
  };
}

/** Reads a packument from a file. Throws `INSPECT_UNREADABLE_FILE`, REGISTRY_* and TRUST_* errors. */
export async function readPackumentFile(
  path: string,
  name: PackageName,
  limits: InspectLimits,
): Promise<ReadPackument> {
  let bytes: Buffer;
  try {
    const { size } = await stat(path);
    if (size > limits.packumentFileMaxBytes) throw unreadable(path, `it has ${size} bytes`, undefined);
    bytes = await readFile(path);
  } catch (error) {
    if (error instanceof InspectError) throw error;
    throw unreadable(path, systemErrorCode(error) ?? "it cannot be opened", error);
  }
  return parsePackument(bytes, name);
}

function parsePackument(bytes: Uint8Array, name: PackageName): ReadPackument {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Of dependencies nobody reads a manifest, and a large packument takes long to scan.
  let index: PackumentIndex | undefined;
  return {
    history: parseReleaseHistory(buffer),
    manifestOf(version) {
      index ??= scanPackument(buffer, name);
      const entry = index.versions.get(version);
      if (entry === undefined) return undefined;
      const manifest: unknown = JSON.parse(buffer.toString("utf8", entry.span.start, entry.span.end));
      return isRecord(manifest) ? manifest : undefined;
    },
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function unreadable(path: string, why: string, cause: unknown): InspectError {
  return new InspectError("INSPECT_UNREADABLE_FILE", {
    message: `Cannot use "${path}" as a packument as it cannot be read: ${why}`,
    hint: "Give the document that the registry answers for the package's name.",
    cause,
  });
}

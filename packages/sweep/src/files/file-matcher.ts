import type { Stats } from "node:fs";

import { hashFile } from "../disk/hash-file.ts";
import type { FileDigests } from "../disk/hash-file.ts";
import { readFolder, readStats } from "../disk/read-disk.ts";
import type { SweepLimits } from "../disk/sweep-limits.ts";
import type { FileIndicator, HashIndicator } from "../indicator.ts";
import type { IndicatorIndex, TailIndicator } from "../indicator-index.ts";
import { hasWildcard, matchesSegment } from "../indicator-path.ts";
import type { SweepTime } from "../report.ts";
import type { SweepSink } from "../sweep-sink.ts";

/** Finds files by their path, name or digest. */
export class FileMatcher {
  readonly #index: IndicatorIndex;
  readonly #sink: SweepSink;
  readonly #limits: SweepLimits;
  readonly #nameless: readonly HashIndicator[];
  #hashedByFolder = 0;

  constructor(index: IndicatorIndex, sink: SweepSink, limits: SweepLimits) {
    this.#index = index;
    this.#sink = sink;
    this.#limits = limits;
    this.#nameless = index.hashes.get("") ?? [];
  }

  /** Looks at the places that indicators name, wherever the walk goes. */
  matchAnchored(): void {
    for (const { path, indicator } of this.#index.anchored) {
      for (const place of expandPattern(path)) {
        const stats = this.#sink.take(place, readStats(place));
        if (stats !== undefined) this.#tell(place, indicator, { rule: "file-path", stats });
      }
    }
  }

  /** Tells of a file of a walk that lies where an indicator expects it; answers whether it does. */
  matchExpected(place: string): boolean {
    const expected = this.#index.anchored.filter(({ path }) => path === place);
    const stats = expected.length === 0 ? undefined : this.#sink.take(place, readStats(place));
    if (stats === undefined) return false;
    for (const { indicator } of expected) this.#tell(place, indicator, { rule: "file-path", stats });
    return true;
  }

  /** Looks at one file of a walk. */
  matchEntry(folder: string, name: string): void {
    const { tails, wildTails, hashes, fold } = this.#index;
    const folded = fold(name);
    const named = tails.get(folded);
    if (named !== undefined) this.#matchTails({ folder, name, folded }, named);
    const hashed = folded === "" ? undefined : hashes.get(folded);
    if (hashed !== undefined) this.#matchHashes(`${folder}/${name}`, hashed);
    if (wildTails.size === 0) return;
    const wild = wildTails.get(fold(folder.slice(folder.lastIndexOf("/") + 1)));
    if (wild !== undefined) this.#matchTails({ folder, name, folded }, wild);
  }

  /** Compares the digest of a file that lies where droppers leave theirs, whatever its name is. */
  matchDropped(place: string): void {
    const all = [...this.#index.hashes.values()].flat();
    if (all.length === 0 || this.#hashedByFolder >= this.#limits.maxHashedByFolder) return;
    this.#hashedByFolder += 1;
    this.#matchHashes(place, all);
  }

  /** SHA-256 of a file in hexadecimal, where it can be read. */
  digestOf(place: string): string | undefined {
    return this.#hash(place)?.get("sha256");
  }

  #matchHashes(place: string, wanted: readonly HashIndicator[]): void {
    const stats = this.#sink.take(place, readStats(place));
    if (stats?.isFile() !== true || stats.size > this.#limits.hashMaxBytes) return;
    const candidates = [...wanted, ...this.#nameless].filter(
      ({ size }) => size === undefined || size === stats.size,
    );
    const digests = candidates.length === 0 ? undefined : this.#hash(place);
    if (digests === undefined) return;
    const found = candidates.filter(({ digest }) => digests.get(digest.algorithm) === digest.digest);
    for (const indicator of found) {
      this.#sink.match({
        subject: "file",
        grade: gradeOf(place, indicator),
        rule: "file-digest",
        campaigns: [indicator.campaign],
        place,
        evidence: `By its ${indicator.digest.algorithm}: ${indicator.meaning}`,
        at: fileTime(stats),
        sha256: digests.get("sha256"),
      });
    }
  }

  #matchTails(
    { folder, name, folded }: { readonly folder: string; readonly name: string; readonly folded: string },
    tails: readonly TailIndicator[],
  ): void {
    const place = `${folder}/${name}`;
    for (const { backwards, indicator } of tails) {
      if (!endsWith(folder, folded, backwards, this.#index.fold)) continue;
      const stats = this.#sink.take(place, readStats(place));
      if (stats !== undefined) this.#tell(place, indicator, { rule: "file-name", stats });
    }
  }

  #tell(
    place: string,
    indicator: FileIndicator,
    { rule, stats }: { readonly rule: string; readonly stats: Stats },
  ): void {
    const { path, campaign, meaning } = indicator;
    this.#sink.match({
      subject: place.includes("/.github/workflows/") ? "workflow" : "file",
      grade: rule === "file-path" || !indicator.isSure ? gradeOf(place, indicator) : "present",
      rule,
      campaigns: [campaign],
      place,
      evidence: `${meaning} (${path})`,
      at: fileTime(stats),
      sha256: stats.isFile() && stats.size <= this.#limits.hashMaxBytes ? this.digestOf(place) : undefined,
    });
  }

  #hash(place: string): FileDigests | undefined {
    this.#sink.counts.hashed += 1;
    return this.#sink.take(place, hashFile(place, this.#limits.hashMaxBytes));
  }
}

/** The time of a file: when its content was last written. */
export function fileTime(stats: Stats | undefined): SweepTime | undefined {
  return stats === undefined ? undefined : { at: Math.round(stats.mtimeMs), basis: "file-date" };
}

/** What lies in a package came with it; what lies elsewhere was put there by code that ran. */
function gradeOf(
  place: string,
  { isSure }: FileIndicator | HashIndicator,
): "executed" | "present" | "suspicious" {
  if (!isSure) return "suspicious";
  return place.includes("/node_modules/") ? "present" : "executed";
}

/** The paths that a pattern stands for; folders are listed from the first wildcard on. */
function expandPattern(pattern: string): readonly string[] {
  if (!hasWildcard(pattern)) return [pattern];
  const [first = "", ...segments] = pattern.split("/");
  let paths = [first];
  for (const segment of segments) {
    paths = paths.flatMap((path) =>
      hasWildcard(segment)
        ? namesIn(path === "" ? "/" : path)
            .filter((name) => matchesSegment(segment, name))
            .map((name) => `${path}/${name}`)
        : [`${path}/${segment}`],
    );
  }
  return paths;
}

function namesIn(folder: string): readonly string[] {
  const reading = readFolder(folder);
  return reading.kind === "read" ? reading.value.map(({ name }) => name) : [];
}

function endsWith(
  folder: string,
  folded: string,
  backwards: readonly string[],
  fold: (name: string) => string,
): boolean {
  const [last = "", ...rest] = backwards;
  if (!matchesSegment(last, folded)) return false;
  if (rest.length === 0) return true;
  const segments = folder.split("/").slice(-rest.length).map(fold).toReversed();
  return rest.every((pattern, at) => matchesSegment(pattern, segments[at] ?? ""));
}

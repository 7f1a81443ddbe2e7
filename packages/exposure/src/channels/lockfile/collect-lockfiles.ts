import { redact } from "@lockkeeper/core";
import { LockfileError, parseDependencyGraph, parseNamedLockfile } from "@lockkeeper/lockfile";
import type { LockedPackage, ReadLockfile } from "@lockkeeper/lockfile";

import type {
  ChannelStatement,
  EvidenceItem,
  ExposedPlace,
  Observation,
  UnreadableEvidence,
} from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { failureOf } from "../source-failure.ts";

/** What lockfiles in working trees can and cannot show. */
export const lockfileStatement: ChannelStatement = {
  channel: "lockfile",
  shows: "what the lockfiles of npm, pnpm, Yarn and Bun that lie in the folders pin now, with their lines",
  cannotShow:
    "what they pinned before (git history shows that), whether anybody installed from them, and a Yarn or npm lockfile that was cut exactly between two entries",
};

/** A lockfile of a working tree. */
export interface LockfileSource {
  readonly where: ExposedPlace;
  /** The file's path below its place, with forward slashes; its name says whose it is. */
  readonly path: string;
  /** Reads the file; throws what the system throws. */
  read(): Promise<Uint8Array>;
}

/** What is told of one place once all its lockfiles are read. */
interface PlaceTally {
  readonly where: ExposedPlace;
  isHit: boolean;
  files: number;
  unread: number;
  /** Other versions of the packages that are asked about, as people read them. */
  readonly others: Map<string, Observation>;
}

const maxOthers = 20;

/** Yields what lockfiles pin; of a place where none pins what is asked for, once that it is so. */
export async function* collectLockfiles(
  question: ExposureQuestion,
  sources: Iterable<LockfileSource>,
): AsyncIterable<EvidenceItem> {
  const targets = createTargetSet(question.targets);
  const tallies = new Map<string, PlaceTally>();
  for (const source of sources) {
    const tally = tallyOf(tallies, source.where);
    tally.files += 1;
    try {
      const packages = readPackages(source.path, await source.read(), targets);
      yield* observe(source, packages, { targets, tally });
    } catch (error) {
      tally.unread += 1;
      yield { kind: "unreadable", unreadable: toUnreadable(source, error) };
    }
  }
  for (const tally of tallies.values()) {
    if (tally.isHit) continue;
    for (const observation of tally.others.values()) yield { kind: "observation", observation };
    if (tally.others.size === 0 && tally.unread === 0)
      yield { kind: "observation", observation: clean(tally) };
  }
}

function tallyOf(tallies: Map<string, PlaceTally>, where: ExposedPlace): PlaceTally {
  const key = `${where.kind} ${where.id}`;
  const known = tallies.get(key);
  if (known !== undefined) return known;
  const tally = { where, isHit: false, files: 0, unread: 0, others: new Map<string, Observation>() };
  tallies.set(key, tally);
  return tally;
}

/** Beyond so many names it is cheaper to parse than to look for each. */
const maxSearchedNames = 40;

/** What a lockfile pins of the packages that are asked about. Throws `LockfileError`. */
function readPackages(path: string, bytes: Uint8Array, targets: TargetSet): readonly LockedPackage[] {
  const searched = [...targets.names];
  if (searched.length <= maxSearchedNames && isWholeAtAGlance(path, bytes)) {
    const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    if (!searched.some((name) => buffer.includes(name))) return [];
  }
  const lockfile = parseNamedLockfile(path, bytes);
  if (lockfile.kind === "pnpm") refuseCut(lockfile, bytes);
  return lockfile.packages.filter(({ name }) => targets.names.has(name));
}

/** Of npm's and Bun's files the end tells whether they were cut; those of others are parsed. */
function isWholeAtAGlance(path: string, bytes: Uint8Array): boolean {
  if (!/(?:\.json|bun\.lock)$/.test(path)) return false;
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  const end = buffer.subarray(-64).toString("latin1").trimEnd();
  return end.endsWith("}") && !buffer.includes("\n<<<<<<< ") && buffer.includes('"lockfileVersion"');
}

/** Since version 9 every package of pnpm's file has a snapshot, and these come last. Throws `LockfileError`. */
function refuseCut({ kind, packages }: ReadLockfile, bytes: Uint8Array): void {
  parseDependencyGraph(kind, bytes);
  const text = new TextDecoder().decode(bytes);
  if (packages.length === 0 || !/^lockfileVersion: '?9/m.test(text) || /^snapshots:/m.test(text)) return;
  throw new LockfileError("LOCKFILE_BAD_FORMAT", {
    message: "Cannot read the lockfile as it is cut short: its packages have no snapshots",
    hint: "Let its client write it anew. What cannot be read was not checked.",
  });
}

interface ReadingState {
  readonly targets: TargetSet;
  readonly tally: PlaceTally;
}

function* observe(
  { where, path }: LockfileSource,
  packages: readonly LockedPackage[],
  { targets, tally }: ReadingState,
): Iterable<EvidenceItem> {
  for (const locked of packages) {
    const { name, version, line, kind } = locked;
    if (kind === "workspace" || kind === "file") continue;
    const isMeant = isMeantBy(targets, locked);
    const observation: Observation = {
      channel: "lockfile",
      where,
      kind: isMeant ? "locked" : "clean",
      name,
      version: version === "" ? undefined : version,
      since: undefined,
      until: undefined,
      ref: `${path}:${String(line)}`,
      detail: describe(locked),
    };
    if (isMeant) {
      tally.isHit = true;
      yield { kind: "observation", observation };
    } else if (tally.others.size < maxOthers) tally.others.set(`${name}@${version}`, observation);
  }
}

function isMeantBy(targets: TargetSet, { name, version, integrity }: LockedPackage): boolean {
  if (integrity !== undefined && targets.ofIntegrity(integrity).some((each) => each.name === name))
    return true;
  // A repository's commit may be any version.
  return version === ""
    ? targets.ofName(name).some(({ versions }) => versions === "all")
    : targets.ofVersion(name, version).length > 0;
}

function describe({ name, version, resolved, kind }: LockedPackage): string {
  const what = version === "" ? name : `${name}@${version}`;
  const from = resolved === undefined ? "" : ` from ${redact(resolved.slice(0, 300))}`;
  const how = kind === "bundled" ? ", inside another package's tarball" : "";
  return `the lockfile pins ${what}${from}${how}`;
}

function clean({ where, files }: PlaceTally): Observation {
  return {
    channel: "lockfile",
    where,
    kind: "clean",
    name: "",
    version: undefined,
    since: undefined,
    until: undefined,
    ref: "",
    detail: `none of ${String(files)} ${files === 1 ? "lockfile" : "lockfiles"} names it`,
  };
}

function toUnreadable({ where, path }: LockfileSource, error: unknown): UnreadableEvidence {
  const told =
    error instanceof LockfileError ? { code: error.code, message: error.message } : failureOf(path, error);
  return { channel: "lockfile", where, ref: path, ...told };
}

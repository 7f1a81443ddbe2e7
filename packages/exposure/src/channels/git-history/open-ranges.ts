import type { ExposedPlace, Observation } from "../../observation.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { followAlias, listAccepted } from "../range/accepted-versions.ts";
import { commitDate, describeEntry, enteredAt } from "./commit-words.ts";
import type { HistoryIndex } from "./history-index.ts";
import { isManifest } from "./pin-reader.ts";
import type { PinStay } from "./pin-stays.ts";
import { findPinStays, timeOf } from "./pin-stays.ts";

const maxRanges = 500;

/** A span of time in seconds since the epoch; infinite where nobody knows, or it still is so. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/**
 * What manifests asked for while no lockfile was there, beside them or in a folder above: it could have been resolved. Which
 * line of development had the lockfile does not matter: a branch without one is told of by the working tree alone.
 */
export function findOpenRanges(
  index: HistoryIndex,
  where: ExposedPlace,
  targets: TargetSet,
): readonly Observation[] {
  const accepted = (name: string, range: string): readonly (string | undefined)[] => {
    const target = name === "" ? undefined : followAlias(name, range);
    return target === undefined ? [] : listAccepted(target.name, target.selector, targets);
  };
  const asked = findPinStays(index, ([name, range]) => accepted(name, range).length > 0).filter(({ path }) =>
    isManifest(path),
  );
  if (asked.length === 0) return [];
  const locked = lockedSpans(index);
  const boundary = new Set(index.boundary);
  const found = new Map<string, Observation>();
  for (const stay of asked) {
    const [name, range] = stay.pin;
    const isCut = boundary.has(stay.entered.hash);
    for (const span of openSpans(stay, isCut, locked)) {
      const [version] = accepted(name, range);
      const ref = `${stay.entered.hash.slice(0, 12)}:${stay.path}`;
      if (found.size >= maxRanges) return [...found.values()];
      found.set(JSON.stringify([ref, name, span]), {
        channel: "git-history",
        where,
        kind: "accepts",
        name: followAlias(name, range)?.name ?? name,
        version,
        since: sinceOf(stay, span, isCut),
        until: span.to === Number.POSITIVE_INFINITY ? undefined : commitDate(span.to),
        ref,
        detail: `the manifest asked for ${name} ${range} while no lockfile was there; ${describeEntry(stay.entered, isCut)}`,
      });
    }
  }
  return [...found.values()];
}

function sinceOf({ entered }: PinStay, { from }: Span, isCut: boolean): Observation["since"] {
  if (isCut && from === Number.NEGATIVE_INFINITY) return undefined;
  return from === entered.committer.at ? enteredAt(entered) : commitDate(from);
}

/** When each folder had a lockfile. */
function lockedSpans(index: HistoryIndex): ReadonlyMap<string, readonly Span[]> {
  const spans = new Map<string, Span[]>();
  const boundary = new Set(index.boundary);
  for (const stay of findPinStays(index, ([name, version]) => name === "" && version === "")) {
    if (isManifest(stay.path)) continue;
    const folder = folderOf(stay.path);
    const span = spanOf(stay, boundary.has(stay.entered.hash));
    const known = spans.get(folder);
    if (known === undefined) spans.set(folder, [span]);
    else known.push(span);
  }
  return spans;
}

/** What is left of a stay without the times in which a lockfile was there. */
function openSpans(
  stay: PinStay,
  isCut: boolean,
  locked: ReadonlyMap<string, readonly Span[]>,
): readonly Span[] {
  let open: readonly Span[] = [spanOf(stay, isCut)];
  for (let folder = folderOf(stay.path); ; folder = folderOf(folder)) {
    for (const taken of locked.get(folder) ?? []) open = open.flatMap((span) => subtract(span, taken));
    if (folder === "") return open;
  }
}

function subtract(span: Span, taken: Span): readonly Span[] {
  const before = { from: span.from, to: Math.min(span.to, taken.from) };
  const after = { from: Math.max(span.from, taken.to), to: span.to };
  return [before, after].filter(({ from, to }) => from < to);
}

function spanOf({ entered, left, refs }: PinStay, isCut: boolean): Span {
  const from = isCut ? Number.NEGATIVE_INFINITY : entered.committer.at;
  return { from, to: left === undefined || refs.length > 0 ? Number.POSITIVE_INFINITY : timeOf(left) };
}

function folderOf(path: string): string {
  return path.slice(0, Math.max(0, path.lastIndexOf("/")));
}

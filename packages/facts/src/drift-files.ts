import type { Drift } from "./drift.ts";
import type { FileFacts, PackageFacts } from "./package-facts.ts";
import { comparePaths } from "./trim-sources.ts";

const listedMaxCount = 2_000;
/** Part of a name that a bundler makes from the content: `chunk-B3xK9_aQ`, `main.8f2e1c7d`. */
const madePart = /[-._]([\w-]{6,64})(?=\.)/g;

/**
 * What became of files. Source maps do not count; a bundle whose name has another hash is the same file, and a file that
 * was only moved is neither new nor gone.
 */
export function compareFiles(before: PackageFacts, after: PackageFacts): Drift["files"] {
  const old = byPath(before);
  const now = byPath(after);
  const changed = [...now.values()]
    .filter((file) => isOther(old.get(file.path), file))
    .map(({ path }) => path);
  const gone = [...old.values()].filter(({ path }) => !now.has(path));
  const come = [...now.values()].filter(({ path }) => !old.has(path));
  const goneHashes = countBy(gone, ({ hash }) => hash);
  const comeHashes = countBy(come, ({ hash }) => hash);
  const goneNames = countBy(gone, ({ path }) => nameWithoutHash(path));
  const comeNames = countBy(come, ({ path }) => nameWithoutHash(path));
  const isOld = ({ path, hash }: FileFacts): boolean =>
    goneHashes.has(hash) || goneNames.has(nameWithoutHash(path));
  const isStill = ({ path, hash }: FileFacts): boolean =>
    comeHashes.has(hash) || comeNames.has(nameWithoutHash(path));
  const renamed = come.filter((file) => isOld(file) && !goneHashes.has(file.hash)).map(({ path }) => path);
  return {
    added: sorted(come.filter((file) => !isOld(file)).map(({ path }) => path)),
    removed: sorted(gone.filter((file) => !isStill(file)).map(({ path }) => path)),
    changed: sorted([...changed, ...renamed]),
  };
}

function byPath({ files }: PackageFacts): ReadonlyMap<string, FileFacts> {
  return new Map(files.filter(({ kind }) => kind !== "source-map").map((file) => [file.path, file]));
}

function isOther(old: FileFacts | undefined, now: FileFacts): boolean {
  return old !== undefined && old.hash !== now.hash;
}

function countBy(
  files: readonly FileFacts[],
  keyOf: (file: FileFacts) => string,
): ReadonlyMap<string, number> {
  const counts = new Map<string, number>();
  for (const file of files) counts.set(keyOf(file), (counts.get(keyOf(file)) ?? 0) + 1);
  return counts;
}

/** A name with the parts that look made left out; the whole name when there is none. */
export function nameWithoutHash(path: string): string {
  const slash = path.lastIndexOf("/") + 1;
  return (
    path.slice(0, slash) +
    path.slice(slash).replaceAll(madePart, (all, part: string) => (isMade(part) ? "-*" : all))
  );
}

/** Words and versions are no hashes: those mix digits, or small and capital letters, without a pattern. */
function isMade(part: string): boolean {
  if (/^[\da-f]{8,64}$/.test(part) && /\d/.test(part)) return true;
  if (part.length > 24 || !/^[\w-]+$/.test(part)) return false;
  const changes = part.match(/[a-z](?=[A-Z\d_-])|[A-Z\d](?=[a-z])|\d(?=[A-Z])|[A-Z](?=\d)/g)?.length ?? 0;
  return (/\d/.test(part) && /[A-Za-z]/.test(part) && changes >= 2 && part.length === 8) || changes >= 4;
}

function sorted(paths: readonly string[]): readonly string[] {
  return [...paths].sort(comparePaths).slice(0, listedMaxCount);
}

import type { InstalledFile, InstalledPackage, InstalledTree } from "../installed-tree.ts";

/** What a file tells of itself that is not as the others of its package. */
export interface LateFile {
  readonly path: string;
  /** Written later than the others; the same with its time put back; not linked to the client's store as the others are. */
  readonly how: "written" | "put-back" | "unlinked";
}

/** Extraction of one package takes less than this. Milliseconds. */
const extractionMs = 60_000;
/** A tree in which fewer are linked was not linked to a store, or the store is gone. */
const linkedShare = 0.7;
const manifest = "package.json";

/** Whether a client has linked the packages of a tree to its store, so that a file without a second name came from elsewhere. */
export function isLinkedTree({ packages }: InstalledTree): boolean {
  const manifests = packages.flatMap(({ files }) => files.filter(({ path }) => path === manifest));
  return (
    manifests.length > 0 &&
    manifests.filter(({ links }) => links > 1).length >= manifests.length * linkedShare
  );
}

/**
 * Files of a package that came later than its others: clients write or link all files of a package at once. A file that
 * is the only one of its package tells nothing.
 */
export function findLateFiles(
  { files, folderAt }: Pick<InstalledPackage, "files" | "folderAt">,
  isLinked: boolean,
): readonly LateFile[] {
  const linked = files.filter(({ links }) => links > 1);
  if (isLinked && linked.length * 2 >= files.length && linked.length > 0)
    return lateAmongLinked(files, folderAt);
  // Contents that packages share have the times of whoever came first.
  if (linked.length > 0 || files.length < 2) return [];
  return files.flatMap((file): readonly LateFile[] => {
    const others = files.filter((other) => other !== file);
    if (isLater(file, others, "modifiedAt")) return [{ path: file.path, how: "written" }];
    return isLater(file, others, "changedAt") ? [{ path: file.path, how: "put-back" }] : [];
  });
}

/**
 * What is linked was written before it was; what is not was never in the store. Yarn gives all files and folders one old
 * time, so that the time of the others counts as well.
 */
function lateAmongLinked(files: readonly InstalledFile[], folderAt: number): readonly LateFile[] {
  return files.flatMap((file): readonly LateFile[] => {
    const { path, links } = file;
    if (links === 1) return [{ path, how: "unlinked" }];
    const others = files.filter((other) => other !== file);
    const isAfterFolder = file.modifiedAt - folderAt >= extractionMs;
    return isAfterFolder && isLater(file, others, "modifiedAt") ? [{ path, how: "written" }] : [];
  });
}

/** Later than all others for the manifest, which is written with them; than half of them for a file that may be one of several. */
function isLater(
  file: InstalledFile,
  others: readonly InstalledFile[],
  time: "modifiedAt" | "changedAt",
): boolean {
  const times = others.map((other) => other[time]).sort((left, right) => left - right);
  const against = file.path === manifest ? times.at(-1) : times[Math.floor((times.length - 1) / 2)];
  return against !== undefined && file[time] - against >= extractionMs;
}

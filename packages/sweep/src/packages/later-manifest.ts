const laterMs = 2000;
/** How many times longer the manifest came after than the rest took to be written: a loaded machine extracts slowly. */
const laterFactor = 4;

/** So many other files a package needs before the time of its manifest tells anything. */
export const leastFiles = 2;

/**
 * Whether a manifest was put there by another hand than the other files of its package, by the times that the file system keeps
 * for itself (milliseconds). One file as late as the manifest means a copy, or an installation that took its time.
 */
export function comesLater(manifest: number, others: readonly number[]): boolean {
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const other of others) {
    first = Math.min(first, other);
    last = Math.max(last, other);
  }
  return manifest - last > Math.max(laterMs, laterFactor * (last - first));
}

import type { BigIntStats } from "node:fs";

/** Size, times of change and inode: what changes when somebody else writes a file or puts its times back. */
export function renderFingerprint({ size, mtimeNs, ctimeNs, ino }: BigIntStats): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

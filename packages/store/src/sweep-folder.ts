import { join } from "node:path";

/** The folder of a data folder in which results of sweeps lie. */
export function sweepFolderOf(root: string): string {
  return join(root, "sweeps");
}

/**
 * The names under which the engine knows modules that are not the package's: as Node names its own, since they stand in stacks that
 * code can read. The world's files are below the first, what stands for modules of other kinds below the second.
 */
export const guestPrefix = "node:internal/";
export const facadePrefix = "node:facade/";

/** Whether a name is one that no text of a package may have. */
export function isInnerName(name: string): boolean {
  return name.startsWith(guestPrefix) || name.startsWith(facadePrefix);
}

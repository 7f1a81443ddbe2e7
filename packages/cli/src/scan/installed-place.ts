import { join } from "node:path";

/** Security: places of lockfiles and names of files in tarballs are foreign texts, and must lead nowhere else. */
export function isInside(place: string): boolean {
  return !place.split("/").includes("..") && !place.includes("\0") && !place.includes("\\");
}

/** The path of a place with forward slashes below a folder. */
export function placeIn(folder: string, place: string): string {
  return join(folder, ...place.split("/"));
}

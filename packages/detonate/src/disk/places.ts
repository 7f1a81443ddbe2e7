import path from "node:path";

import type { Platform } from "../observation.ts";

/** How a platform writes places, and what of two ways to write one is the same. */
export interface Places {
  /** Makes a place absolute, without `.` and `..`. */
  resolve(folder: string, place: string): string;
  /** What is equal for places that are the same file. */
  keyOf(place: string): string;
  parentOf(place: string): string;
  nameOf(place: string): string;
  join(folder: string, name: string): string;
}

/** The places of a platform: those of Windows know drives, both slashes and no case. */
export function placesOf(platform: Platform): Places {
  return platform === "win32" ? windowsPlaces : posixPlaces;
}

const posixPlaces: Places = {
  resolve: (folder, place) => path.posix.resolve("/", folder, place),
  keyOf: (place) => place,
  parentOf: (place) => path.posix.dirname(place),
  nameOf: (place) => path.posix.basename(place),
  join: (folder, name) => path.posix.join(folder, name),
};

const windowsPlaces: Places = {
  resolve: (folder, place) => {
    const plain = place.replace(/^\\\\[?.]\\(?=[a-z]:)/i, "");
    return path.win32.resolve("C:\\", folder, plain);
  },
  keyOf: (place) => place.toLowerCase(),
  parentOf: (place) => path.win32.dirname(place),
  nameOf: (place) => path.win32.basename(place),
  join: (folder, name) => path.win32.join(folder, name),
};

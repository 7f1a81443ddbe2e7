import type { WorldPlaces } from "../observation.ts";

const markedPath = /(?:[.~]|<project>|<tmp>)(?:\\[^\\\s"']+)+/g;

/**
 * Writes the folders of a world by short names, so that the same file is the same on every machine: the package is `.`, the home
 * `~`, the project and the temporary folder `<project>` and `<tmp>`.
 */
export function shortenPlaces(text: string, places: WorldPlaces): string {
  const short = [
    [places.packageFolder, "."],
    [places.project, "<project>"],
    [places.temporaryFolder, "<tmp>"],
    [places.home, "~"],
  ].reduce((shown, [folder = "", name = ""]) => shown.replaceAll(folder, () => name), text);
  return short.replace(markedPath, (path) => path.replaceAll("\\", "/"));
}

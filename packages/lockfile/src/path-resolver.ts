const packagesFolder = "node_modules";

/** Finds what a folder gets for a name, as Node looks for it: the package's index, or `undefined`. */
export type FindByPath = (folder: string, name: string) => number | undefined;

/**
 * Looks from folder to folder upwards in `node_modules`, over packages that are known by their paths with forward slashes;
 * `links` says where a path leads that is a link. The project's own folder is empty.
 */
export function createPathResolver(
  packages: readonly { readonly place: string }[],
  links: ReadonlyMap<string, string>,
): FindByPath {
  const byPlace = new Map<string, number>();
  for (const [index, { place }] of packages.entries()) byPlace.set(place, index);

  function at(path: string): number | undefined {
    const target = links.get(path);
    return byPlace.get(target ?? path);
  }

  return (folder, name) => {
    let above: string | undefined = folder;
    while (above !== undefined) {
      const path = above === "" ? `${packagesFolder}/${name}` : `${above}/${packagesFolder}/${name}`;
      if (links.has(path) || byPlace.has(path)) return at(path);
      above = folderAbove(above);
    }
    return undefined;
  };
}

/** The next folder above in which packages may lie; a folder outside of the project ends outside of it. */
function folderAbove(folder: string): string | undefined {
  if (folder === "" || folder === "..") return undefined;
  let slash = folder.lastIndexOf("/");
  // Nothing is looked for in `node_modules/node_modules`.
  if (slash >= 0 && folder.slice(0, slash).endsWith(packagesFolder)) {
    const start = slash - packagesFolder.length;
    if (start === 0) return "";
    if (folder[start - 1] === "/") slash = start - 1;
  }
  return slash < 0 ? "" : folder.slice(0, slash);
}

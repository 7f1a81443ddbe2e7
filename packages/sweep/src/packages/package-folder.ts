const marker = "/node_modules/";

/** A folder in which packages lie: `node_modules`, or a scope within it. */
export interface PackageShelf {
  /** The scope, as `@scope`. */
  readonly scope: string | undefined;
}

/** Says whether packages lie in a folder. */
export function tryPackageShelf(folder: string): PackageShelf | undefined {
  if (folder.endsWith("/node_modules")) return { scope: undefined };
  const slash = folder.lastIndexOf("/");
  const name = folder.slice(slash + 1);
  return name.startsWith("@") && folder.endsWith(`/node_modules/${name}`) ? { scope: name } : undefined;
}

/** The package whose own folder it is. */
export function tryPackageOf(folder: string): string | undefined {
  const at = folder.lastIndexOf(marker);
  if (at < 0) return undefined;
  const rest = folder.slice(at + marker.length);
  if (rest === "" || rest.startsWith(".")) return undefined;
  const [first = "", second, ...more] = rest.split("/");
  if (!first.startsWith("@")) return second === undefined ? first : undefined;
  return second === undefined || more.length > 0 ? undefined : `${first}/${second}`;
}

/** The outermost `node_modules` that a folder lies in, and its path from the project's root. */
export function outermostShelf(
  folder: string,
): { readonly shelf: string; readonly inside: string } | undefined {
  const at = folder.indexOf(marker);
  if (at < 0) return undefined;
  return { shelf: folder.slice(0, at + marker.length - 1), inside: folder.slice(at + 1) };
}

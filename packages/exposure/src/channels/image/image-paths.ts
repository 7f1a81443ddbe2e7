/** What a path in an image or archive is to the question; its bytes are read for some of them. */
export type PathMeaning =
  | {
      readonly kind: "installed";
      readonly name: string;
      readonly folder: string;
      readonly isManifest: boolean;
    }
  | { readonly kind: "cached"; readonly name: string; readonly version: string; readonly words: string }
  | { readonly kind: "lockfile"; readonly isHidden: boolean }
  | { readonly kind: "cache-index" }
  | { readonly kind: "npm-log" }
  | { readonly kind: "packed-package" }
  | { readonly kind: "deleted"; readonly path: string; readonly isWhole: boolean };

const lockfileNames: ReadonlySet<string> = new Set([
  "package-lock.json",
  "npm-shrinkwrap.json",
  "yarn.lock",
  "bun.lock",
  "bun.lockb",
  "pnpm-lock.yaml",
]);
const installed = /(?:^|\/)node_modules\/((?:@[^/]{1,214}\/)?[^/@.][^/]{0,213})(\/package\.json)?$/;
const yarnArchive =
  /(?:^|\/)((?:@[^/]{1,100}-)?[^/]{1,214}?)-npm-(\d{1,10}\.\d{1,10}\.\d{1,10}[^/]{0,100}?)-[0-9a-f]{8,20}(?:-[\w.]{1,20})?\.zip$/;
const yarnFolder =
  /(?:^|\/)v\d\/npm-(@?[^/]{1,214}?)-(\d{1,10}\.\d{1,10}\.\d{1,10}[^/]{0,100}?)-[0-9a-f]{40}(?:-integrity)?$/;
const bunFolder =
  /(?:^|\/)install\/cache\/((?:@[^/]{1,100}\/)?[^/@]{1,214})@(\d{1,10}\.\d{1,10}\.\d{1,10}[^/@]{0,100})(?:@@[^/]{0,200})?$/;
const virtualStore =
  /(?:^|\/)node_modules\/\.pnpm\/([^/]{1,300}?)@(\d{1,10}\.\d{1,10}\.\d{1,10}[^/_(]{0,100})[^/]{0,300}$/;

/** Says what a plain path is; `undefined` for all others, which are most. */
export function readPath(path: string): PathMeaning | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name.startsWith(".wh.")) return readWhiteout(path, name);
  if (path === "package/package.json") return { kind: "packed-package" };
  const isInside = path.includes("node_modules/");
  if (name === ".package-lock.json" && path.endsWith("node_modules/.package-lock.json"))
    return { kind: "lockfile", isHidden: true };
  if (!isInside && (lockfileNames.has(name) || /^pnpm-lock\..{1,100}\.yaml$/.test(name)))
    return { kind: "lockfile", isHidden: false };
  if (isInside) return readInstalled(path);
  if (path.includes("_cacache/index-v5/")) return { kind: "cache-index" };
  if (/(?:^|\/)_logs\/[^/]{1,200}\.log$/.test(path)) return { kind: "npm-log" };
  return readCached(path);
}

function readWhiteout(path: string, name: string): PathMeaning {
  const folder = path.slice(0, path.length - name.length);
  if (name === ".wh..wh..opq") return { kind: "deleted", path: folder.replace(/\/$/, ""), isWhole: false };
  return { kind: "deleted", path: `${folder}${name.slice(".wh.".length)}`, isWhole: true };
}

function readInstalled(path: string): PathMeaning | undefined {
  const stored = virtualStore.exec(path);
  if (stored?.[1] !== undefined && stored[2] !== undefined) {
    const words = "pnpm's store of the project has its folder";
    return { kind: "cached", name: stored[1].replace("+", "/"), version: stored[2], words };
  }
  const match = installed.exec(path);
  if (match?.[1] === undefined) return undefined;
  const isManifest = match[2] !== undefined;
  const folder = isManifest ? path.slice(0, -"/package.json".length) : path;
  return { kind: "installed", name: match[1], folder, isManifest };
}

function readCached(path: string): PathMeaning | undefined {
  const archive = yarnArchive.exec(path);
  if (archive !== null) return cached(archive, "Yarn's cache has its archive");
  const folder = yarnFolder.exec(path);
  if (folder !== null) return cached(folder, "Yarn's cache has its folder");
  const bun = bunFolder.exec(path);
  return bun === null ? undefined : cached(bun, "Bun's cache has its folder");
}

/** Yarn writes the slash of a scope as a dash. */
function cached(match: RegExpExecArray, words: string): PathMeaning {
  const [, name = "", version = ""] = match;
  const plain = name.startsWith("@") && !name.includes("/") ? name.replace("-", "/") : name;
  return { kind: "cached", name: plain, version, words };
}

import type { NpmEntry } from "./npm-entry.ts";
import { isRecord } from "./npm-entry.ts";

/** One dependency of an entry of npm's lockfile. */
export interface NpmEdge {
  readonly name: string;
  readonly range: string;
  readonly group: "production" | "development" | "optional" | "peer" | "optional-peer";
}

/** The entries of `packages` in npm's lockfile by their paths, changed in place while a repair is worked out. */
export type NpmTree = Map<string, NpmEntry>;

/** Reads the entries; `undefined` for a file without them, as version 1 is. */
export function readNpmTree(text: string): NpmTree | undefined {
  const document: unknown = JSON.parse(text.replace(/^\uFEFF/, ""));
  const packages = isRecord(document) ? document["packages"] : undefined;
  if (!isRecord(packages)) return undefined;
  return new Map(
    Object.entries(packages).flatMap(([place, entry]) => (isRecord(entry) ? [[place, entry] as const] : [])),
  );
}

/** Whether a path is the project or a member of its workspace. */
export function isRootPlace(place: string, entry: NpmEntry): boolean {
  return entry["link"] !== true && !place.split("/").includes("node_modules");
}

/** What an entry depends on; development dependencies count for roots alone. */
export function edgesOf(place: string, entry: NpmEntry): readonly NpmEdge[] {
  const optional = new Map(pairsOf(entry, "optionalDependencies"));
  const meta = entry["peerDependenciesMeta"];
  const edges: NpmEdge[] = [];
  for (const [name, range] of pairsOf(entry, "dependencies"))
    if (!optional.has(name)) edges.push({ name, range, group: "production" });
  for (const [name, range] of optional) edges.push({ name, range, group: "optional" });
  for (const [name, range] of pairsOf(entry, "peerDependencies")) {
    const said = isRecord(meta) ? meta[name] : undefined;
    const group = isRecord(said) && said["optional"] === true ? "optional-peer" : "peer";
    edges.push({ name, range, group });
  }
  if (!isRootPlace(place, entry)) return edges;
  return [
    ...edges,
    ...pairsOf(entry, "devDependencies").map(([name, range]) => ({
      name,
      range,
      group: "development" as const,
    })),
  ];
}

function pairsOf(entry: NpmEntry, member: string): readonly (readonly [string, string])[] {
  const value = Object.hasOwn(entry, member) ? entry[member] : undefined;
  if (!isRecord(value)) return [];
  return Object.entries(value).flatMap(([name, range]): readonly (readonly [string, string])[] =>
    typeof range === "string" ? [[name, range]] : [],
  );
}

/** The place that Node finds a name at, from a place upward; links are followed. */
export function resolvePlace(tree: NpmTree, from: string, name: string): string | undefined {
  const segments = from === "" ? [] : from.split("/");
  for (let length = segments.length; length >= 0; length -= 1) {
    if (segments[length - 1] === "node_modules") continue;
    const place = [...segments.slice(0, length), "node_modules", name].join("/");
    const entry = tree.get(place);
    if (entry === undefined) continue;
    const target = entry["resolved"];
    return entry["link"] === true && typeof target === "string" && tree.has(target) ? target : place;
  }
  return undefined;
}

/** The name of the package at a place: the entry's own where it stands under an alias. */
export function nameAt(place: string, entry: NpmEntry | undefined): string {
  const name = entry?.["name"];
  return typeof name === "string"
    ? name
    : place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
}

/** The entry's version; empty where it has none. */
export function versionAt(entry: NpmEntry | undefined): string {
  const version = entry?.["version"];
  return typeof version === "string" ? version : "";
}

/** Who depends on what stands at a place. */
export function dependentsAt(
  tree: NpmTree,
  place: string,
): readonly { readonly from: string; readonly edge: NpmEdge }[] {
  const alias = place.slice(place.lastIndexOf("node_modules/") + "node_modules/".length);
  return [...tree].flatMap(([from, entry]) =>
    entry["link"] === true
      ? []
      : edgesOf(from, entry)
          .filter(({ name }) => name === alias && resolvePlace(tree, from, name) === place)
          .map((edge) => ({ from, edge })),
  );
}

/** The places that are reached from the roots, by edges of these groups. */
export function reachedPlaces(tree: NpmTree, isFollowed: (edge: NpmEdge) => boolean): ReadonlySet<string> {
  const queue = [...tree].filter(([place, entry]) => isRootPlace(place, entry)).map(([place]) => place);
  const reached = new Set(queue);
  for (let at = 0; at < queue.length; at += 1) {
    const place = queue[at] ?? "";
    const entry = tree.get(place);
    if (entry === undefined) continue;
    for (const edge of edgesOf(place, entry)) {
      const to = isFollowed(edge) ? resolvePlace(tree, place, edge.name) : undefined;
      if (to === undefined || reached.has(to)) continue;
      reached.add(to);
      queue.push(to);
    }
  }
  return reached;
}

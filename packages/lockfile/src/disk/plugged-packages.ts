import type { DependencyGraph } from "../dependency-graph.ts";
import { tryParseLocator } from "./client-records.ts";
import type { ClientRecords, InstalledRecord, PluggedStranger } from "./installed-place.ts";
import { noRecords } from "./installed-place.ts";
import type { PackageFolder } from "./package-folders.ts";
import type { PlugEntry } from "./plug-map.ts";

/** What Yarn's map of archives says: folders with their records, and what the lockfile does not have so. */
export interface PluggedPackages {
  readonly folders: readonly PackageFolder[];
  readonly records: ClientRecords;
  readonly strangers: readonly PluggedStranger[];
}

const unplugged = /^\.\/(\.yarn\/unplugged\/[^/]{1,400}\/node_modules\/(?:@[^/]{1,214}\/)?[^/]{1,214})\/$/;

/** Sorts what a map names. Archives are compared by their own hashes; what is unpacked lies in folders of the project. */
export function sortPlugged(entries: readonly PlugEntry[], { packages }: DependencyGraph): PluggedPackages {
  const locked = new Set(packages.map(({ name, version }) => `${name}@${version}`));
  const byPlace = new Map<string, readonly InstalledRecord[]>();
  const folders: PackageFolder[] = [];
  const strangers: PluggedStranger[] = [];
  for (const { name, reference, location } of entries) {
    const record = tryParseLocator(`${name}@${reference}`);
    if (record === undefined) continue;
    if (!locked.has(`${name}@${record.version}`) || !isLocationOf(name, location))
      strangers.push({ ...record, location });
    const place = unplugged.exec(location)?.[1];
    if (place === undefined || byPlace.has(place)) continue;
    byPlace.set(place, [record]);
    folders.push({ place, name });
  }
  return { folders, records: { ...noRecords, byPlace }, strangers };
}

/** Yarn takes a package of a registry from an archive, or from where it unpacked one: the name's own folder inside. */
function isLocationOf(name: string, location: string): boolean {
  const end = `/node_modules/${name}/`;
  if (!location.endsWith(end)) return false;
  const before = location.slice(0, -end.length);
  return before.endsWith(".zip") || before.includes(".yarn/unplugged/");
}

import type { PackageAbout } from "@lockkeeper/lockfile";

import { isRecord } from "./npm-entry.ts";

type Manifest = Readonly<Record<string, unknown>>;

const maxMembers = 2000;
const maxLength = 2000;

/** What lockfiles keep of a published manifest beside what it needs; it is foreign, and of other types it is nothing. */
export function aboutOf(manifest: Manifest): Omit<PackageAbout, "optional"> {
  return {
    peers: new Map(listPairs(manifest["peerDependencies"])),
    optionalPeers: optionalPeersOf(manifest),
    bin: binOf(manifest),
    engines: new Map(listPairs(manifest["engines"]).filter(([name]) => /^[a-z]{1,40}$/.test(name))),
    os: textsOf(manifest["os"]),
    cpu: textsOf(manifest["cpu"]),
    libc: textsOf(manifest["libc"]),
    deprecated: textOf(manifest["deprecated"]),
  };
}

/** The members of an object that are texts, in the order of names. */
export function listPairs(value: unknown): readonly (readonly [string, string])[] {
  if (!isRecord(value)) return [];
  return Object.entries(value)
    .slice(0, maxMembers)
    .flatMap(([name, text]): readonly (readonly [string, string])[] =>
      typeof text === "string" && text.length <= maxLength ? [[name, text]] : [],
    )
    .toSorted(([left], [right]) => (left < right ? -1 : 1));
}

/** The peers that a package needs and cannot do without. */
export function neededPeers(manifest: Manifest): readonly string[] {
  const optional = optionalPeersOf(manifest);
  return listPairs(manifest["peerDependencies"]).flatMap(([name]) => (optional.has(name) ? [] : [name]));
}

function optionalPeersOf(manifest: Manifest): ReadonlySet<string> {
  const meta = manifest["peerDependenciesMeta"];
  if (!isRecord(meta)) return new Set();
  const names = Object.entries(meta).flatMap(([name, said]) =>
    isRecord(said) && said["optional"] === true ? [name] : [],
  );
  return new Set(names.slice(0, maxMembers).toSorted());
}

function binOf({ name, bin }: Manifest): ReadonlyMap<string, string> {
  if (typeof bin !== "string" || typeof name !== "string") return new Map(listPairs(bin));
  return new Map([[name.replace(/^@[^/]*\//, ""), bin]]);
}

function textsOf(value: unknown): readonly string[] {
  const list: readonly unknown[] = Array.isArray(value) ? value : [value];
  return list.flatMap((each) => (typeof each === "string" && each !== "" ? [each.slice(0, 100)] : []));
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value.slice(0, maxLength) : undefined;
}

import { createHash } from "node:crypto";

import type { DependencyGraph, GraphPackage } from "../dependency-graph.ts";

/** The digits of a locator's hash in the names of archives and folders of Yarn 2 and later. */
export const slugHashCharacters = 10;

/**
 * The name that Yarn 2 and later gives to the archive and the folder of a registry's package, such as
 * `@scope-name-npm-1.0.0-0123456789`; `undefined` for what comes from elsewhere, or from an address of its own.
 */
export function tryYarnSlug({ name, version, kind, resolved }: GraphPackage): string | undefined {
  if (kind !== "registry" || version === "") return undefined;
  const address = resolved === undefined ? "" : `::__archiveUrl=${encodeURIComponent(resolved)}`;
  const [scope, base] = name.startsWith("@") ? name.slice(1).split("/") : ["", name];
  const reference = `npm:${version}${address}`;
  const hash = hashOf(hashOf(`${scope ?? ""}${base ?? ""}`) + reference).slice(0, slugHashCharacters);
  return `${slugOfName(name)}-npm-${version}-${hash}`;
}

/** A name as it begins such a name. */
export function slugOfName(name: string): string {
  return name.replace("/", "-");
}

/** The packages of a lockfile by the names of their archives and folders; a patched one stands for what it is made of. */
export function listYarnSlugs({ packages }: DependencyGraph): ReadonlyMap<string, GraphPackage> {
  const slugs = new Map<string, GraphPackage>();
  for (const each of packages) {
    const slug = tryYarnSlug(each);
    if (slug !== undefined) slugs.set(slug, each);
  }
  return slugs;
}

function hashOf(text: string): string {
  return createHash("sha512").update(text).digest("hex");
}

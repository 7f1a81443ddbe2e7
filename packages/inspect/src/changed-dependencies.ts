import type { DeclaredDependency } from "@lockkeeper/facts";
import { isExoticSpec } from "@lockkeeper/registry";

import { tryParseDependency } from "./spec.ts";

/** Name to specification, by the manifest's field. */
export type DependencyFields = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** A dependency that is new in a release, or leads elsewhere than before. */
export interface ChangedDependency {
  readonly dependency: DeclaredDependency;
  readonly before: string | undefined;
}

/** Where a dependency leads, told by its text alone. */
export type DependencyPlace = "registry" | "alias" | "git" | "url" | "file" | "workspace";

const installedKinds: ReadonlySet<string> = new Set([
  "dependencies",
  "optionalDependencies",
  "peerDependencies",
]);
const gitForm = /^(?:git[+:@]|github:|gitlab:|bitbucket:|gist:|ssh:)|\.git(?:#|$)|^[^@\s]+@[^:\s]+:/i;
const fileForm = /^(?:file:|link:|portal:|\.{0,2}[/\\]|~[/\\]|[a-z]:[/\\])|^\.{1,2}$/i;

/**
 * The dependencies that an installation of the release brings and one of the release before did not. The archive's
 * manifest and the registry's both count, as clients read now one and now the other.
 */
export function changedDependencies(
  declared: readonly DeclaredDependency[],
  served: DependencyFields | undefined,
  before: DependencyFields,
): readonly ChangedDependency[] {
  const known = new Map<string, string>();
  for (const field of installedKinds) {
    for (const [name, spec] of Object.entries(before[field] ?? {})) known.set(name, spec);
  }
  const changed = new Map<string, ChangedDependency>();
  for (const dependency of [...declared, ...servedDependencies(served)]) {
    if (!installedKinds.has(dependency.kind) || changed.has(dependency.name)) continue;
    const old = known.get(dependency.name);
    if (old !== undefined && leadsToSame(dependency.name, old, dependency.spec)) continue;
    changed.set(dependency.name, { dependency, before: old });
  }
  return [...changed.values()];
}

/** The dependencies of a manifest, grouped as a packument has them. */
export function dependencyFields(declared: readonly DeclaredDependency[]): DependencyFields {
  const fields: Record<string, Record<string, string>> = Object.create(null);
  for (const { kind, name, spec } of declared) {
    const field = (fields[kind] ??= Object.create(null));
    field[name] = spec;
  }
  return fields;
}

/** Tells from its text where a dependency leads. */
export function placeOf(spec: string): DependencyPlace {
  const text = spec.trim();
  if (/^(?:workspace|catalog):/i.test(text)) return "workspace";
  if (!isExoticSpec(text)) return /^npm:/i.test(text) ? "alias" : "registry";
  if (fileForm.test(text)) return "file";
  if (gitForm.test(text)) return "git";
  // `owner/name` is short for a repository.
  return /^[a-z][a-z0-9+.-]*:/i.test(text) ? "url" : "git";
}

function servedDependencies(served: DependencyFields | undefined): readonly DeclaredDependency[] {
  const kinds = ["dependencies", "optionalDependencies", "peerDependencies"] as const;
  return kinds.flatMap((kind) =>
    Object.entries(served?.[kind] ?? {}).map(([name, spec]) => ({ name, spec, kind })),
  );
}

function leadsToSame(name: string, before: string, after: string): boolean {
  if (before === after) return true;
  const place = placeOf(after);
  if (place !== placeOf(before)) return false;
  if (place !== "alias" && place !== "registry") return false;
  return tryParseDependency(name, before)?.name === tryParseDependency(name, after)?.name;
}

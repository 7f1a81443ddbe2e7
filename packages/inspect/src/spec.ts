import type { PackageName } from "@lockkeeper/core";
import { parsePackageSpec, tryParsePackageName } from "@lockkeeper/core";
import { isExoticSpec } from "@lockkeeper/registry";

import { InspectError } from "./errors.ts";

/** A package of a registry, and which of its versions. */
export interface RegistrySpec {
  readonly name: PackageName;
  /** A version, range or tag. */
  readonly selector: string;
}

const specMaxCharacters = 1000;

/** Parses `name`, `name@selector` or `alias@npm:name@selector`. Throws `INSPECT_BAD_SPEC`, `CORE_BAD_NAME`. */
export function parseRegistrySpec(text: string): RegistrySpec {
  if (text.length > specMaxCharacters) throw badSpec(text, "it is too long");
  const trimmed = text.trim();
  const { name, selector = "latest" } = parsePackageSpec(trimmed);
  return resolveAlias(name, selector, trimmed);
}

/** Where a dependency leads that a manifest names: after an alias, or `undefined` when it is no package of a registry. */
export function tryParseDependency(name: string, spec: string): RegistrySpec | undefined {
  const parsed = tryParsePackageName(name);
  if (parsed === undefined || spec.length > specMaxCharacters || isExoticSpec(spec)) return undefined;
  try {
    return resolveAlias(parsed, spec.trim() === "" ? "*" : spec.trim(), spec);
  } catch (error) {
    if (error instanceof InspectError) return undefined;
    throw error;
  }
}

function resolveAlias(name: PackageName, selector: string, text: string): RegistrySpec {
  if (isExoticSpec(selector)) throw badSpec(text, "it leads to no registry");
  if (!selector.toLowerCase().startsWith("npm:")) return { name, selector };
  const target = selector.slice("npm:".length);
  const at = target.indexOf("@", 1);
  const targetName = tryParsePackageName(at < 0 ? target : target.slice(0, at));
  if (targetName === undefined) throw badSpec(text, "the alias names no package");
  return { name: targetName, selector: at < 0 ? "latest" : target.slice(at + 1) || "latest" };
}

function badSpec(text: string, why: string): InspectError {
  return new InspectError("INSPECT_BAD_SPEC", {
    message: `Cannot inspect ${JSON.stringify(text.slice(0, 120))} as ${why}`,
    hint: 'Write "name", "name@1.2.3", "name@^1" or "name@tag"; give a tarball or a folder by its path.',
  });
}

import { tryParseIntegrity, type IntegrityHash } from "@lockkeeper/core";
import { parse, Range, type SemVer } from "semver";
import type { ExposureTarget } from "../question.ts";

/** Targets, arranged for many look-ups. Names and versions are foreign texts; what cannot be parsed is compared as it is. */
export interface TargetSet {
  /** The names that are asked about. */
  readonly names: ReadonlySet<string>;
  /** Every target of the package, whatever the version: for evidence that shows a name alone. */
  ofName(name: string): readonly ExposureTarget[];
  /** The targets that mean this version of the package. */
  ofVersion(name: string, version: string): readonly ExposureTarget[];
  /** The targets that a tarball with this Subresource Integrity value belongs to. */
  ofIntegrity(integrity: string): readonly ExposureTarget[];
}

interface PreparedTarget {
  readonly target: ExposureTarget;
  readonly versions: ReadonlySet<string>;
  readonly except: ReadonlySet<string>;
  readonly range: Range | undefined;
}

const none: readonly never[] = [];
const maxVersionCharacters = 256;

/** Arranges targets for look-ups. Pure; a range that npm would not read means no version. */
export function createTargetSet(targets: readonly ExposureTarget[]): TargetSet {
  const byName = new Map<string, ExposureTarget[]>();
  const byHash = new Map<string, ExposureTarget[]>();
  for (const target of targets) {
    append(byName, target.name, target);
    for (const key of target.integrity.flatMap(hashKeys)) append(byHash, key, target);
  }
  // A mass campaign names hundreds of thousands of packages, of which hardly one is ever asked about.
  const prepared = new Map<string, readonly PreparedTarget[]>();
  return {
    names: new Set(byName.keys()),
    ofName: (name) => byName.get(name) ?? none,
    ofVersion(name, version) {
      const named = byName.get(name);
      if (named === undefined) return none;
      const parts = prepared.get(name) ?? named.map(prepare);
      prepared.set(name, parts);
      const parsed = tryParse(version);
      return parts.filter((each) => means(each, version, parsed)).map(({ target }) => target);
    },
    ofIntegrity(integrity) {
      const found = hashKeys(integrity).flatMap((key) => byHash.get(key) ?? []);
      return [...new Set(found)];
    },
  };
}

function prepare(target: ExposureTarget): PreparedTarget {
  const { versions, except, range } = target;
  return {
    target,
    versions: new Set(versions === "all" ? [] : versions.map(canonicalVersion)),
    except: new Set(except.map(canonicalVersion)),
    range: range === undefined ? undefined : tryParseRange(range),
  };
}

function means(
  { target, versions, except, range }: PreparedTarget,
  text: string,
  parsed: SemVer | undefined,
): boolean {
  const canonical = parsed?.version ?? text;
  if (except.has(canonical)) return false;
  if (target.versions === "all" || versions.has(canonical)) return true;
  return parsed !== undefined && range?.test(parsed) === true;
}

/** Registries take `1.0.0+build` and `1.0.0` for one version. */
function canonicalVersion(text: string): string {
  return tryParse(text)?.version ?? text;
}

function tryParse(version: string): SemVer | undefined {
  if (version.length > maxVersionCharacters) return undefined;
  return parse(version, { loose: true }) ?? undefined;
}

function tryParseRange(range: string): Range | undefined {
  try {
    return new Range(range, { includePrerelease: true, loose: true });
  } catch (error) {
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

function hashKeys(integrity: string): readonly string[] {
  return tryParseIntegrity(integrity)?.map(keyOf) ?? none;
}

function keyOf({ algorithm, digest }: IntegrityHash): string {
  return `${algorithm}-${digest}`;
}

function append<Value>(map: Map<string, Value[]>, key: string, value: Value): void {
  const values = map.get(key);
  if (values === undefined) map.set(key, [value]);
  else values.push(value);
}

import { splitSpec } from "../dependency-spec.ts";
import { asText, memberOf, membersOf, parseJsonTree } from "../json-tree.ts";
import type { LockfileLimits } from "../locked-package.ts";
import { withoutSuffix } from "../pnpm-keys.ts";
import { decodePercent } from "../yarn-berry.ts";
import { entriesOf, fieldOf, parseYamlDocuments, textFieldOf } from "../yaml-documents.ts";
import type { ClientRecords, InstalledRecord } from "./installed-place.ts";
import { noRecords } from "./installed-place.ts";

const plainVersion = /^\d{1,16}\.\d{1,16}\.\d{1,16}(?:[-+][0-9A-Za-z.+-]{1,200})?$/;

/** Reads `.yarn-state.yml`, in which Yarn 2 and later write where they put each package. Throws `LockfileError`. */
export function parseYarnState(text: string, { maxDepth }: LockfileLimits): ClientRecords {
  const [document] = parseYamlDocuments(text, { maxDepth, section: undefined });
  const byPlace = new Map<string, readonly InstalledRecord[]>();
  for (const [locator, entry] of entriesOf(document?.value)) {
    const record = tryParseLocator(locator);
    const locations = fieldOf(entry, "locations");
    if (record === undefined || !Array.isArray(locations)) continue;
    for (const location of locations) if (typeof location === "string") byPlace.set(location, [record]);
  }
  return { ...noRecords, byPlace };
}

/** The package and version of a locator of Yarn 2 and later; `undefined` for what comes from no registry. */
export function tryParseLocator(locator: string): InstalledRecord | undefined {
  const { name, spec } = splitSpec(locator);
  const version = versionOfReference(spec);
  return version === undefined ? undefined : { name, version };
}

/** The version in a reference of Yarn: `npm:1.0.0`, the same behind the hash of its peers, or of a patch of it. */
function versionOfReference(reference: string): string | undefined {
  const virtual = /^virtual:[0-9a-f]{1,200}#/.exec(reference)?.[0] ?? "";
  const spec = reference.slice(virtual.length);
  if (spec.startsWith("patch:")) {
    const [inner = ""] = spec.slice("patch:".length).split("#", 1);
    const source = splitSpec(decodePercent(inner)).spec;
    // A patch of a patch is left alone.
    return source.startsWith("npm:") ? versionOfReference(source) : undefined;
  }
  if (!spec.startsWith("npm:")) return undefined;
  const [version = ""] = spec.slice("npm:".length).split("::", 1);
  return plainVersion.test(version) ? version : undefined;
}

/**
 * Reads `.yarn-integrity`, in which Yarn 1 writes what it installed by the names and ranges of its lockfile, without
 * places. Throws `LockfileError`.
 */
export function parseYarnIntegrity(text: string, { maxDepth }: LockfileLimits): ClientRecords {
  const root = parseJsonTree(text, { isLenient: false, maxDepth });
  const byName = new Map<string, InstalledRecord[]>();
  const unclear = new Set<string>();
  for (const [pattern, { node }] of membersOf(memberOf(root, "lockfileEntries"))) {
    const { name } = splitSpec(pattern);
    const record = tryReadAddress(asText(node) ?? "");
    if (record === undefined) unclear.add(name);
    else {
      const known = byName.get(name);
      if (known === undefined) byName.set(name, [record]);
      else known.push(record);
    }
  }
  // Of a name that also comes from an address nothing can be said.
  for (const name of unclear) byName.delete(name);
  return { ...noRecords, byName };
}

const address =
  /^https?:\/\/[^\s#?]{1,1500}?\/(?:(@[^/\s]{1,214})\/)?([^/@\s]{1,214})\/-\/(?:[^\s#?]{1,214}\/)?([^/\s#?]{1,400})\.tgz(?:\?[^\s#]{0,500})?#[0-9a-f]{1,200}$/;

/** The package and version in an address of a registry, `…/@scope/name/-/name-1.0.0.tgz#hash`. */
function tryReadAddress(text: string): InstalledRecord | undefined {
  if (text.length > 4096) return undefined;
  const [, scope, base = "", file = ""] = address.exec(decodePercent(text)) ?? [];
  if (base === "" || !file.startsWith(`${base}-`)) return undefined;
  const version = file.slice(base.length + 1);
  return plainVersion.test(version)
    ? { name: scope === undefined ? base : `${scope}/${base}`, version }
    : undefined;
}

/** What `.modules.yaml` of pnpm says of the tree beside it. */
export interface PnpmModules {
  /** Whether packages lie flat, as npm lays them out. */
  readonly isHoisted: boolean;
  /** Where each of them lies, where they lie flat. */
  readonly records: ClientRecords;
  /** The folder of the store that they were taken from; foreign. */
  readonly storeFolder: string | undefined;
}

/** Reads `.modules.yaml`, which is JSON or YAML. Throws `LockfileError`. */
export function parsePnpmModules(text: string, { maxDepth }: LockfileLimits): PnpmModules {
  const [document] = parseYamlDocuments(text, { maxDepth, section: undefined });
  const byPlace = new Map<string, readonly InstalledRecord[]>();
  for (const [key, locations] of entriesOf(fieldOf(document?.value, "hoistedLocations"))) {
    const { name, spec } = splitSpec(withoutSuffix(key).replace(/^\//, ""));
    if (!plainVersion.test(spec) || !Array.isArray(locations)) continue;
    for (const location of locations)
      if (typeof location === "string") byPlace.set(location, [{ name, version: spec }]);
  }
  const isHoisted = textFieldOf(document?.value, "nodeLinker") === "hoisted";
  const storeFolder = textFieldOf(document?.value, "storeDir");
  return { isHoisted, records: { ...noRecords, byPlace }, storeFolder };
}

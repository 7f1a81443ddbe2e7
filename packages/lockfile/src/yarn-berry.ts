import { kindOfSpec, splitSpec } from "./dependency-spec.ts";
import { badFormat } from "./errors.ts";
import type { LockedPackage, LockedPackageKind, LockfileLimits } from "./locked-package.ts";
import { PackageList } from "./package-list.ts";
import { entriesOf, fieldOf, parseYamlDocuments, textFieldOf } from "./yaml-documents.ts";
import type { YamlDocument } from "./yaml-documents.ts";

/** The key of the block about the file itself. */
export const metadataKey = "__metadata";
const maxPatches = 8;

/** Reads `yarn.lock` of Yarn 2 and later: an entry's `resolution` says where the package comes from. */
export function parseYarnBerryLockfile(text: string, limits: LockfileLimits): readonly LockedPackage[] {
  const [document, ...others] = parseYamlDocuments(text, { maxDepth: limits.maxDepth, section: undefined });
  if (document === undefined || others.length > 0) throw badFormat("it is not one document");
  if (fieldOf(document.value, metadataKey) === undefined) throw badFormat("it has no __metadata");
  const list = new PackageList(limits);
  refuseCutEntry(document);
  for (const [key, entry] of entriesOf(document.value)) {
    if (key === metadataKey) continue;
    list.add(fromYarnBerryEntry(entry, document.lines.get(key) ?? 1));
  }
  return list.packages;
}

/** Every entry ends with how it is linked: a file that is cut inside of its last one is still well-formed. */
export function refuseCutEntry({ value, lines }: YamlDocument): void {
  const entries = entriesOf(value).filter(([key]) => key !== metadataKey);
  const [key, entry] = entries.at(-1) ?? [];
  const linked = textFieldOf(entry, "linkType");
  if (key === undefined || linked === "hard" || linked === "soft") return;
  const isUsual = entries.some(([, each]) => textFieldOf(each, "linkType") !== undefined);
  if (isUsual) throw badFormat("its last entry is cut", lines.get(key));
}

/** What an entry pins. Throws `LOCKFILE_BAD_FORMAT` for one that does not say where its package comes from. */
export function fromYarnBerryEntry(entry: unknown, line: number): LockedPackage {
  const resolution = textFieldOf(entry, "resolution");
  if (resolution === undefined) throw badFormat("an entry has no resolution", line);
  const { name, spec } = splitSpec(resolution);
  const { source, parameters } = splitReference(spec);
  const kind = kindOfReference(source, 0);
  return {
    name,
    version: textFieldOf(entry, "version") ?? "",
    resolved: parameters.get("__archiveUrl") ?? (kind === "registry" ? undefined : source),
    integrity: textFieldOf(entry, "checksum"),
    line,
    kind,
  };
}

interface Reference {
  readonly source: string;
  readonly parameters: URLSearchParams;
}

/** Splits `npm:1.0.0::__archiveUrl=…` into where the package is and what Yarn noted about it. */
function splitReference(text: string): Reference {
  const end = text.indexOf("::");
  if (end < 0) return { source: text, parameters: new URLSearchParams() };
  return { source: text.slice(0, end), parameters: new URLSearchParams(text.slice(end + 2)) };
}

/** A patched package comes from where the package comes from that is patched. */
function kindOfReference(source: string, patches: number): LockedPackageKind {
  if (!source.startsWith("patch:")) return kindOfSpec(source);
  const [inner = ""] = source.slice("patch:".length).split("#", 1);
  if (patches >= maxPatches) return "file";
  return kindOfReference(splitSpec(decodePercent(inner)).spec, patches + 1);
}

/** Undoes the percent signs of a text; a stray one stays. */
export function decodePercent(text: string): string {
  // Unlike `decodeURIComponent`, this does not throw at a stray percent sign.
  return new URLSearchParams(`text=${text.replaceAll("+", "%2B").replaceAll("&", "%26")}`).get("text") ?? "";
}

import type { LockedPackageKind } from "@lockkeeper/lockfile";

import type { BillDraft, DraftComponent, DraftNote } from "./bill-draft.ts";
import type { SbomLimits } from "./bill.ts";
import { tryCreateDigest } from "./digest.ts";
import type { Digest } from "./digest.ts";
import { badFormat, tooLarge, unknownVersion } from "./errors.ts";
import { asItems, asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";

type Member = ReadonlyMap<string, Json>;

const versions: ReadonlySet<string> = new Set(["1.2", "1.3", "1.4", "1.5", "1.6", "1.7"]);

const packageTypes: ReadonlySet<string> = new Set(["library", "framework"]);

/** Reads a document of CycloneDX into a draft and answers its version. */
export function readCycloneDx(draft: BillDraft, document: Member, { maxDepth }: SbomLimits): string {
  const version = asText(document.get("specVersion")) ?? "";
  if (!versions.has(version)) throw unknownVersion("CycloneDX", version, "1.6");
  const subject = asObject(asObject(document.get("metadata"))?.get("component"));
  if (subject !== undefined) readSubject(draft, subject, maxDepth);
  const components = document.get("components");
  if (components !== undefined && !Array.isArray(components)) throw badFormat("components is no list");
  readComponents(draft, asItems(components), maxDepth);
  for (const item of asItems(document.get("dependencies"))) readDependency(draft, item);
  return version;
}

function readSubject(draft: BillDraft, subject: Member, maxDepth: number): void {
  const component = toComponent(subject, "subject");
  draft.subjects.add(component.ref);
  draft.addComponent(component);
  readComponents(draft, asItems(subject.get("components")), maxDepth);
}

/** Components with those that they are assembled from, without a stack that a document could exhaust. */
function readComponents(draft: BillDraft, items: readonly Json[], maxDepth: number): void {
  let level: { readonly item: Json; readonly parent: string | undefined }[] = items.map((item) => ({
    item,
    parent: undefined,
  }));
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > maxDepth) throw tooLarge(`${String(maxDepth)} levels of components`);
    const next: typeof level = [];
    for (const { item, parent } of level) {
      const component = asObject(item);
      if (component === undefined) throw badFormat("a component is no object");
      const read = toComponent(component, `component-${String(draft.components.length)}`);
      draft.addComponent(read);
      if (parent !== undefined) draft.addEdge(parent, read.ref, "production");
      for (const part of asItems(component.get("components"))) next.push({ item: part, parent: read.ref });
    }
    level = next;
  }
}

function toComponent(component: Member, fallback: string): DraftComponent {
  const group = asText(component.get("group")) ?? "";
  const name = asText(component.get("name")) ?? "";
  const scope = asText(component.get("scope"));
  const properties = readProperties(component);
  const isDevelopment = properties.get("cdx:npm:package:development") === "true";
  return {
    ref: asText(component.get("bom-ref")) ?? fallback,
    name: group === "" ? name : `${group}/${name}`,
    version: asText(component.get("version")) ?? "",
    purl: asText(component.get("purl")),
    digests: readDigests(component),
    url: readUrl(component),
    isDevelopment: isDevelopment || scope === "excluded",
    isOptional: scope === "optional" && !isDevelopment,
    isPackage: packageTypes.has(asText(component.get("type")) ?? ""),
    note: toNote(properties),
  };
}

/** Hashes stand at the component, or at the reference to where it is distributed. */
function readDigests(component: Member): readonly Digest[] {
  const references = asItems(component.get("externalReferences")).map(asObject);
  const lists = [
    component.get("hashes"),
    ...references
      .filter((reference) => reference?.get("type") === "distribution")
      .map((reference) => reference?.get("hashes")),
  ];
  return lists.flatMap(asItems).flatMap((item) => {
    const hash = asObject(item);
    const digest = tryCreateDigest(asText(hash?.get("alg")) ?? "", asText(hash?.get("content")) ?? "");
    return digest === undefined ? [] : [digest];
  });
}

function readUrl(component: Member): string | undefined {
  const references = asItems(component.get("externalReferences")).map(asObject);
  const found = references.find((reference) => reference?.get("type") === "distribution");
  return asText(found?.get("url"));
}

function readProperties(component: Member): ReadonlyMap<string, string> {
  const properties = new Map<string, string>();
  for (const item of asItems(component.get("properties"))) {
    const property = asObject(item);
    const name = asText(property?.get("name"));
    const value = asText(property?.get("value"));
    if (name !== undefined && value !== undefined && !properties.has(name)) properties.set(name, value);
  }
  return properties;
}

const kinds: ReadonlyMap<string, LockedPackageKind | "project"> = new Map<
  string,
  LockedPackageKind | "project"
>([
  ["registry", "registry"],
  ["tarball", "tarball"],
  ["git", "git"],
  ["file", "file"],
  ["workspace", "workspace"],
  ["bundled", "bundled"],
  ["project", "project"],
]);

function toNote(properties: ReadonlyMap<string, string>): DraftNote {
  const isBundled = properties.get("cdx:npm:package:bundled") === "true";
  return {
    kind: isBundled ? "bundled" : kinds.get(properties.get("lockkeeper:kind") ?? ""),
    place: properties.get("cdx:npm:package:path") ?? properties.get("lockkeeper:place"),
    alias: properties.get("lockkeeper:alias"),
    isPatched: properties.get("lockkeeper:patched") === "true",
    hasInstallScript: properties.get("lockkeeper:installScript") === "true" ? true : undefined,
    deprecated: properties.get("lockkeeper:deprecated"),
  };
}

function readDependency(draft: BillDraft, item: Json): void {
  const dependency = asObject(item);
  const from = asText(dependency?.get("ref"));
  if (from === undefined) throw badFormat("a dependency has no ref");
  for (const to of asItems(dependency?.get("dependsOn"))) {
    if (typeof to === "string") draft.addEdge(from, to, "production");
  }
}

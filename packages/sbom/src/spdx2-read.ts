import type { DependencyGroup } from "@lockkeeper/lockfile";

import { noNote } from "./bill-draft.ts";
import type { BillDraft, DraftComponent } from "./bill-draft.ts";
import { tryCreateDigest } from "./digest.ts";
import { badFormat, unknownVersion } from "./errors.ts";
import { asItems, asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";

type Member = ReadonlyMap<string, Json>;

const versions: ReadonlyMap<string, string> = new Map([
  ["SPDX-2.2", "2.2"],
  ["SPDX-2.3", "2.3"],
]);

const otherPurposes: ReadonlySet<string> = new Set([
  "APPLICATION",
  "CONTAINER",
  "OPERATING_SYSTEM",
  "OPERATING-SYSTEM",
  "FILE",
  "DEVICE",
  "FIRMWARE",
]);

/** How a relationship reads as an edge: who needs whom, and as what. */
interface Meaning {
  readonly isForward: boolean;
  readonly group: DependencyGroup;
}

const meanings: ReadonlyMap<string, Meaning> = new Map<string, Meaning>([
  ["DEPENDS_ON", { isForward: true, group: "production" }],
  ["CONTAINS", { isForward: true, group: "production" }],
  ["STATIC_LINK", { isForward: true, group: "production" }],
  ["DYNAMIC_LINK", { isForward: true, group: "production" }],
  ["HAS_PREREQUISITE", { isForward: true, group: "peer" }],
  ["CONTAINED_BY", { isForward: false, group: "production" }],
  ["DEPENDENCY_OF", { isForward: false, group: "production" }],
  ["RUNTIME_DEPENDENCY_OF", { isForward: false, group: "production" }],
  ["PREREQUISITE_FOR", { isForward: false, group: "peer" }],
  ["PROVIDED_DEPENDENCY_OF", { isForward: false, group: "peer" }],
  ["OPTIONAL_DEPENDENCY_OF", { isForward: false, group: "optional" }],
  ["DEV_DEPENDENCY_OF", { isForward: false, group: "development" }],
  ["BUILD_DEPENDENCY_OF", { isForward: false, group: "development" }],
  ["TEST_DEPENDENCY_OF", { isForward: false, group: "development" }],
]);

/** Reads a document of SPDX 2 into a draft and answers its version. */
export function readSpdx2(draft: BillDraft, document: Member): string {
  const written = asText(document.get("spdxVersion")) ?? "";
  const version = versions.get(written);
  if (version === undefined) throw unknownVersion("SPDX", written.replace("SPDX-", ""), "2.3");
  const packages = document.get("packages");
  if (packages !== undefined && !Array.isArray(packages)) throw badFormat("packages is no list");
  for (const item of asItems(packages)) {
    const entry = asObject(item);
    if (entry === undefined) throw badFormat("a package is no object");
    draft.addComponent(toComponent(entry, `package-${String(draft.components.length)}`));
  }
  for (const id of asItems(document.get("documentDescribes"))) {
    if (typeof id === "string") draft.subjects.add(id);
  }
  const documentId = asText(document.get("SPDXID")) ?? "SPDXRef-DOCUMENT";
  for (const item of asItems(document.get("relationships"))) readRelationship(draft, item, documentId);
  return version;
}

function toComponent(entry: Member, fallback: string): DraftComponent {
  const location = asText(entry.get("downloadLocation"));
  return {
    ref: asText(entry.get("SPDXID")) ?? fallback,
    name: asText(entry.get("name")) ?? "",
    version: asText(entry.get("versionInfo")) ?? "",
    purl: readPurl(entry),
    digests: asItems(entry.get("checksums")).flatMap((item) => {
      const checksum = asObject(item);
      const hex = asText(checksum?.get("checksumValue")) ?? "";
      return tryCreateDigest(asText(checksum?.get("algorithm")) ?? "", hex) ?? [];
    }),
    url: location === "NOASSERTION" || location === "NONE" ? undefined : location,
    isDevelopment: false,
    isOptional: false,
    isPackage: !otherPurposes.has(asText(entry.get("primaryPackagePurpose")) ?? ""),
    note: noNote,
  };
}

function readPurl(entry: Member): string | undefined {
  const references = asItems(entry.get("externalRefs")).map(asObject);
  const found = references.find((reference) => reference?.get("referenceType") === "purl");
  return asText(found?.get("referenceLocator"));
}

function readRelationship(draft: BillDraft, item: Json, documentId: string): void {
  const relationship = asObject(item);
  const from = asText(relationship?.get("spdxElementId"));
  const to = asText(relationship?.get("relatedSpdxElement"));
  const word = asText(relationship?.get("relationshipType"));
  if (from === undefined || to === undefined || word === undefined) {
    throw badFormat("a relationship has no ends or no type");
  }
  if (word === "DESCRIBES" && from === documentId) draft.subjects.add(to);
  else if (word === "DESCRIBED_BY" && to === documentId) draft.subjects.add(from);
  else addMeant(draft, meanings.get(word), [from, to]);
}

function addMeant(
  draft: BillDraft,
  meaning: Meaning | undefined,
  [from, to]: readonly [string, string],
): void {
  if (meaning === undefined) return;
  if (meaning.isForward) draft.addEdge(from, to, meaning.group);
  else draft.addEdge(to, from, meaning.group);
}

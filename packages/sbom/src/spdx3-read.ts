import type { DependencyGroup } from "@lockkeeper/lockfile";

import { noNote } from "./bill-draft.ts";
import type { BillDraft, DraftComponent } from "./bill-draft.ts";
import { tryCreateDigest } from "./digest.ts";
import { badFormat, unknownVersion } from "./errors.ts";
import { asItems, asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";

type Member = ReadonlyMap<string, Json>;

const context = /^https:\/\/spdx\.org\/rdf\/(\d+\.\d+)(?:\.\d+)?\/spdx-context\.jsonld$/;

/** What a relationship of SPDX 3 means for who needs what; its scope may say more. */
const groups: ReadonlyMap<string, DependencyGroup> = new Map<string, DependencyGroup>([
  ["dependsOn", "production"],
  ["contains", "production"],
  ["hasStaticLink", "production"],
  ["hasDynamicLink", "production"],
  ["hasOptionalDependency", "optional"],
  ["hasOptionalComponent", "optional"],
  ["hasProvidedDependency", "peer"],
  ["hasPrerequisite", "peer"],
]);
const otherPurposes: ReadonlySet<string> = new Set([
  "application",
  "container",
  "operatingSystem",
  "file",
  "device",
  "firmware",
]);
const lifecycles: ReadonlySet<string> = new Set(["development", "build", "test"]);

/** Reads a document of SPDX 3.0 as its JSON schema writes it, without the freedoms of JSON-LD, and answers its version. */
export function readSpdx3(draft: BillDraft, document: Member): string {
  const written = asText(document.get("@context")) ?? "";
  const version = context.exec(written)?.[1];
  if (version !== "3.0") throw unknownVersion("SPDX", version ?? written, "3.0");
  const elements = document.get("@graph");
  if (!Array.isArray(elements)) throw badFormat("@graph is no list");
  for (const item of asItems(elements)) {
    const element = asObject(item);
    if (element === undefined) throw badFormat("an element is no object");
    readElement(draft, element);
  }
  return version;
}

function readElement(draft: BillDraft, element: Member): void {
  const type = asText(element.get("type"));
  if (type === "software_Package") {
    draft.addComponent(toComponent(element, `element-${String(draft.components.length)}`));
  } else if (type === "Relationship" || type === "LifecycleScopedRelationship") {
    readRelationship(draft, element);
  } else if (type === "software_Sbom" || type === "SpdxDocument") {
    for (const root of asItems(element.get("rootElement"))) {
      if (typeof root === "string") draft.subjects.add(root);
    }
  }
}

function toComponent(element: Member, fallback: string): DraftComponent {
  return {
    ref: asText(element.get("spdxId")) ?? fallback,
    name: asText(element.get("name")) ?? "",
    version: asText(element.get("software_packageVersion")) ?? "",
    purl: asText(element.get("software_packageUrl")) ?? readIdentifier(element),
    digests: asItems(element.get("verifiedUsing")).flatMap((item) => {
      const hash = asObject(item);
      const hex = asText(hash?.get("hashValue")) ?? "";
      return tryCreateDigest(asText(hash?.get("algorithm")) ?? "", hex) ?? [];
    }),
    url: asText(element.get("software_downloadLocation")),
    isDevelopment: false,
    isOptional: false,
    isPackage: !otherPurposes.has(asText(element.get("software_primaryPurpose")) ?? ""),
    note: noNote,
  };
}

function readIdentifier(element: Member): string | undefined {
  const identifiers = asItems(element.get("externalIdentifier")).map(asObject);
  const found = identifiers.find((identifier) => identifier?.get("externalIdentifierType") === "packageUrl");
  return asText(found?.get("identifier"));
}

function readRelationship(draft: BillDraft, element: Member): void {
  const from = asText(element.get("from"));
  const group = groups.get(asText(element.get("relationshipType")) ?? "");
  if (from === undefined) throw badFormat("a relationship has no from");
  if (group === undefined) return;
  const isForBuilding = lifecycles.has(asText(element.get("scope")) ?? "");
  for (const to of asItems(element.get("to"))) {
    if (typeof to === "string") draft.addEdge(from, to, isForBuilding ? "development" : group);
  }
}

import { tryParseInstant } from "@lockkeeper/core";

import type { BillOrigin } from "./bill.ts";
import { asItems, asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";

type Members = ReadonlyMap<string, Json>;

/** Phases of a life in which what a bill lists is there as bytes; before them it is written down alone. */
const builtPhases: ReadonlySet<string> = new Set([
  "build",
  "post-build",
  "operations",
  "deployed",
  "runtime",
]);
const sourcePhases: ReadonlySet<string> = new Set(["design", "pre-build", "source"]);
const maxItems = 10_000;

/**
 * Reads when a bill was written and of what: CycloneDX's `metadata` (timestamp, lifecycles, component), SPDX's
 * `creationInfo` and the purpose of its packages, the type of an SPDX 3 bill. What is malformed is as if not told.
 */
export function readBillOrigin(document: Members): BillOrigin {
  if (document.get("bomFormat") === "CycloneDX") return ofCycloneDx(asObject(document.get("metadata")));
  return document.has("@graph") ? ofSpdx3(asItems(document.get("@graph"))) : ofSpdx2(document);
}

function ofCycloneDx(metadata: Members | undefined): BillOrigin {
  const phases = asItems(metadata?.get("lifecycles")).map((item) => asText(asObject(item)?.get("phase")));
  const isContainer = asText(asObject(metadata?.get("component"))?.get("type")) === "container";
  return {
    createdAt: instantOf(metadata?.get("timestamp")),
    subject: isContainer ? "built" : subjectOf(phases),
  };
}

function ofSpdx2(document: Members): BillOrigin {
  const purposes = asItems(document.get("packages"))
    .slice(0, maxItems)
    .map((item) => asText(asObject(item)?.get("primaryPackagePurpose")));
  return {
    createdAt: instantOf(asObject(document.get("creationInfo"))?.get("created")),
    subject: purposes.includes("CONTAINER") ? "built" : "unknown",
  };
}

function ofSpdx3(graph: readonly Json[]): BillOrigin {
  const elements = graph.slice(0, maxItems).flatMap((item) => asObject(item) ?? []);
  const types = elements.flatMap((element) => asItems(element.get("software_sbomType")).map(asText));
  const created = elements.map((element) => instantOf(element.get("created"))).find((at) => at !== undefined);
  const isContainer = elements.some((element) => element.get("software_primaryPurpose") === "container");
  return { createdAt: created, subject: isContainer ? "built" : subjectOf(types) };
}

function subjectOf(phases: readonly (string | undefined)[]): BillOrigin["subject"] {
  if (phases.some((phase) => phase !== undefined && builtPhases.has(phase))) return "built";
  return phases.some((phase) => phase !== undefined && sourcePhases.has(phase)) ? "source" : "unknown";
}

function instantOf(value: Json): number | undefined {
  return tryParseInstant(asText(value) ?? "");
}

import { describeJsonFault } from "@lockkeeper/lockfile";

import type { Bill, SbomLimits } from "./bill.ts";
import { sbomLimits } from "./bill.ts";
import { readBillOrigin } from "./bill-origin.ts";
import { BillDraft } from "./bill-draft.ts";
import { readCycloneDx } from "./cyclonedx-read.ts";
import { badFormat, SbomError, tooLarge } from "./errors.ts";
import { createGraph } from "./draft-graph.ts";
import { asObject, asText } from "./json.ts";
import type { Json } from "./json.ts";
import { readSpdx2 } from "./spdx2-read.ts";
import { readSpdx3 } from "./spdx3-read.ts";

/**
 * Parses a bill of materials: CycloneDX 1.2 to 1.7, SPDX 2.2, 2.3 and 3.0, as JSON. Its packages of npm become a graph; what
 * else it lists is counted. Throws `SbomError` and nothing else.
 */
export function parseBill(bytes: Uint8Array, limits: SbomLimits = sbomLimits): Bill {
  if (bytes.length > limits.maxBytes) throw tooLarge(`${String(limits.maxBytes)} bytes`);
  const text = decode(bytes);
  const document = parseJson(text);
  try {
    return readDocument(document, text, limits);
  } catch (error) {
    if (error instanceof SbomError) throw error;
    throw badFormat(error instanceof Error ? error.message : String(error), error);
  }
}

/** Whether a document says that it is a bill of materials, whatever its version: a cheap look at its beginning. */
export function looksLikeBill(bytes: Uint8Array): boolean {
  const start = new TextDecoder().decode(bytes.subarray(0, 64_000));
  return /"bomFormat"\s*:\s*"CycloneDX"|"spdxVersion"\s*:\s*"SPDX-|spdx\.org\/rdf\/3\.\d/.test(start);
}

function decode(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (error) {
    throw badFormat("it is no text in UTF-8", error);
  }
}

function parseJson(text: string): ReadonlyMap<string, Json> {
  const start = text.slice(0, 200).trimStart();
  if (start.startsWith("<")) throw badFormat("it is XML, and only JSON is read");
  if (start.startsWith("SPDXVersion:"))
    throw badFormat("it is SPDX of tags and values, and only JSON is read");
  const document = asObject(tryParseJson(text));
  if (document === undefined) throw badFormat("it is no JSON object");
  return document;
}

function tryParseJson(text: string): Json {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw badFormat(describeJsonFault(text), error);
  }
}

function readDocument(document: ReadonlyMap<string, Json>, text: string, limits: SbomLimits): Bill {
  const draft = new BillDraft(limits);
  const format = document.get("bomFormat") === "CycloneDX" ? "cyclonedx" : "spdx";
  const formatVersion = readInto(draft, document, limits);
  const { graph, gaps } = createGraph(draft, { formatVersion, text });
  return { format, graph, gaps, origin: readBillOrigin(document) };
}

function readInto(draft: BillDraft, document: ReadonlyMap<string, Json>, limits: SbomLimits): string {
  if (document.get("bomFormat") === "CycloneDX") return readCycloneDx(draft, document, limits);
  if (asText(document.get("spdxVersion")) !== undefined) return readSpdx2(draft, document);
  if (document.has("@graph") || document.has("@context")) return readSpdx3(draft, document);
  throw badFormat("it says neither bomFormat nor spdxVersion");
}

import { open, opendir, stat } from "node:fs/promises";
import { basename, join } from "node:path";
import { systemErrorCode } from "@lockkeeper/core";
import type { Campaign } from "../campaign.ts";
import { IntelError } from "../errors.ts";
import { asArray, asRecord, type JsonRecord } from "../json-value.ts";
import type { RefusedItem } from "../own-campaigns.ts";
import { campaignBounds } from "./campaign-bounds.ts";
import { parseCampaignJson } from "./campaign-json.ts";
import type { ImportContext } from "./import-context.ts";
import { readCampaignOsv, type PlacedJson } from "./read-campaign-osv.ts";
import { readCampaignTable } from "./read-campaign-table.ts";
import { readStixBundle } from "./read-stix-bundle.ts";
import { createRefusals, type Refusals } from "./refusals.ts";

/** What an import brought. */
export interface CampaignImport {
  readonly campaigns: readonly Campaign[];
  readonly files: number;
  /** What was not taken, with file and place; the first thousand. */
  readonly refused: readonly RefusedItem[];
  readonly refusedCount: number;
}

/** How files are taken that do not say all. */
export interface CampaignImportOptions {
  /** The id and title of campaigns whose form has none; made of the file's name unless told. */
  readonly id?: string | undefined;
  readonly title?: string | undefined;
  /** Milliseconds since the epoch. */
  readonly now: number;
}

const { maxCampaigns, maxDepth, maxFileBytes, maxFiles } = campaignBounds;
const readableEnds = [".json", ".jsonl", ".csv", ".tsv", ".txt"];

/**
 * Reads campaigns from files and folders: campaigns as JSON, STIX 2.1 bundles, OSV records (one, a list, or a line each), and
 * tables or lists of versions or indicators. What does not fit is refused with file and place, and never ends the import.
 * Throws `INTEL_SOURCE_UNREADABLE` for a path that was named and cannot be read.
 */
export async function importCampaigns(
  paths: readonly string[],
  options: CampaignImportOptions,
): Promise<CampaignImport> {
  const refusals = createRefusals();
  const byId = new Map<string, Campaign>();
  let files = 0;
  for (const path of paths) {
    for await (const file of listFiles(path, refusals)) {
      files += 1;
      for (const campaign of await readFileOf(file, options, refusals)) {
        if (byId.has(campaign.id)) refusals.add(file.where, `a campaign ${campaign.id} was read before`);
        else if (byId.size >= maxCampaigns)
          refusals.add(file.where, `there are over ${maxCampaigns} campaigns`);
        else byId.set(campaign.id, campaign);
      }
    }
  }
  return { campaigns: [...byId.values()], files, refused: refusals.items, refusedCount: refusals.count() };
}

interface FoundFile {
  readonly path: string;
  readonly where: string;
}

async function* listFiles(path: string, refusals: Refusals): AsyncGenerator<FoundFile, void, undefined> {
  const status = await stat(path).catch((cause: unknown) => {
    throw unreadable(path, cause);
  });
  if (!status.isDirectory()) {
    yield { path, where: basename(path) };
    return;
  }
  let count = 0;
  for await (const file of walk({ path, where: basename(path) }, 0, refusals)) {
    count += 1;
    if (count > maxFiles) {
      refusals.add(basename(path), `it holds over ${maxFiles} files`);
      return;
    }
    yield file;
  }
}

async function* walk(
  folder: FoundFile,
  depth: number,
  refusals: Refusals,
): AsyncGenerator<FoundFile, void, undefined> {
  if (depth > maxDepth) {
    refusals.add(folder.where, "the folder is nested too deeply");
    return;
  }
  const names: { readonly name: string; readonly isFolder: boolean }[] = [];
  for await (const entry of await opendir(folder.path)) {
    if (names.length > maxFiles) break;
    if (entry.isDirectory()) names.push({ name: entry.name, isFolder: true });
    else if (entry.isFile() && hasReadableEnd(entry.name)) names.push({ name: entry.name, isFolder: false });
  }
  for (const { name, isFolder } of names.toSorted((left, right) => (left.name < right.name ? -1 : 1))) {
    const inner = { path: join(folder.path, name), where: `${folder.where}/${name}` };
    if (isFolder) yield* walk(inner, depth + 1, refusals);
    else yield inner;
  }
}

function hasReadableEnd(name: string): boolean {
  const lower = name.toLowerCase();
  return readableEnds.some((end) => lower.endsWith(end));
}

async function readFileOf(
  file: FoundFile,
  { id, title, now }: CampaignImportOptions,
  refusals: Refusals,
): Promise<readonly Campaign[]> {
  const context = { id, title, now, fileName: basename(file.path) };
  const inFile: Refusals = {
    ...refusals,
    add: (where, why) => refusals.add(where === "" ? file.where : `${file.where}: ${where}`, why),
  };
  try {
    const text = await readBounded(file.path);
    return readText(text, context, inFile);
  } catch (error) {
    inFile.add("", error);
    return [];
  }
}

const chunkBytes = 262_144;

async function readBounded(path: string): Promise<string> {
  const handle = await open(path, "r");
  try {
    // Devices, pipes and files that grow have no size to ask for.
    const chunks: Buffer[] = [];
    let size = 0;
    for (;;) {
      const { buffer, bytesRead } = await handle.read(Buffer.alloc(chunkBytes), 0, chunkBytes, null);
      if (bytesRead === 0) return Buffer.concat(chunks).toString("utf8");
      size += bytesRead;
      if (size > maxFileBytes) throw new RangeError(`it is larger than ${maxFileBytes} bytes`);
      chunks.push(buffer.subarray(0, bytesRead));
    }
  } finally {
    await handle.close();
  }
}

/** The form is told by the content: vendors call anything `.txt`. */
function readText(text: string, context: ImportContext, refusals: Refusals): readonly Campaign[] {
  const start = text.replace(/^\uFEFF/, "").trimStart()[0];
  if (start !== "{" && start !== "[") return readCampaignTable(text, context, refusals);
  const whole = tryParseJson(text);
  if (whole !== undefined) return readJson(whole.value, context, refusals);
  return readItems(readLines(text, refusals), context, refusals);
}

function readJson(value: unknown, context: ImportContext, refusals: Refusals): readonly Campaign[] {
  const items = asArray(value);
  if (items !== undefined) {
    const placed = items.map((json, index) => ({ where: `item ${index + 1}`, json }));
    return readItems(placed, context, refusals);
  }
  const record = asRecord(value);
  if (record !== undefined && record["type"] === "bundle") return readStixBundle(record, context, refusals);
  return readItems([{ where: "", json: value }], context, refusals);
}

/** Records of OSV belong together; every other item is a campaign by itself. */
function readItems(
  items: readonly PlacedJson[],
  context: ImportContext,
  refusals: Refusals,
): readonly Campaign[] {
  const isRecord = ({ json }: PlacedJson): boolean => isOsv(asRecord(json) ?? {});
  const own = items.filter((item) => !isRecord(item)).flatMap((item) => readOwn(item, refusals));
  return [...own, ...readCampaignOsv(items.filter(isRecord), context, refusals)];
}

function readOwn({ where, json }: PlacedJson, refusals: Refusals): readonly Campaign[] {
  try {
    return [parseCampaignJson(json)];
  } catch (error) {
    refusals.add(where, error);
    return [];
  }
}

function isOsv(record: JsonRecord): boolean {
  return Object.hasOwn(record, "affected") || Object.hasOwn(record, "modified");
}

function readLines(text: string, refusals: Refusals): readonly PlacedJson[] {
  const placed: PlacedJson[] = [];
  for (const [index, line] of text.split("\n").entries()) {
    if (line.trim() === "") continue;
    const parsed = tryParseJson(line);
    if (parsed === undefined) refusals.add(`line ${index + 1}`, "it is not JSON");
    else placed.push({ where: `line ${index + 1}`, json: parsed.value });
  }
  return placed;
}

function tryParseJson(text: string): { readonly value: unknown } | undefined {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, "")) };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function unreadable(path: string, cause: unknown): IntelError {
  return new IntelError("INTEL_SOURCE_UNREADABLE", {
    message: `Cannot read campaigns from "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
    hint: "Give files or folders with campaigns as JSON, STIX bundles, OSV records, tables or lists.",
    cause,
  });
}

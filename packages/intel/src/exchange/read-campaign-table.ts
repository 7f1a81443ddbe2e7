import type { Campaign } from "../campaign.ts";
import type {
  CampaignIndicatorDocument,
  IndicatorConfidence,
  IndicatorPlatform,
} from "../campaign-indicator.ts";
import { createCampaignDraft, type CampaignDraft } from "./campaign-draft.ts";
import { parseCsv, type CsvRow } from "./csv.ts";
import { dayOf, headOf, type ImportContext } from "./import-context.ts";
import { readIndicatorWords } from "./indicator-words.ts";
import type { Refusals } from "./refusals.ts";

type Column =
  | "name"
  | "version"
  | "indicator"
  | "type"
  | "meaning"
  | "platform"
  | "confidence"
  | "from"
  | "until"
  | "source";

/** What vendors call the columns, without regard to case and marks. */
const columnByWord: ReadonlyMap<string, Column> = new Map<string, Column>([
  ["name", "name"],
  ["package", "name"],
  ["packagename", "name"],
  ["pkg", "name"],
  ["module", "name"],
  ["version", "version"],
  ["versions", "version"],
  ["packageversion", "version"],
  ["packageversions", "version"],
  ["affectedversion", "version"],
  ["affectedversions", "version"],
  ["maliciousversions", "version"],
  ["indicator", "indicator"],
  ["ioc", "indicator"],
  ["value", "indicator"],
  ["observable", "indicator"],
  ["type", "type"],
  ["indicatortype", "type"],
  ["ioctype", "type"],
  ["kind", "type"],
  ["description", "meaning"],
  ["comment", "meaning"],
  ["note", "meaning"],
  ["notes", "meaning"],
  ["platform", "platform"],
  ["confidence", "confidence"],
  ["validfrom", "from"],
  ["validuntil", "until"],
  ["source", "source"],
]);

/**
 * Reads tables and lists as vendors publish them: columns for name and version or for indicator and type under any of their
 * usual names, or lines `name@version`, `name:version` and `name,version` with `#` before comments. Rows that do not fit are
 * refused with their line. Throws a `RangeError` for a text that is no table.
 */
export function readCampaignTable(
  text: string,
  context: ImportContext,
  refusals: Refusals,
): readonly Campaign[] {
  const rows = parseCsv(text).filter(({ cells }) => cells[0]?.startsWith("#") !== true);
  const [first, ...others] = rows;
  if (first === undefined) return [];
  const draft = createCampaignDraft(refusals);
  const room = { draft, context, refusals };
  const columns = columnsOf(first.cells);
  const hasNames = columns.has("name") && columns.has("version");
  if (hasNames || columns.has("indicator")) for (const row of others) takeRow(row, columns, room);
  else for (const row of rows) takeLine(row, room);
  if (draft.isEmpty()) return [];
  return finish(draft, context, refusals);
}

interface Room {
  readonly draft: CampaignDraft;
  readonly context: ImportContext;
  readonly refusals: Refusals;
}

function columnsOf(cells: readonly string[]): ReadonlyMap<Column, number> {
  const columns = new Map<Column, number>();
  for (const [index, cell] of cells.entries()) {
    const column = columnByWord.get(cell.toLowerCase().replaceAll(/[^a-z0-9]/g, ""));
    if (column !== undefined && !columns.has(column)) columns.set(column, index);
  }
  return columns;
}

function takeRow({ line, cells }: CsvRow, columns: ReadonlyMap<Column, number>, room: Room): void {
  const where = `line ${line}`;
  const cellOf = (column: Column): string | undefined => {
    const index = columns.get(column);
    const cell = index === undefined ? undefined : cells[index];
    return cell === "" ? undefined : cell;
  };
  if (!columns.has("indicator")) {
    takeVersions(where, { name: cellOf("name") ?? "", versions: cellOf("version") ?? "" }, room);
    return;
  }
  try {
    takeIndicator(where, cellOf, room);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    room.refusals.add(where, error);
  }
}

const versionBreak = /[\s,;|]+/;

function takeVersions(
  where: string,
  { name, versions }: { readonly name: string; readonly versions: string },
  room: Room,
): void {
  const words = versions.split(versionBreak).map((word) => word.replace(/^[=v]+/, ""));
  const named = words.filter((word) => word !== "");
  if (named.length === 0)
    room.refusals.add(where, `it names no version of ${JSON.stringify(name.slice(0, 80))}`);
  for (const word of named) {
    const version = word === "*" || word.toLowerCase() === "all" ? "all" : word;
    room.draft.addVersion(where, { name, version, reportedAt: dayOf(room.context) });
  }
}

const platforms: readonly IndicatorPlatform[] = ["any", "linux", "darwin", "win32"];
const confidences: readonly IndicatorConfidence[] = ["high", "medium", "low"];

function takeIndicator(where: string, cellOf: (column: Column) => string | undefined, room: Room): void {
  const value = cellOf("indicator") ?? "";
  const read = readIndicatorWords(value, cellOf("type"));
  if (read === "package") {
    takeSpec(where, value, room);
    return;
  }
  const document: CampaignIndicatorDocument = {
    ...read,
    platform: platforms.find((word) => word === cellOf("platform")),
    confidence: confidences.find((word) => word === cellOf("confidence")?.toLowerCase()),
    meaning: cellOf("meaning") ?? "an indicator of the table",
    validFrom: cellOf("from"),
    validUntil: cellOf("until"),
    source: cellOf("source")?.replaceAll("://", ":") ?? room.context.fileName,
  };
  room.draft.addIndicator(where, document);
}

function takeLine({ line, cells }: CsvRow, room: Room): void {
  const where = `line ${line}`;
  const [spec = "", ...versions] = cells;
  const filled = versions.filter((version) => version !== "");
  if (filled.length > 0) takeVersions(where, { name: spec, versions: filled.join(",") }, room);
  else takeSpec(where, spec, room);
}

/** `name@version` or `name:version`, with a comment behind it. */
function takeSpec(where: string, text: string, room: Room): void {
  const spec = withoutComment(text.replace(/^pkg:npm\//, "").replace(/^%40/, "@"));
  const at = spec.indexOf("@", 1);
  const cut = at < 0 ? spec.indexOf(":", 1) : at;
  if (cut < 0) room.refusals.add(where, `${JSON.stringify(spec.slice(0, 80))} names no version`);
  else takeVersions(where, { name: spec.slice(0, cut), versions: spec.slice(cut + 1) }, room);
}

function withoutComment(text: string): string {
  const marks = [text.indexOf(" #"), text.indexOf("\t#")].filter((at) => at >= 0);
  return marks.length === 0 ? text : text.slice(0, Math.min(...marks)).trim();
}

function finish(draft: CampaignDraft, context: ImportContext, refusals: Refusals): readonly Campaign[] {
  const head = headOf(context);
  try {
    return [draft.finish(head)];
  } catch (error) {
    refusals.add(head.id, error);
    return [];
  }
}

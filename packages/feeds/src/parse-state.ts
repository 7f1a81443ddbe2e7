import type { FeedsState, SourceFailure, SourceKind, SourceState } from "./feeds-state.ts";
import type { Validators } from "./download.ts";

type Fields = Readonly<Record<string, unknown>>;

const kinds: readonly SourceKind[] = ["osv", "archive", "folder", "import"];
const packName = /^[a-z0-9][a-z0-9-]{0,60}-[0-9a-f]{12}\.jsonl\.gz$/;
const maxSources = 1000;

/** Reads the state of the feeds, or answers `undefined` for what is none. */
export function tryParseState(text: string): FeedsState | undefined {
  const root = tryParseObject(text);
  const list = root?.["sources"];
  if (root?.["version"] !== 1 || !Array.isArray(list) || list.length > maxSources) return undefined;
  const sources: SourceState[] = [];
  for (const item of list) {
    const source = tryParseSourceState(item);
    if (source === undefined) return undefined;
    sources.push(source);
  }
  return { sources, builtFrom: asText(root["builtFrom"]), bundleAt: asCount(root["bundleAt"]) };
}

/** Reads what is kept of one source, or answers `undefined`. A pack's name stays within its folder. */
export function tryParseSourceState(value: unknown): SourceState | undefined {
  const root = asFields(value);
  if (root === undefined) return undefined;
  const id = asText(root["id"]);
  const name = asText(root["name"]);
  const from = asText(root["from"]);
  const kind = kinds.find((each) => each === root["kind"]);
  const counts = tryParseCounts(root);
  const pack = tryParsePack(root["pack"]);
  if (id === undefined || name === undefined || from === undefined || kind === undefined) return undefined;
  if (counts === undefined || pack === "bad") return undefined;
  const isBundled = root["isBundled"] === true;
  return { id, name, from, kind, isBundled, pack, ...counts, ...parseTimes(root), ...parseProgress(root) };
}

function tryParseCounts(
  root: Fields,
): Pick<SourceState, "records" | "malware" | "vulnerabilities" | "withdrawn" | "refused"> | undefined {
  const records = asCount(root["records"]);
  const malware = asCount(root["malware"]);
  const vulnerabilities = asCount(root["vulnerabilities"]);
  const withdrawn = asCount(root["withdrawn"]);
  const refused = asCount(root["refused"]);
  if (records === undefined || malware === undefined || vulnerabilities === undefined) return undefined;
  if (withdrawn === undefined || refused === undefined) return undefined;
  return { records, malware, vulnerabilities, withdrawn, refused };
}

function tryParsePack(value: unknown): SourceState["pack"] | "bad" {
  if (value === undefined || value === null) return undefined;
  const root = asFields(value);
  const file = asText(root?.["file"]);
  const sha256 = asText(root?.["sha256"]);
  const bytes = asCount(root?.["bytes"]);
  if (file === undefined || sha256 === undefined || bytes === undefined || !packName.test(file)) return "bad";
  return { file, sha256, bytes };
}

function parseTimes(
  root: Fields,
): Pick<SourceState, "newestModified" | "checkedAt" | "changedAt" | "fullAt" | "failure"> {
  return {
    newestModified: asText(root["newestModified"]),
    checkedAt: asCount(root["checkedAt"]),
    changedAt: asCount(root["changedAt"]),
    fullAt: asCount(root["fullAt"]),
    failure: tryParseFailure(root["failure"]),
  };
}

function parseProgress(
  root: Fields,
): Pick<SourceState, "validators" | "listValidators" | "position" | "pending" | "checksum" | "firstRefused"> {
  return {
    validators: parseValidators(root["validators"]),
    listValidators: parseValidators(root["listValidators"]),
    position: asText(root["position"]),
    pending: asTexts(root["pending"]),
    checksum: asText(root["checksum"]),
    firstRefused: asTexts(root["firstRefused"]),
  };
}

function tryParseFailure(value: unknown): SourceFailure | undefined {
  const root = asFields(value);
  const code = asText(root?.["code"]);
  const message = asText(root?.["message"]);
  const at = asCount(root?.["at"]);
  return code === undefined || message === undefined || at === undefined ? undefined : { code, message, at };
}

function parseValidators(value: unknown): Validators {
  const root = asFields(value);
  const etag = asText(root?.["etag"]);
  const lastModified = asText(root?.["lastModified"]);
  return {
    ...(etag === undefined ? {} : { etag }),
    ...(lastModified === undefined ? {} : { lastModified }),
  };
}

/** Reads a JSON object, or answers `undefined`. */
export function tryParseObject(text: string): Fields | undefined {
  try {
    return asFields(JSON.parse(text));
  } catch {
    // The caller reports a text that is no JSON like one that is no object.
    return undefined;
  }
}

/** The value as an object, or `undefined`. */
export function asFields(value: unknown): Fields | undefined {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Fields) // An object read from JSON has text keys only.
    : undefined;
}

/** The value as a text, or `undefined`. */
export function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The value as a whole number from 0, or `undefined`. */
export function asCount(value: unknown): number | undefined {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0 ? value : undefined;
}

function asTexts(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((item): item is string => typeof item === "string") : [];
}

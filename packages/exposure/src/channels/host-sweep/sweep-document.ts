import { tryParseInstant } from "@lockkeeper/core";
import { openSealedSweep, StoreError } from "@lockkeeper/store";

import type { ObservedTime } from "../../observation.ts";

/** A match of a sweep, as far as it tells of packages and campaigns. Texts are foreign. */
export interface SweptMatch {
  readonly line: number;
  readonly grade: "executed" | "present" | "suspicious";
  readonly campaigns: readonly string[];
  readonly place: string;
  readonly evidence: string;
  readonly package: { readonly name: string; readonly version: string | undefined } | undefined;
  readonly at: ObservedTime | undefined;
}

/** Packages that a sweep listed in one place. */
export interface SweptPackage {
  readonly line: number;
  readonly place: string;
  readonly name: string;
  readonly version: string;
}

/** What a result of a sweep says. */
export interface SweepDocument {
  readonly host: string;
  readonly platform: string;
  readonly startedAt: number | undefined;
  /** Whether the usual places of a running machine were looked at, and not only folders that somebody named. */
  readonly isWhole: boolean;
  readonly folders: readonly string[];
  readonly campaigns: readonly string[];
  readonly matches: readonly SweptMatch[];
  readonly packages: readonly SweptPackage[];
  /** Paths of well-known files of credentials. */
  readonly credentials: readonly string[];
  /** Whether it ends as a whole result does, and looked at everything. */
  readonly isComplete: boolean;
  readonly unreadable: number;
  /** Lines that could not be understood. */
  readonly badLines: number;
}

/** A result of a sweep, or why it cannot be used as the end of a sentence. */
export type SweepReading =
  | { readonly kind: "document"; readonly document: SweepDocument }
  | { readonly kind: "refused"; readonly code: string; readonly why: string };

/** No result of a real machine comes near it; a server takes less. Bytes. */
export const sweepMaxBytes = 64_000_000;
const maxLines = 500_000;
const maxPackages = 500_000;
const maxCredentials = 20_000;

/** Whether a file begins like the result of a sweep. */
export function isSweepResult(start: string): boolean {
  return start.startsWith('{"schema":1,"kind":"sweep",');
}

/** Reads the result of a sweep. A seal that is there must hold. Never throws. */
export function parseSweepDocument(bytes: Buffer): SweepReading {
  if (bytes.length > sweepMaxBytes) return refused("EXPOSURE_TOO_LARGE", "it is too large");
  const text = bytes.toString("utf8");
  const lines = text.split("\n", maxLines + 1);
  if (lines.length > maxLines) return refused("EXPOSURE_TOO_LARGE", "it has too many lines");
  const draft = createDraft();
  for (const [index, line] of lines.entries()) {
    if (line === "") continue;
    const value = tryParseRecord(line);
    if (value === undefined) draft.badLines += 1;
    else if (value["kind"] === "seal") {
      const why = faultOfSeal(bytes);
      if (why !== undefined) return refused("EXPOSURE_BAD_SEAL", why);
    } else takeLine(draft, value, index + 1);
  }
  if (draft.host === undefined) return refused("EXPOSURE_NO_SWEEP", "it has no header of a sweep");
  return { kind: "document", document: { ...draft, host: draft.host } };
}

interface Draft {
  host: string | undefined;
  platform: string;
  startedAt: number | undefined;
  isWhole: boolean;
  folders: readonly string[];
  campaigns: readonly string[];
  readonly matches: SweptMatch[];
  readonly packages: SweptPackage[];
  readonly credentials: string[];
  isComplete: boolean;
  unreadable: number;
  badLines: number;
}

function createDraft(): Draft {
  return {
    host: undefined,
    platform: "",
    startedAt: undefined,
    isWhole: false,
    folders: [],
    campaigns: [],
    matches: [],
    packages: [],
    credentials: [],
    isComplete: false,
    unreadable: 0,
    badLines: 0,
  };
}

type Fields = Readonly<Record<string, unknown>>;

function takeLine(draft: Draft, value: Fields, line: number): void {
  switch (value["kind"]) {
    case "sweep":
      draft.host = textOf(value["host"]);
      draft.platform = textOf(value["platform"]) ?? "";
      draft.startedAt = tryParseInstant(textOf(value["startedAt"]) ?? "");
      draft.isWhole = value["isWhole"] === true && value["isLive"] === true;
      draft.folders = textsOf(value["folders"]);
      draft.campaigns = textsOf(value["campaigns"]);
      return;
    case "match": {
      const match = tryParseMatch(value, line);
      if (match === undefined) draft.badLines += 1;
      else draft.matches.push(match);
      return;
    }
    case "credential":
      if (draft.credentials.length < maxCredentials) draft.credentials.push(textOf(value["place"]) ?? "");
      return;
    case "inventory":
      takeInventory(draft, value, line);
      return;
    case "summary":
      draft.isComplete = value["isComplete"] === true;
      draft.unreadable = typeof value["unreadable"] === "number" ? value["unreadable"] : 0;
      return;
    default:
  }
}

function tryParseMatch(value: Fields, line: number): SweptMatch | undefined {
  const { grade } = value;
  const place = textOf(value["place"]);
  const evidence = textOf(value["evidence"]);
  const isGrade = grade === "executed" || grade === "present" || grade === "suspicious";
  if (!isGrade || place === undefined || evidence === undefined) return undefined;
  const owner = value["package"];
  const name = isFields(owner) ? textOf(owner["name"]) : undefined;
  return {
    line,
    grade,
    campaigns: textsOf(value["campaigns"]),
    place,
    evidence,
    package: name === undefined || !isFields(owner) ? undefined : { name, version: textOf(owner["version"]) },
    at: tryParseTime(value["at"]),
  };
}

function takeInventory(draft: Draft, value: Fields, line: number): void {
  const place = textOf(value["place"]) ?? "";
  if (value["what"] === "editor-extension") return;
  for (const text of textsOf(value["packages"])) {
    const at = text.lastIndexOf("@");
    if (at > 0 && draft.packages.length < maxPackages)
      draft.packages.push({ line, place, name: text.slice(0, at), version: text.slice(at + 1) });
  }
}

function tryParseTime(value: unknown): ObservedTime | undefined {
  if (!isFields(value)) return undefined;
  const at = tryParseInstant(textOf(value["at"]) ?? "");
  if (at === undefined) return undefined;
  return value["basis"] === "stated"
    ? { at, basis: "stated", toleranceMs: 0 }
    : { at, basis: "file-date", toleranceMs: 1000 };
}

function faultOfSeal(bytes: Buffer): string | undefined {
  try {
    openSealedSweep(bytes);
    return undefined;
  } catch (error) {
    if (error instanceof StoreError) return "its seal does not hold: it was changed, or is not whole";
    throw error;
  }
}

function tryParseRecord(line: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(line);
    return isFields(value) ? value : undefined;
  } catch {
    // Counted by the caller.
    return undefined;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === "string") : [];
}

function refused(code: string, why: string): SweepReading {
  return { kind: "refused", code, why };
}

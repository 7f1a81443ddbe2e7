import { tryParseInstant } from "@lockkeeper/core";

import { RespondError } from "../errors.ts";
import { stepIds } from "../step.ts";
import type { JournalEntry, JournalEvent } from "./entry.ts";
import { hashOf, noEntry } from "./entry.ts";

/** A journal as it was found. */
export interface JournalReading {
  readonly entries: readonly JournalEntry[];
  /** How many bytes hold whole entries: what follows was being written when the program ended. */
  readonly wholeBytes: number;
}

const maxBytes = 64_000_000;

/**
 * Reads a journal and checks its chain. The last line may be cut, since a program can end at any time; anything else that
 * does not fit throws `RESPOND_BAD_JOURNAL`: somebody changed what was noted.
 */
export function parseJournal(bytes: Uint8Array): JournalReading {
  if (bytes.length > maxBytes) throw bad("it is larger than a journal may be");
  const end = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(0x0a) + 1;
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, end).toString("utf8");
  const entries: JournalEntry[] = [];
  let previous = noEntry;
  for (const [index, line] of text.split("\n").slice(0, -1).entries()) {
    const entry = parseEntry(line);
    if (entry === undefined) throw bad(`line ${String(index + 1)} is no entry`);
    const fits = entry.seq === index + 1 && entry.previous === previous && entry.hash === hashOf(entry);
    if (!fits) throw bad(`line ${String(index + 1)} does not follow from the one before`);
    entries.push(entry);
    previous = entry.hash;
  }
  return { entries, wholeBytes: end };
}

function bad(why: string): RespondError {
  return new RespondError("RESPOND_BAD_JOURNAL", {
    message: `Cannot read the journal of the response as it was changed or damaged: ${why}`,
    hint: "Keep it as evidence, and begin anew with --restart.",
  });
}

function parseEntry(line: string): JournalEntry | undefined {
  const value = tryParse(line);
  if (!isObject(value) || value["schema"] !== 1) return undefined;
  const { seq, previous, hash } = value;
  const at = typeof value["at"] === "string" ? tryParseInstant(value["at"]) : undefined;
  const event = parseEvent(value["event"]);
  if (typeof seq !== "number" || typeof previous !== "string" || typeof hash !== "string") return undefined;
  return at === undefined || event === undefined ? undefined : { seq, at, event, previous, hash };
}

function tryParse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

const textMembers: ReadonlyMap<string, readonly string[]> = new Map([
  ["opened", ["caseId", "title", "tool"]],
  ["resumed", ["tool"]],
  ["step-began", ["step"]],
  ["did", ["step", "key", "text"]],
  ["step-ended", ["step", "outcome", "text"]],
  ["closed", ["text"]],
]);
const steps: ReadonlySet<unknown> = new Set(stepIds);

function parseEvent(value: unknown): JournalEvent | undefined {
  return isEvent(value) ? value : undefined;
}

/** The chain's hash vouches for what is inside; this tells entries of other programs from ours. */
function isEvent(value: unknown): value is JournalEvent {
  if (!isObject(value) || typeof value["kind"] !== "string") return false;
  const members = textMembers.get(value["kind"]);
  if (members === undefined || !members.every((member) => typeof value[member] === "string")) return false;
  if ("step" in value && !steps.has(value["step"])) return false;
  if (value["kind"] === "opened" && !isObject(value["request"])) return false;
  const { file } = value;
  return (
    file === undefined ||
    (isObject(file) && typeof file["path"] === "string" && typeof file["sha256"] === "string")
  );
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

import { SweepError } from "./errors.ts";
import { isRecord, tryParseObject } from "./packages/hidden-lockfile.ts";

/** Where a sweep was interrupted: what waits, what was counted, and what was found until then. */
export interface SweepCheckpoint {
  /** What was asked for; a sweep that asks for something else does not go on from here. */
  readonly question: string;
  readonly startedAt: number;
  readonly entries: number;
  readonly folders: number;
  readonly packages: number;
  readonly pending: readonly string[];
  /** The matches that were told, by their keys. */
  readonly told: readonly string[];
}

/** The text of a checkpoint. */
export function renderCheckpoint(checkpoint: SweepCheckpoint): string {
  return `${JSON.stringify({ schema: 1, kind: "sweep-checkpoint", ...checkpoint })}\n`;
}

/** Reads a checkpoint. Throws `SWEEP_BAD_CHECKPOINT`. */
export function parseCheckpoint(text: string): SweepCheckpoint {
  const value = tryParseObject(text);
  if (value?.["schema"] !== 1 || value["kind"] !== "sweep-checkpoint") throw refusal("it is none");
  const { question, startedAt, entries, folders, packages, pending, told } = value;
  const isWhole =
    typeof question === "string" &&
    [startedAt, entries, folders, packages].every(isCount) &&
    isTexts(pending) &&
    isTexts(told);
  if (!isWhole) throw refusal("a member is missing or of another type");
  return {
    question,
    startedAt: Number(startedAt),
    entries: Number(entries),
    folders: Number(folders),
    packages: Number(packages),
    pending,
    told,
  };
}

function isCount(value: unknown): boolean {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && !isRecord(value) && value.every((each) => typeof each === "string");
}

function refusal(why: string): SweepError {
  return new SweepError("SWEEP_BAD_CHECKPOINT", {
    message: `Cannot go on from the checkpoint of a sweep as ${why}`,
    hint: "Start the sweep anew, without --resume.",
  });
}

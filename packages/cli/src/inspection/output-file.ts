import { open, rename, rm, writeFile } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { createInterface } from "node:readline";

import type { Verdict } from "@lockkeeper/core";
import { effects, systemErrorCode } from "@lockkeeper/core";

import { CliError } from "../errors.ts";
import type { PolicyAnswer } from "./inspection-policy.ts";

/** What an earlier run has decided of a subject. */
export interface DecidedSubject {
  readonly verdict: Verdict;
  readonly policy?: Pick<PolicyAnswer, "effect" | "clause" | "exception"> | undefined;
}

/** A file to which lines are added as they come, so that what was done before an end survives it. */
export interface OutputFile {
  /** What was decided of the subjects that the file already has, by spec. */
  readonly done: ReadonlyMap<string, DecidedSubject>;
  append(text: string): Promise<void>;
  close(): Promise<void>;
}

/**
 * Opens the file that results are written to. Without `isResumed` it must not be there; with it, whole lines of
 * subjects that were decided are kept, and what could not be decided is taken out to be tried again.
 * Throws `CLI_FILE_EXISTS`, `CLI_BAD_FILE`.
 */
export async function openOutputFile(path: string, isResumed: boolean): Promise<OutputFile> {
  const done = isResumed ? await keepDecided(path) : new Map<string, DecidedSubject>();
  const handle = await openAs(path, isResumed ? "a" : "wx");
  return {
    done,
    append: (text) => guard(path, () => handle.appendFile(text)),
    close: () => handle.close(),
  };
}

/** Replaces a file by a whole document at once. Throws `CLI_BAD_FILE`. */
export async function writeDocument(path: string, text: string): Promise<void> {
  const partial = `${path}.${process.pid}.partial`;
  await guard(path, async () => {
    await writeFile(partial, text);
    try {
      await rename(partial, path);
    } catch (error) {
      await rm(partial, { force: true });
      throw error;
    }
  });
}

async function keepDecided(path: string): Promise<Map<string, DecidedSubject>> {
  const done = new Map<string, DecidedSubject>();
  const source = await tryOpen(path);
  if (source === undefined) return done;
  const partial = `${path}.partial`;
  const target = await openAs(partial, "w");
  try {
    for await (const line of createInterface({ input: source.createReadStream(), crlfDelay: Infinity })) {
      const subject = tryParseLine(line);
      if (subject === undefined || done.has(subject.spec)) continue;
      done.set(subject.spec, subject.decided);
      await target.appendFile(`${line}\n`);
    }
  } finally {
    await target.close();
  }
  await guard(path, () => rename(partial, path));
  return done;
}

/** A line that a crash cut off is none; one without a decision is done again. */
function tryParseLine(line: string): { readonly spec: string; readonly decided: DecidedSubject } | undefined {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value !== "object" || value === null || !("spec" in value) || !("verdict" in value))
      return undefined;
    const { spec, verdict } = value;
    const isDecided = verdict === "allow" || verdict === "hold" || verdict === "block";
    if (typeof spec !== "string" || !isDecided) return undefined;
    return { spec, decided: { verdict, policy: "policy" in value ? policyOf(value.policy) : undefined } };
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** A line of before there were policies has none. */
function policyOf(value: unknown): DecidedSubject["policy"] {
  if (typeof value !== "object" || value === null || !("effect" in value)) return undefined;
  const effect = effects.find((each) => each === value.effect);
  const clause = "clause" in value && typeof value.clause === "string" ? value.clause : "none";
  const exception = "exception" in value && typeof value.exception === "string" ? value.exception : undefined;
  return effect === undefined ? undefined : { effect, clause, exception };
}

async function tryOpen(path: string): Promise<FileHandle | undefined> {
  try {
    return await open(path, "r");
  } catch (error) {
    if (systemErrorCode(error) === "ENOENT") return undefined;
    throw unusable(path, error);
  }
}

async function openAs(path: string, flags: "a" | "w" | "wx"): Promise<FileHandle> {
  try {
    return await open(path, flags);
  } catch (cause) {
    if (systemErrorCode(cause) !== "EEXIST") throw unusable(path, cause);
    throw new CliError("CLI_FILE_EXISTS", {
      message: `Cannot write "${path}" as it is there already`,
      hint: "Add --resume to go on with it, or name another file.",
      cause,
    });
  }
}

async function guard(path: string, job: () => Promise<void>): Promise<void> {
  try {
    await job();
  } catch (error) {
    throw unusable(path, error);
  }
}

function unusable(path: string, cause: unknown): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot write "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
    hint: "Check the path and the space on the disk.",
    cause,
  });
}

import type { KeyObject } from "node:crypto";
import { appendFile, open, readFile, rename, rm, truncate, writeFile } from "node:fs/promises";

import { renderJsonLine, systemErrorCode } from "@lockkeeper/core";
import { openSealedSweep, sealSweep } from "@lockkeeper/store";
import { parseCheckpoint, renderCheckpoint, toSweepRecord } from "@lockkeeper/sweep";
import type { SweepCheckpoint, SweepLine } from "@lockkeeper/sweep";

import { CliError } from "../errors.ts";

/** The file of a result while it is made: what is found is in `.partial`, where the sweep stands in `.checkpoint`. */
export interface SweepOutput {
  /** Where an interrupted sweep stood, when it is to go on. */
  readonly checkpoint: SweepCheckpoint | undefined;
  write(line: SweepLine): Promise<void>;
  /** Notes where the sweep stands; what is written until then belongs to it. */
  note(checkpoint: SweepCheckpoint): Promise<void>;
  /** Seals the result and gives it its name. */
  finish(key: KeyObject): Promise<{ readonly bytes: Buffer; readonly fingerprint: string }>;
}

/** Opens the file of a result, anew or where it was left. Throws `CLI_BAD_FILE`, `SWEEP_BAD_CHECKPOINT`. */
export async function openSweepOutput(file: string, isResumed: boolean): Promise<SweepOutput> {
  const partial = `${file}.partial`;
  const notes = `${file}.checkpoint`;
  const before = isResumed ? await readNotes(notes) : undefined;
  await attempt(file, async () => {
    if (before === undefined) await (await open(partial, "w", 0o600)).close();
    else await truncate(partial, before.bytes);
  });
  let size = before?.bytes ?? 0;
  return {
    checkpoint: before?.checkpoint,
    async write(line) {
      const bytes = Buffer.from(renderJsonLine(toSweepRecord(line)));
      size += bytes.length;
      await attempt(file, () => appendFile(partial, bytes));
    },
    async note(checkpoint) {
      const text = `${JSON.stringify({ bytes: size })}\n${renderCheckpoint(checkpoint)}`;
      await attempt(file, async () => {
        await writeFile(`${notes}.tmp`, text, { mode: 0o600 });
        await rename(`${notes}.tmp`, notes);
      });
    },
    async finish(key) {
      return await attempt(file, async () => {
        const bytes = sealSweep(await readFile(partial), key);
        await writeFile(partial, bytes, { mode: 0o600 });
        await rename(partial, file);
        await rm(notes, { force: true });
        return { bytes, fingerprint: openSealedSweep(bytes).fingerprint };
      });
    },
  };
}

interface Notes {
  readonly bytes: number;
  readonly checkpoint: SweepCheckpoint;
}

async function readNotes(path: string): Promise<Notes> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot go on with a sweep as "${path}" cannot be read: ${systemErrorCode(cause) ?? "unknown"}`,
      hint: "Only a sweep with --output that was interrupted can go on; leave --resume out to begin anew.",
      cause,
    });
  }
  const end = text.indexOf("\n");
  const bytes = Number(/^\{"bytes":(\d{1,15})\}$/.exec(text.slice(0, end))?.[1] ?? Number.NaN);
  if (!Number.isSafeInteger(bytes)) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot go on with a sweep as "${path}" is not what it left`,
      hint: "Leave --resume out to begin anew.",
    });
  }
  return { bytes, checkpoint: parseCheckpoint(text.slice(end + 1)) };
}

async function attempt<Value>(file: string, work: () => Promise<Value>): Promise<Value> {
  try {
    return await work();
  } catch (cause) {
    const code = systemErrorCode(cause);
    if (code === undefined) throw cause;
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot write the result of a sweep to "${file}" as the system refuses: ${code}`,
      hint: "Name a file in a folder that you may write to.",
      cause,
    });
  }
}

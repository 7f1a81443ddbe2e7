import { generateKeyPairSync } from "node:crypto";
import { resolve } from "node:path";

import { renderJsonLine } from "@lockkeeper/core";
import { sealSweep } from "@lockkeeper/store";
import { questionOf, sweepHost, toSweepRecord, watchHost } from "@lockkeeper/sweep";
import type { SweepCheckpoint, SweepInput, SweepLine } from "@lockkeeper/sweep";

import { CliError } from "../errors.ts";
import { createScanProgress } from "../scan/scan-progress.ts";
import { openSweep } from "./open-sweep.ts";
import { sendSweep } from "./send-sweep.ts";
import type { SweepCommandInput, SweepItem } from "./sweep-input.ts";
import { openSweepOutput } from "./sweep-output.ts";
import type { SweepOutput } from "./sweep-output.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";
import { createWaiting } from "./waiting.ts";

const noteEveryMs = 5000;
const fullEveryMs = 3_600_000;

/** Looks at the machine once, or again and again until it is told to end. */
export async function* runSweep(
  input: SweepCommandInput,
  surroundings: SweepSurroundings,
): AsyncGenerator<SweepItem> {
  refuseMixedFlags(input);
  const sweep = await openSweep(input, surroundings);
  if (input.isWatching) yield* watchFor(input, sweep, surroundings);
  else yield* sweepOnce(input, sweep, surroundings);
}

async function* sweepOnce(
  input: SweepCommandInput,
  sweep: SweepInput,
  surroundings: SweepSurroundings,
): AsyncGenerator<SweepItem> {
  const { clock, cwd, lifecycle } = surroundings;
  const file = input.output === undefined ? undefined : resolve(cwd, input.output);
  const output = file === undefined ? undefined : await openSweepOutput(file, input.isResumed);
  refuseOther(output?.checkpoint, sweep);
  const progress = createScanProgress(surroundings);
  let isStopped = false;
  const forget = lifecycle.onSignal(() => (isStopped = true));
  let notedAt = clock.now();
  const taken = createTaking(output, input.send !== undefined);
  try {
    const lines = sweepHost({
      ...sweep,
      checkpoint: output?.checkpoint,
      isStopped: () => isStopped || lifecycle.isParentGone(),
      onProgress: async (at) => {
        progress.tell(`${at.entries.toLocaleString("en")} files, ${at.pending.length} folders waiting`);
        if (!isStopped && clock.now() - notedAt < noteEveryMs) return;
        notedAt = clock.now();
        await output?.note(at);
      },
    });
    for await (const line of lines) {
      await taken.take(line, isStopped);
      await progress.clear();
      yield { kind: "line", line };
    }
  } finally {
    forget();
    await progress.clear();
  }
  if (isStopped && !taken.isComplete()) yield { kind: "interrupted", file };
  else yield* deliver(input, { output, file, kept: taken.kept }, surroundings);
}

interface Taking {
  take(line: SweepLine, isStopped: boolean): Promise<void>;
  isComplete(): boolean;
  readonly kept: readonly Buffer[];
}

/** Keeps the lines of a result: in its file, or in memory where it is only sent. */
function createTaking(output: SweepOutput | undefined, isSent: boolean): Taking {
  const kept: Buffer[] = [];
  let isComplete = false;
  return {
    kept,
    isComplete: () => isComplete,
    async take(line, isStopped) {
      if (line.kind === "summary") ({ isComplete } = line);
      const isAgain = line.kind === "sweep" && output?.checkpoint !== undefined;
      // What an interrupted sweep ends with is not the end of its result.
      const isEnd = line.kind !== "summary" || isComplete || !isStopped;
      if (!isAgain && isEnd) await output?.write(line);
      if (output === undefined && isSent) kept.push(Buffer.from(renderJsonLine(toSweepRecord(line))));
    },
  };
}

interface Result {
  readonly output: SweepOutput | undefined;
  readonly file: string | undefined;
  readonly kept: readonly Buffer[];
}

async function* deliver(
  { send }: SweepCommandInput,
  { output, file, kept }: Result,
  { env, sealingKey }: SweepSurroundings,
): AsyncGenerator<SweepItem> {
  if (output === undefined && send === undefined) return;
  const key = await sealingKey();
  let bytes: Buffer | undefined;
  if (output !== undefined && file !== undefined) {
    const finished = await output.finish(key);
    ({ bytes } = finished);
    yield { kind: "kept", file, fingerprint: finished.fingerprint };
  }
  if (send === undefined) return;
  const sealed = bytes ?? sealSweep(Buffer.concat(kept), key);
  const token = env["LOCKKEEPER_TOKEN"];
  const id = await sendSweep(sealed, { url: send, token: token === "" ? undefined : token });
  yield { kind: "sent", url: send, id };
}

async function* watchFor(
  { lightMs }: SweepCommandInput,
  sweep: SweepInput,
  surroundings: SweepSurroundings,
): AsyncGenerator<SweepItem> {
  const waiting = createWaiting(surroundings.lifecycle);
  try {
    const lines = watchHost(sweep, {
      lightMs,
      fullMs: fullEveryMs,
      wait: waiting.wait,
      isStopped: waiting.isStopped,
    });
    for await (const line of lines) yield { kind: "line", line } satisfies { kind: "line"; line: SweepLine };
  } finally {
    waiting.close();
  }
}

/** A sweep that asked for something else would leave out what this one asks for. */
function refuseOther(checkpoint: SweepCheckpoint | undefined, sweep: SweepInput): void {
  if (checkpoint === undefined || checkpoint.question === questionOf(sweep)) return;
  throw new CliError("CLI_USAGE", {
    message: "Cannot go on with the interrupted sweep as it asked for other folders or campaigns",
    hint: "Give the same folders and campaigns as before, or leave --resume out to begin anew.",
  });
}

function refuseMixedFlags({ isResumed, isWatching, output, send }: SweepCommandInput): void {
  if (isResumed && output === undefined) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot go on with a sweep without the file that it wrote to",
      hint: "Add --output with the same file as before.",
    });
  }
  if (isWatching && (isResumed || output !== undefined || send !== undefined)) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot watch with --output, --send or --resume as a watch has no end to seal",
      hint: "Let a watch print its lines with --json, and sweep once for a result to keep or send.",
    });
  }
}

/** A key for one result: it proves that nothing was changed, and not where it comes from. */
export function createPassingKey(): ReturnType<SweepSurroundings["sealingKey"]> {
  return Promise.resolve(generateKeyPairSync("ed25519").privateKey);
}

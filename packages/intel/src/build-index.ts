import { mkdir, open, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import type { Clock, Logger } from "@lockkeeper/core";
import { IntelError } from "./errors.ts";
import type { OsvOutcome } from "./osv-record.ts";
import { readOsvRecords } from "./osv-source.ts";
import { createRecordStates, type RecordStates } from "./record-states.ts";

/** Where advisories come from, and the name that matches will give as their source. */
export interface IntelSource {
  readonly name: string;
  /** A folder, `.zip`, `.jsonl`, `.jsonl.gz` or `.json` file of OSV records. */
  readonly path: string;
}

/** What `buildIndex` is told about its progress after every thousand records. */
export interface BuildProgress {
  readonly source: string;
  readonly read: number;
}

/** What `buildIndex` needs. */
export interface BuildInput {
  readonly sources: readonly IntelSource[];
  /** The index file to write. */
  readonly out: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onProgress?: (progress: BuildProgress) => void;
}

/** A record that was not taken, or only in part. */
export interface RefusedRecord {
  readonly source: string;
  readonly where: string;
  readonly id: string | undefined;
  readonly why: string;
}

/** What one source held. */
export interface SourceReport {
  readonly name: string;
  /** Records in the index. */
  readonly records: number;
  readonly withdrawn: number;
  /** Records about other ecosystems. */
  readonly ignored: number;
  readonly refused: number;
}

/** What became of the sources. */
export interface BuildReport {
  readonly builtAt: number;
  readonly recordCount: number;
  readonly nameCount: number;
  readonly bytes: number;
  readonly durationMs: number;
  readonly sources: readonly SourceReport[];
  readonly refusedCount: number;
  /** The first hundred refusals. */
  readonly refused: readonly RefusedRecord[];
}

interface Intake {
  readonly states: RecordStates;
  readonly refused: RefusedRecord[];
  refusedCount: number;
}

interface SourceTally {
  withdrawn: number;
  ignored: number;
  refused: number;
}

const listedRefusals = 100;
const progressStep = 1000;

/**
 * Reads every source and writes one index file, in a temporary file first.
 * Throws `INTEL_SOURCE_UNREADABLE`, `INTEL_SOURCE_EMPTY`, `INTEL_INDEX_UNWRITABLE`; a bad record is only reported.
 */
export async function buildIndex(input: BuildInput): Promise<BuildReport> {
  const startedAt = input.clock.now();
  const states = createRecordStates(input.sources.map(({ name }) => name));
  const intake: Intake = { states, refused: [], refusedCount: 0 };
  const tallies = new Map<string, SourceTally>();
  for (const source of input.sources) tallies.set(source.name, await takeSource(source, intake, input));
  const sources = input.sources.map(({ name }) => ({
    name,
    records: states.countOf(name),
    ...(tallies.get(name) ?? { withdrawn: 0, ignored: 0, refused: 0 }),
  }));
  const recordCount = sources.reduce((sum, { records }) => sum + records, 0);
  const indexed = sources.map(({ name, records }) => ({ name, records }));
  const file = states.writer.finish({ builtAt: startedAt, sources: indexed, recordCount });
  await writeAtomically(input.out, file, `${input.out}.${startedAt}.tmp`);
  return {
    builtAt: startedAt,
    recordCount,
    nameCount: states.writer.nameCount,
    bytes: file.length,
    durationMs: input.clock.now() - startedAt,
    sources,
    refusedCount: intake.refusedCount,
    refused: intake.refused,
  };
}

async function takeSource(source: IntelSource, intake: Intake, input: BuildInput): Promise<SourceTally> {
  const tally: SourceTally = { withdrawn: 0, ignored: 0, refused: 0 };
  let read = 0;
  let taken = 0;
  for await (const { where, outcome } of readOsvRecords(source.path)) {
    read += 1;
    taken += Number(outcome.kind === "record" || outcome.kind === "withdrawn");
    takeOutcome(outcome, { source: source.name, where, intake, tally });
    if (read % progressStep === 0) input.onProgress?.({ source: source.name, read });
  }
  if (taken === 0) {
    throw new IntelError("INTEL_SOURCE_EMPTY", {
      message: `Cannot build an index from "${source.path}" as it holds no npm advisory: ${read} files or lines looked at`,
      hint: "Check the path; an empty source would silently drop what the last index knew.",
    });
  }
  if (tally.refused > 0) {
    input.logger.log("warn", {
      code: "INTEL_RECORDS_REFUSED",
      message: `${tally.refused} of ${read} advisories were not readable, wholly or in part`,
      fields: { source: source.name },
    });
  }
  return tally;
}

interface OutcomeContext {
  readonly source: string;
  readonly where: string;
  readonly intake: Intake;
  readonly tally: SourceTally;
}

function takeOutcome(outcome: OsvOutcome, context: OutcomeContext): void {
  const { source, intake, tally } = context;
  switch (outcome.kind) {
    case "record": {
      const { record } = outcome;
      intake.states.take(source, record);
      const [problem] = record.problems;
      if (problem !== undefined) refuse(context, record.id, `taken in part: ${problem}`);
      return;
    }
    case "withdrawn":
      tally.withdrawn += 1;
      intake.states.withdraw(source, outcome);
      return;
    case "ignored":
      tally.ignored += 1;
      return;
    case "refused":
      refuse(context, outcome.id, outcome.why);
  }
}

function refuse({ source, where, intake, tally }: OutcomeContext, id: string | undefined, why: string): void {
  tally.refused += 1;
  intake.refusedCount += 1;
  if (intake.refused.length < listedRefusals) intake.refused.push({ source, where, id, why });
}

async function writeAtomically(path: string, file: Buffer, temporary: string): Promise<void> {
  try {
    await mkdir(dirname(path), { recursive: true });
    await writeDurably(temporary, file);
    await rename(temporary, path);
  } catch (error) {
    throw new IntelError("INTEL_INDEX_UNWRITABLE", {
      message: `Cannot write the intelligence index "${path}" as its folder refuses it: ${error instanceof Error ? error.message : String(error)}`,
      hint: "Check that the folder is writable and has room; the index that was there before is still in place.",
      cause: await clearLeftover(temporary, error),
    });
  }
}

async function clearLeftover(temporary: string, failure: unknown): Promise<unknown> {
  try {
    await rm(temporary, { force: true });
    return failure;
  } catch (error) {
    return new AggregateError([failure, error], "The temporary file could not be removed either");
  }
}

async function writeDurably(path: string, file: Buffer): Promise<void> {
  const handle = await open(path, "w");
  try {
    await handle.writeFile(file);
    await handle.sync();
  } finally {
    await handle.close();
  }
}

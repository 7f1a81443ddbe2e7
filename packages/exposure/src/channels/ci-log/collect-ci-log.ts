import type { ChannelStatement, EvidenceItem, ExposedPlace } from "../../observation.ts";
import type { ExposureQuestion } from "../../question.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { createLogLinesNotes, readLogLines } from "../log-text/log-lines.ts";
import type { LogLinesNotes } from "../log-text/log-lines.ts";
import { logLimits } from "../log-text/log-limits.ts";
import type { LogLimits } from "../log-text/log-limits.ts";
import { failureOf } from "../source-failure.ts";
import { evidenceOf } from "./ci-log-evidence.ts";
import { CiLogReading } from "./ci-log-reading.ts";
import type { LogTimes } from "./log-time.ts";

/** One log: of a pipeline's run, of a job or step of it, or of npm itself. */
export interface CiLogSource {
  readonly where: ExposedPlace;
  /** What people call the log: its path. */
  readonly ref: string;
  /** Its bytes, read once. What they throw becomes evidence that is unreadable. */
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>;
  /** When the run was, from its record or the file's date: for lines without a stamp. */
  readonly times: LogTimes;
}

/** What logs of pipelines can and cannot show. */
export const ciLogStatement: ChannelStatement = {
  channel: "ci-log",
  shows:
    "versions that npm, pnpm, Yarn and Bun print as installed, fetched, resolved or refused, install scripts that ran, and installs in the window that may have taken a version without printing it",
  cannotShow:
    "what clients do not print: npm 7 and later name no installed package unless asked to, and a frozen install takes what the lockfile of its commit pins. Logs are deleted after some weeks, and code that runs in the job can write or stop lines",
};

/** Reads one log and yields what it shows. Never throws for what a log holds, nor when it cannot be read. */
export async function* collectCiLog(
  question: ExposureQuestion,
  { where, ref, chunks, times }: CiLogSource,
  limits: LogLimits = logLimits,
): AsyncGenerator<EvidenceItem, void, undefined> {
  const targets = createTargetSet(question.targets);
  const reading = new CiLogReading(targets, limits.maxFindings);
  const notes = createLogLinesNotes();
  const gaps: Gap[] = [];
  try {
    for await (const line of readLogLines(chunks, limits, notes)) reading.take(line);
  } catch (error) {
    gaps.push(failureOf(ref, error));
  }
  reading.end();
  gaps.push(...gapsOf(reading, notes, ref));
  for (const gap of gaps) {
    yield { kind: "unreadable", unreadable: { channel: "ci-log", where, ref, ...gap } };
  }
  const isWhole = gaps.length === 0;
  for (const item of evidenceOf(reading, { question, targets, where, ref, times })) {
    const isClearing = item.kind === "observation" && item.observation.kind === "clean";
    // What could not be read may say otherwise.
    if (isWhole || !isClearing) yield item;
  }
}

interface Gap {
  readonly code: string;
  readonly message: string;
}

/** A log holds hardly any zeros; a program or an archive is full of them. */
const zeroShareMax = 0.01;

function gapsOf(reading: CiLogReading, notes: LogLinesNotes, ref: string): readonly Gap[] {
  const cannot = (why: string): string => `Cannot read all of "${ref}" as ${why}`;
  const gaps: Gap[] = [];
  if (notes.isOverLimit) gaps.push({ code: "EXPOSURE_TOO_LARGE", message: cannot("it is too large") });
  if (notes.zeroCharacters > notes.bytes * zeroShareMax)
    gaps.push({ code: "EXPOSURE_NO_TEXT", message: cannot("it is no text") });
  if (reading.cutAt !== undefined) {
    const message = cannot(`line ${reading.cutAt} says that its system cut it`);
    gaps.push({ code: "EXPOSURE_CUT_LOG", message });
  }
  if (reading.findings.isOverLimit)
    gaps.push({ code: "EXPOSURE_TOO_LARGE", message: cannot("it shows more than is kept of one log") });
  return gaps;
}

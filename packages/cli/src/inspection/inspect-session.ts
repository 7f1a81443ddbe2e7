import type { Verdict } from "@lockkeeper/core";
import type { Inspection } from "@lockkeeper/inspect";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { keepAccusations } from "../exposure/keep-accusations.ts";
import type { BlockedVersion } from "../exposure/keep-accusations.ts";
import { showForeign } from "../foreign-text.ts";
import { countRefused, renderTally, tallyVerdicts } from "../reports/tally.ts";
import type { Tally } from "../reports/tally.ts";
import { mapInOrder } from "./in-order.ts";
import { readInspectOptions } from "./inspect-options.ts";
import type { LookFlags } from "./inspect-options.ts";
import { inspectSubject } from "./inspect-subject.ts";
import { askPolicy, readInspectionPolicy } from "./inspection-policy.ts";
import type { PolicyAnswer } from "./inspection-policy.ts";
import { isLetIn, reportInspection } from "./inspection-report.ts";
import type { InspectionReport } from "./inspection-report.ts";
import { openCommandInspector } from "./open-inspector.ts";
import { createInspectionProgress } from "./progress.ts";
import type { DecidedSubject } from "./output-file.ts";
import { openReportOutput } from "./report-output.ts";
import type { OutputFlags, ReportOutput } from "./report-output.ts";
import { titleOf } from "./report-words.ts";
import { openSubjects } from "./subject-source.ts";
import type { NamedSubjects, SubjectSource } from "./subject-source.ts";
import type { InspectionSubject } from "./subject.ts";
import { readSuppressions } from "./suppressions-file.ts";

/** One call of `inspect`. */
export interface InspectInput {
  readonly named: NamedSubjects;
  readonly look: LookFlags;
  readonly isDetonated: boolean;
  readonly output: OutputFlags;
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
  readonly suppressions: string | undefined;
  readonly workers: number | undefined;
  /** As asked for; `undefined` leaves it to the policy. */
  readonly failOn: "hold" | "block" | undefined;
}

/** What a call yields. */
export type InspectItem =
  | { readonly kind: "report"; readonly report: InspectionReport; readonly isPrinted: boolean }
  /** A subject that an earlier run has decided. */
  | { readonly kind: "resumed"; readonly decided: DecidedSubject }
  | { readonly kind: "document"; readonly text: string }
  | { readonly kind: "summary"; readonly tally: Tally; readonly refusedCount: number };

/** What waits for its turn is small; more would only help one subject that takes very long. */
const aheadMax = 64;

/** Inspects everything that was named, side by side, and yields the reports in order. */
export async function* inspectAll(input: InspectInput, environment: Environment): AsyncIterable<InspectItem> {
  const { named, output: flags } = input;
  const options = { ...(await readInspectOptions(input.look, environment)), isDetonated: input.isDetonated };
  const policy = await readInspectionPolicy(input, environment);
  const suppressions = await readSuppressions(input.suppressions, environment, environment.clock.now());
  const source = await openSubjects(named, environment);
  refuseForMany(input.look, source);
  const output = await openReportOutput(flags, environment);
  try {
    const { inspector, upstreamOf } = await openCommandInspector(
      { ...input, at: options.at, workers: workersOf(input, environment) },
      environment,
    );
    try {
      const inspectOne = async (subject: InspectionSubject): Promise<InspectedSubject> => {
        const decided = output.done.get(subject.spec);
        if (decided !== undefined) return { subject, decided };
        const inspection = await inspectSubject(subject, {
          inspector,
          options,
          version: environment.version,
        });
        return { subject, inspection };
      };
      const results = mapInOrder(source.subjects, inspectOne, {
        concurrency: concurrencyOf(workersOf(input, environment)),
        aheadMax,
      });
      const ask = (judged: Inspection, subject: InspectionSubject): PolicyAnswer => {
        const upstream = isOfRegistry(subject) ? upstreamOf(judged.name ?? "") : undefined;
        return askPolicy(policy, judged, { upstream, now: options.at ?? environment.clock.now() });
      };
      yield* report(results, { input, environment, output, source, suppressions, ask });
    } finally {
      await inspector.close();
    }
  } finally {
    await output.close();
  }
}

type InspectedSubject = { readonly subject: InspectionSubject } & (
  | { readonly inspection: Inspection }
  | { readonly decided: DecidedSubject }
);

interface ReportParts {
  readonly input: InspectInput;
  readonly environment: Environment;
  readonly output: ReportOutput;
  readonly source: SubjectSource;
  readonly suppressions: Awaited<ReturnType<typeof readSuppressions>>;
  readonly ask: (judged: Inspection, subject: InspectionSubject) => PolicyAnswer;
}

async function* report(
  results: AsyncIterable<InspectedSubject>,
  parts: ReportParts,
): AsyncIterable<InspectItem> {
  const { input, environment, output, source, suppressions, ask } = parts;
  const progress = createInspectionProgress(environment, source.total);
  const verdicts: Verdict[] = [];
  const blocked: BlockedVersion[] = [];
  let refusedCount = 0;
  for await (const result of results) {
    if ("decided" in result) {
      verdicts.push(result.decided.verdict);
      refusedCount += countRefused([result.decided]);
      yield { kind: "resumed", decided: result.decided };
      continue;
    }
    const { subject } = result;
    const one = reportInspection(result.inspection, {
      suppressions,
      origin: subject.origin,
      now: environment.clock.now(),
      ask: (judged) => ask(judged, subject),
    });
    verdicts.push(one.verdict);
    // Of another registry than the firewall's, a version of the same name may be another package.
    if (input.upstream === undefined && isOfRegistry(subject)) blocked.push(...blockedOf(one));
    refusedCount += countRefused([one]);
    const isLeft = await output.add(one);
    const isPrinted = isLeft && (isShownAlways(input, source) || !isLetIn(one));
    if (isPrinted) await progress.clear();
    yield { kind: "report", report: one, isPrinted };
    progress.step(titleOf(one));
  }
  await progress.clear();
  await keepAccusations(blocked, input.data, environment);
  const text = await output.finish();
  if (text !== undefined) yield { kind: "document", text };
  const tally = tallyVerdicts(verdicts);
  const { out, format } = input.output;
  if (out !== undefined) {
    await environment.stderr.write(
      `note CLI_WRITTEN: ${showForeign(out)}: ${renderTally(tally, refusedCount)}\n`,
    );
  } else if (format === "text" && verdicts.length > 1) yield { kind: "summary", tally, refusedCount };
}

function blockedOf({ verdict, name, version, reasons }: InspectionReport): readonly BlockedVersion[] {
  if (verdict !== "block" || name === undefined || version === undefined) return [];
  return [{ name, version, reason: reasons[0]?.message ?? "an inspection blocks it" }];
}

function isOfRegistry({ target }: InspectionSubject): boolean {
  return "kind" in target && target.kind === "spec";
}

/** People need not read what is let in of a list; programs get a line for everything. */
function isShownAlways({ output: { format, detail } }: InspectInput, { isNamed }: SubjectSource): boolean {
  return isNamed || format === "json" || detail.isComplete;
}

function workersOf({ workers }: InspectInput, { processors }: Environment): number {
  return workers ?? processors;
}

/** One more is under way than is read at once, to hide the registry's answer; waiting in line is of each one's time. */
function concurrencyOf(workers: number): number {
  return workers + 1;
}

function refuseForMany({ predecessor, packument }: LookFlags, { total }: SubjectSource): void {
  const flag = predecessor !== undefined && predecessor !== "none" ? "--predecessor" : "--packument";
  if ((flag === "--packument" && packument === undefined) || total === 1) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot use ${flag} as it is about one package and more than one is named`,
    hint: "Inspect that one by itself.",
  });
}

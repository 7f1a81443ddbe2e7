import { toErrorRecord } from "@lockkeeper/core";
import { parseSnapshot, planResponse, recheckResponse, stepIds, verdictSentence } from "@lockkeeper/respond";
import type { IncidentSnapshot, PlannedStep, ResponsePlan, StepId } from "@lockkeeper/respond";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { createAsker } from "../repair/ask-person.ts";
import type { Asker } from "../repair/ask-person.ts";
import { createCase, listUnfinished, openCase, subjectOfCase } from "./case-folder.ts";
import type { CaseFolder } from "./case-folder.ts";
import { look } from "./look.ts";
import { openSubject } from "./open-subject.ts";
import type { OpenedSubject } from "./open-subject.ts";
import { parseRequest, requestOf } from "./response-request.ts";
import type { RespondInput, RespondItem } from "./respond-input.ts";
import { takeTurn } from "./response-lock.ts";
import { deny, freeze, liftPolicies } from "./step-policy.ts";
import { isolate, notify, rotate } from "./step-papers.ts";
import { preserve, snapshotKey } from "./step-preserve.ts";
import { purgeFirewall } from "./step-purge.ts";
import { quarantine } from "./step-quarantine.ts";
import { repair } from "./step-repair.ts";
import type { StepContext, StepEnd } from "./step-context.ts";
import { doOnce } from "./step-context.ts";
import { reportOf, writeReports } from "./write-report.ts";

/** Walks through a response: a plan, then step by step, each noted before and after; or lifts what earlier ones added to the policy. */
export async function* respond(input: RespondInput, environment: Environment): AsyncIterable<RespondItem> {
  // One for all questions: a terminal's input that was closed after the first has no answer to the second.
  const asker = createAsker(environment);
  try {
    yield* respondWith(asker, input, environment);
  } finally {
    await asker.close();
  }
}

async function* respondWith(
  asker: Asker,
  input: RespondInput,
  environment: Environment,
): AsyncIterable<RespondItem> {
  const dataFolder = dataFolderOf(input.data, environment);
  if (input.isLifted) {
    const id = input.words.length === 0 ? undefined : (await open(input, dataFolder, environment)).subject.id;
    yield { kind: "lifted", incidents: await liftPolicies(dataFolder, id) };
    return;
  }
  if (input.isResumed) {
    const id = await unfinishedOf(input, dataFolder, environment);
    yield* takeTurn({ dataFolder, subjectId: subjectOfCase(id) }, async function* () {
      yield* walk(await resume({ input, id, dataFolder, asker }, environment), true);
    });
    return;
  }
  const opened = await open(input, dataFolder, environment);
  const beginning = { input, opened, dataFolder, asker };
  if (input.isDryRun) yield* begin(beginning, environment);
  else yield* takeTurn({ dataFolder, subjectId: opened.subject.id }, () => begin(beginning, environment));
}

interface Beginning {
  readonly input: RespondInput;
  readonly opened: OpenedSubject;
  readonly dataFolder: string;
  readonly asker: Asker;
}

async function* begin(
  { input, opened, dataFolder, asker }: Beginning,
  environment: Environment,
): AsyncIterable<RespondItem> {
  await refuseSecond(input, opened, dataFolder);
  const snapshot = await look(opened, environment);
  const settled = { ...input, freezeMs: input.freezeMs ?? defaultFreeze(opened, environment) };
  const plan = planOf(settled, opened, snapshot);
  if (input.isDryRun) {
    yield planItem(undefined, { plan, opened, snapshot, isDryRun: true, isResumed: false });
    return;
  }
  refuseSilence(input, environment);
  const desk = await createCase(dataFolder, opened.subject.id, environment);
  const { subject } = opened;
  await desk.note({
    kind: "opened",
    caseId: desk.id,
    title: subject.title,
    tool: `Lockkeeper ${environment.version}`,
    request: requestOf(settled, opened),
  });
  yield* walk({ input: settled, environment, asker, opened, subject, desk, snapshot, dataFolder }, false);
}

async function open(
  input: RespondInput,
  dataFolder: string,
  environment: Environment,
): Promise<OpenedSubject> {
  return await openSubject(input.words, { data: input.data, dataFolder }, environment);
}

/** Two responses to one thing would undo each other's order. */
async function refuseSecond(
  input: RespondInput,
  { subject }: OpenedSubject,
  dataFolder: string,
): Promise<void> {
  if (input.isRestarted || input.isDryRun) return;
  const [first] = await listUnfinished(dataFolder, subject.id);
  if (first === undefined) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot begin a response to ${subject.id} as ${first} is not finished`,
    hint: "Go on with it: respond --resume. Or leave it as it is and begin another one: add --restart.",
  });
}

function refuseSilence(input: RespondInput, environment: Environment): void {
  if (input.isYes || environment.isInputTerminal) return;
  throw new CliError("CLI_USAGE", {
    message: "Cannot respond as nobody is there to be asked",
    hint: "Look at the plan with --dry-run, then write --yes.",
  });
}

/** The response to go on with. Throws `CLI_USAGE` where nothing was begun. */
async function unfinishedOf(
  input: RespondInput,
  dataFolder: string,
  environment: Environment,
): Promise<string> {
  const id = input.words.length === 0 ? undefined : (await open(input, dataFolder, environment)).subject.id;
  const last = (await listUnfinished(dataFolder, id)).at(-1);
  if (last === undefined) throw nothingBegun();
  return last;
}

function nothingBegun(): CliError {
  return new CliError("CLI_USAGE", {
    message: "Cannot go on with a response as none was cut off",
    hint: "Begin one: respond axios-2026 ~/work",
  });
}

interface Resuming {
  readonly input: RespondInput;
  readonly id: string;
  readonly dataFolder: string;
  readonly asker: Asker;
}

/** Goes on where the journal ends. Throws `CLI_USAGE` where nothing was begun. */
async function resume(
  { input, id, dataFolder, asker }: Resuming,
  environment: Environment,
): Promise<StepContext> {
  const desk = await openCase(dataFolder, id, environment);
  const request = desk === undefined ? undefined : parseRequest(desk.state().opened?.request);
  if (desk === undefined || request === undefined || desk.state().isClosed) throw nothingBegun();
  refuseSilence(input, environment);
  const settled = { ...input, ...request };
  const opened = await open(settled, dataFolder, environment);
  await desk.note({ kind: "resumed", tool: `Lockkeeper ${environment.version}` });
  const snapshot = desk.has("preserve", snapshotKey)
    ? parseSnapshot(await desk.readNoted("preserve", snapshotKey))
    : await look(opened, environment);
  return { input: settled, environment, asker, opened, subject: opened.subject, desk, snapshot, dataFolder };
}

const dayMs = 86_400_000;

/** Nothing that was published since the attack began: at least a day, at most a week. */
function defaultFreeze({ subject }: OpenedSubject, { clock }: Environment): number {
  const begins = subject.targets.flatMap(({ window }) => window.since ?? []);
  const age = begins.length === 0 ? dayMs : clock.now() - Math.min(...begins);
  return Math.min(Math.max(age, dayMs), 7 * dayMs);
}

function planOf(input: RespondInput, { subject }: OpenedSubject, snapshot: IncidentSnapshot): ResponsePlan {
  const freezeMs = input.freezeMs === 0 ? undefined : input.freezeMs;
  return planResponse({ subject, snapshot, freezeMs, movesCopies: input.movesCopies });
}

function planItem(
  caseId: string | undefined,
  {
    plan,
    opened,
    snapshot,
    ...rest
  }: {
    readonly plan: ResponsePlan;
    readonly opened: OpenedSubject;
    readonly snapshot: IncidentSnapshot;
    readonly isDryRun: boolean;
    readonly isResumed: boolean;
  },
): RespondItem {
  return {
    kind: "plan",
    caseId,
    title: opened.subject.title,
    plan,
    verdict: verdictSentence({ before: snapshot }),
    ...rest,
  };
}

async function* walk(context: StepContext, isResumed: boolean): AsyncIterable<RespondItem> {
  const { desk, input, opened, snapshot, environment } = context;
  const plan = planOf(input, opened, snapshot);
  yield planItem(desk.id, { plan, opened, snapshot, isDryRun: false, isResumed });
  let after: IncidentSnapshot | undefined;
  for (const step of plan.steps) {
    if (step.id === "recheck") continue;
    yield* runStep(context, step, async () => await act(context, step.id));
  }
  const recheck = plan.steps.find(({ id }) => id === "recheck");
  if (recheck !== undefined) {
    yield* runStep(context, recheck, async () => {
      after = await look(opened, environment);
      return await noteRecheck(context, after);
    });
  }
  after ??= await look(opened, environment);
  const isUnfinished = stepIds.some((id) => {
    const outcome = desk.state().steps.get(id)?.outcome;
    return outcome === "declined" || outcome === "failed";
  });
  const { isClean } = recheckResponse(after, snapshot);
  if (!isUnfinished)
    await desk.note({
      kind: "closed",
      text: isClean ? "Clean when it was looked at again." : "Not clean when it was looked at again.",
    });
  const files = await writeReports(context, reportOf(context, after));
  yield {
    kind: "result",
    caseId: desk.id,
    folder: desk.root,
    recheck: recheckResponse(after, snapshot),
    isUnfinished,
    files,
  };
}

async function noteRecheck(context: StepContext, after: IncidentSnapshot): Promise<StepEnd> {
  const { desk, snapshot } = context;
  await doOnce(context, { step: "recheck", key: "file:evidence/exposure-after.json" }, async () => ({
    text: "Kept what is known now.",
    file: await desk.write("evidence/exposure-after.json", JSON.stringify(after)),
  }));
  const { isClean, left, waiting, unreadable } = recheckResponse(after, snapshot);
  const rest = waiting.length + unreadable.length;
  return isClean
    ? {
        outcome: "done",
        text: `Nothing of it is left where a machine can end it; ${String(rest)} things are left to people.`,
      }
    : { outcome: "failed", text: `${String(left.length)} traces are still there.` };
}

/** One step: told, agreed to, noted before and after. What went wrong is noted, and the other steps go on. */
async function* runStep(
  { desk, input, environment, asker }: StepContext,
  step: PlannedStep,
  run: () => Promise<StepEnd>,
): AsyncIterable<RespondItem> {
  const earlier = desk.state().steps.get(step.id);
  // What failed, or nobody agreed to, is tried again when a response is taken up again.
  if (earlier?.outcome === "done" || earlier?.outcome === "nothing-to-do") {
    yield stepEnd(desk, step.id, true);
    return;
  }
  yield { kind: "step", step, at: environment.clock.now() };
  await desk.note({ kind: "step-began", step: step.id });
  const mayRun = !step.isChange || input.isYes || (await asker.confirm(`${step.title}?`));
  const end = mayRun ? await runSafely(run) : ({ outcome: "declined", text: "Nobody agreed." } as const);
  await desk.note({ kind: "step-ended", step: step.id, ...end });
  yield stepEnd(desk, step.id, false);
}

function stepEnd(desk: CaseFolder, id: StepId, isEarlier: boolean): RespondItem {
  const record = desk.state().steps.get(id);
  return {
    kind: "step-end",
    step: id,
    outcome: record?.outcome ?? "failed",
    text: record?.text ?? "",
    actions: record?.actions.map(({ text }) => text) ?? [],
    isEarlier,
  };
}

/** A registry that is away, or a fault of ours, must not keep the other steps from being done. */
async function runSafely(run: () => Promise<StepEnd>): Promise<StepEnd> {
  try {
    return await run();
  } catch (error) {
    const { code, message, hint } = toErrorRecord(error);
    if (code === "CLI_INTERRUPTED") throw error;
    return { outcome: "failed", text: `${message} (${code})${hint === null ? "" : ` ${hint}`}` };
  }
}

async function act(context: StepContext, id: Exclude<StepId, "recheck"> | "recheck"): Promise<StepEnd> {
  switch (id) {
    case "preserve":
      return await preserve(context);
    case "isolate":
      return await isolate(context);
    case "freeze":
      return await freeze(context);
    case "deny":
      return await deny(context);
    case "purge-firewall":
      return await purgeFirewall(context);
    case "quarantine":
      return await quarantine(context);
    case "repair":
      return await repair(context);
    case "rotate":
      return await rotate(context);
    case "notify":
      return await notify(context, reportOf(context, undefined));
    case "recheck":
      return { outcome: "nothing-to-do", text: "" };
    default:
      return id satisfies never;
  }
}

import { clientOf, overrideAdvice, takeCommand } from "../client-commands.ts";
import type { Dependent } from "../graph-view.ts";
import { createGraphView, labelOf } from "../graph-view.ts";
import type { GraphView } from "../graph-view.ts";
import { joinDrifts, judgeChanges } from "./arrival.ts";
import { allowsAll, chooseVersion, rankVersions, stepOf } from "./choose-version.ts";
import type { VersionChoice } from "./choose-version.ts";
import type { GraphMoveOutcome } from "./graph-move.ts";
import type { LockEditor } from "./lock-editor.ts";
import { lockEditorOf } from "./lock-editor.ts";
import { dependentsOf, knownDependents } from "./known-dependents.ts";
import { isMeant, loosenRanges } from "./loosen-ranges.ts";
import type { Move } from "./npm-move.ts";
import type { Candidate, PublishedPackage } from "./published-package.ts";
import { sortReleases } from "./published-package.ts";
import { tellPassedOver, whyRefused } from "./passed-over.ts";
import { tryReleasePage } from "./release-page.ts";
import { riskOfMove } from "./repair-risk.ts";
import { graphOfText, withChanges } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import type { MoveWish, RepairRisk, TextChange } from "./repair.ts";
import { tryChoices } from "./try-choices.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

interface Subject {
  readonly wish: MoveWish;
  readonly view: GraphView;
  readonly editor: LockEditor;
  readonly state: RepairState;
  readonly parts: RepairParts;
}

/** Works out how one version of a lockfile gives way to a better one. */
export function workMove(wish: MoveWish, state: RepairState, parts: RepairParts): WorkedRequest {
  const scanned = state.project.graphs.find(({ file }) => file === wish.file);
  const isThere = scanned?.graph.packages.some((each) => isMeant(each, wish)) ?? false;
  if (scanned === undefined || !isThere) return { kind: "gone" };
  const view = createGraphView(scanned);
  const client = clientOf(scanned.graph.source);
  const editor = state.texts.has(wish.file) ? lockEditorOf(client) : undefined;
  if (editor === undefined) return refusedFor(wish, view, "its lockfile is written by its client alone");
  const published = parts.published.get(wish.name);
  if (published === undefined) {
    if (!parts.published.has(wish.name)) return { kind: "wanting", names: [wish.name] };
    return refusedFor(wish, view, whyUnknown(wish.name, parts));
  }
  return workWithHistory({ wish, view, editor, state, parts }, published);
}

/** Why nothing is known of a package that was asked for. */
export function whyUnknown(name: string, { refusals }: Pick<RepairParts, "refusals">): string {
  return refusals?.get(name) ?? "the registry does not answer for it";
}

function workWithHistory(subject: Subject, published: PublishedPackage): WorkedRequest {
  const { wish, view, parts } = subject;
  const known = knownDependents(view, wish, parts.published);
  if (known.kind === "wanting") return known;
  const { dependents } = known;
  const tried = tryChoices(
    listChoices(subject, published, dependents),
    (choice) => makeMove(subject, { choice, dependents, published }),
    wish,
  );
  if (tried !== undefined) return tried;
  if (wish.goal === "newer" && !hasPassedOver(subject, published, dependents)) return { kind: "gone" };
  if (wish.goal !== "away" || wish.without !== undefined)
    return refusedFor(wish, view, whyNone(subject, published));
  return moveDependents(subject);
}

/** What nobody has published anything newer of, that the ranges allow, is as new as it can be. */
function hasPassedOver(
  { wish, parts: { knowledge } }: Subject,
  published: PublishedPackage,
  dependents: readonly Dependent[],
): boolean {
  const ranges = dependents.map(({ range }) => range);
  const { refused } = sortReleases(published, wish.from, knowledge);
  return tellPassedOver(refused, { wish, to: wish.from, ranges, knowledge }) !== undefined;
}

function listChoices(
  { wish, parts: { knowledge } }: Subject,
  published: PublishedPackage,
  dependents: readonly Dependent[],
): readonly VersionChoice[] {
  const ranges = dependents.map(({ range }) => range);
  const { from, goal, without, isBeyondRanges = false } = wish;
  const { candidates } = sortReleases(published, from, knowledge);
  const usable = without === undefined ? candidates : candidates.filter((each) => !dependsOn(each, without));
  const { weight } = weighed(candidates, from) ?? { weight: Number.MAX_SAFE_INTEGER };
  const ranked = rankVersions(usable, { from, weight, ranges, goal, isBeyondRanges });
  return goal === "maintained" ? ranked.filter((choice) => isWorthIt(choice, from, dependents)) : ranked;
}

/** That maintainers advise against a version is no reason to force another on those who ask for it, or to break the project. */
function isWorthIt(
  { version, isInRange }: VersionChoice,
  from: string,
  dependents: readonly Dependent[],
): boolean {
  const theirs = dependents.filter((each) => each.from !== undefined).map(({ range }) => range);
  return isInRange || (allowsAll(theirs, version) && stepOf(from, version) !== "major");
}

function weighed(candidates: readonly Candidate[], from: string): Candidate | undefined {
  return candidates.find(({ version }) => version === from);
}

function dependsOn({ release }: Candidate, name: string): boolean {
  return Object.values(release.dependencies).some((group) => Object.hasOwn(group, name));
}

function whyNone({ wish, parts: { knowledge } }: Subject, published: PublishedPackage): string {
  if (wish.goal === "maintained") return whyDeprecated(wish, published, knowledge);
  const { refused } = sortReleases(published, wish.from, knowledge);
  const last = refused.at(-1);
  const because = last === undefined ? "" : `; of ${last.version}: ${whyRefused(last, knowledge)}`;
  return `no version is known that may be taken instead${because}`;
}

function whyDeprecated(
  { from }: MoveWish,
  published: PublishedPackage,
  knowledge: RepairParts["knowledge"],
): string {
  const { releases } = published.history;
  const words = releases.find(({ version }) => version === from)?.deprecated ?? "";
  const said = words === "" ? "" : `: ${words.slice(0, 200)}`;
  const question = { from, weight: Number.MAX_SAFE_INTEGER, ranges: [], goal: "maintained" } as const;
  const nearest = chooseVersion(sortReleases(published, from, knowledge).candidates, question);
  return nearest === undefined
    ? `its maintainers advise against every version that could follow${said}`
    : `no version that its dependents allow is free of deprecation, the nearest is ${nearest.version}${said}`;
}

const maxHolders = 50;
const risks: readonly RepairRisk[] = ["low", "moderate", "high"];

/** Where nothing of a package may be taken, all who brought it give way to releases without it. */
function moveDependents({ wish, view, state: start, parts }: Subject): WorkedRequest {
  const texts = new Map<string, TextChange>();
  const steps: Extract<WorkedRequest, { readonly kind: "worked" }>[] = [];
  let state = start;
  for (let count = 0; count <= maxHolders; count += 1) {
    const next = holderOf(wish, state);
    if (next === undefined) return joinSteps(steps, [...texts.values()]);
    if (next === "project")
      return refusedFor(
        wish,
        view,
        "no version of it may be taken, and the project names it itself: remove it",
      );
    const worked = workMove(next, state, parts);
    if (worked.kind !== "worked") return worked;
    steps.push(worked);
    for (const change of worked.changes)
      texts.set(change.file, { ...change, before: start.texts.get(change.file) });
    state = withChanges(state, worked.changes, parts.knowledge);
  }
  return refusedFor(wish, view, `more than ${String(maxHolders)} packages bring it`);
}

/** The next one to give way, `project` where that is the project itself; `undefined` where nobody brings it any more. */
function holderOf(wish: MoveWish, state: RepairState): MoveWish | "project" | undefined {
  const scanned = state.project.graphs.find(({ file }) => file === wish.file);
  if (scanned === undefined) return undefined;
  const view = createGraphView(scanned);
  const dependents = dependentsOf(view, wish);
  const [first] = dependents;
  if (first === undefined) return undefined;
  const holder = first.from === undefined ? undefined : view.graph.packages[first.from];
  if (holder === undefined || dependents.some(({ from }) => from === undefined)) return "project";
  const { name, version } = holder;
  return { kind: "move", file: wish.file, name, from: version, goal: "away", without: wish.name };
}

function joinSteps(
  steps: readonly Extract<WorkedRequest, { readonly kind: "worked" }>[],
  changes: readonly TextChange[],
): WorkedRequest {
  const [first, ...others] = steps;
  if (first === undefined) return { kind: "gone" };
  const riskiest = steps.reduce((left, right) =>
    risks.indexOf(right.risk) > risks.indexOf(left.risk) ? right : left,
  );
  const more = others.length === 0 ? "" : ` and ${String(others.length)} more`;
  const drift = joinDrifts(steps.flatMap((step) => step.drift ?? []));
  return { ...riskiest, title: `${first.title}${more}`, drift, changes };
}

interface ChosenMove {
  readonly choice: VersionChoice;
  readonly dependents: readonly Dependent[];
  readonly published: PublishedPackage;
}

function makeMove(subject: Subject, { choice, dependents, published }: ChosenMove): WorkedRequest {
  const { wish, view, editor, state } = subject;
  const move: Move = { name: wish.name, from: wish.from, to: choice.version };
  const outcome = editLock(subject, move);
  if (outcome.kind === "wanting") return outcome;
  if (outcome.kind === "refused") return refusedFor(wish, view, outcome.why, choice.version);
  const texts = new Map([[wish.file, outcome.text]]);
  const strict = dependents.filter(({ range }) => !allowsAll([range], choice.version));
  const fault = choice.isInRange
    ? undefined
    : loosenRanges(texts, { wish, view, state, move, strict, editor });
  if (fault !== undefined) return refusedFor(wish, view, fault, choice.version);
  const changes = [...texts].flatMap(([file, after]): readonly TextChange[] => {
    const before = state.texts.get(file);
    return before === after ? [] : [{ file, before, after }];
  });
  const judged = judgeChanges(state, changes, { ...subject.parts, meant: wish.name });
  if (judged.kind === "wanting") return { ...judged, names: [] };
  if (judged.kind === "refused") return { ...refusedFor(wish, view, judged.why), isForbidden: true };
  const isForced = strict.some(({ from }) => from !== undefined);
  const { drift } = judged;
  return {
    kind: "worked",
    title: `${wish.name} ${wish.from} → ${choice.version}`,
    changes,
    isForced,
    drift,
    note: noteOf(subject, { choice, dependents, published }),
    page: tryReleasePage(releaseOf(published, choice)?.repository ?? published.history.repository),
    ...riskOfMove(move, { choice, published, isForced, drift }),
  };
}

function releaseOf(
  { history }: PublishedPackage,
  { version }: VersionChoice,
): Candidate["release"] | undefined {
  return history.releases.find((each) => each.version === version);
}

function noteOf(
  { wish, parts: { knowledge } }: Subject,
  { choice, dependents, published }: ChosenMove,
): string | undefined {
  const { refused } = sortReleases(published, wish.from, knowledge);
  const ranges = dependents.map(({ range }) => range);
  return tellPassedOver(refused, { wish, to: choice.version, ranges, knowledge });
}

function editLock({ wish, view, editor, state, parts }: Subject, move: Move): GraphMoveOutcome {
  const pick = (published: PublishedPackage, range: string): string | undefined => {
    const { candidates } = sortReleases(published, "", parts.knowledge);
    const fitting = candidates.filter(({ version }) => allowsAll([range], version));
    return bestOf(fitting);
  };
  return editor.move(state.texts.get(wish.file) ?? "", move, {
    published: parts.published,
    pick,
    overrides: view.graph.overrides,
    graph: view.graph,
    checksums: parts.checksums ?? new Map(),
    parse: (text) => graphOfText(state, wish.file, text),
  });
}

/** What is new to the project: the highest without known vulnerabilities, then of those with the fewest. */
function bestOf(candidates: readonly Candidate[]): string | undefined {
  const least = Math.min(...candidates.map(({ weight }) => weight));
  return candidates.findLast(({ weight }) => weight === least)?.version;
}

function refusedFor(
  wish: MoveWish,
  view: GraphView,
  why: string,
  version?: string,
): Extract<WorkedRequest, { readonly kind: "refused" }> {
  const client = clientOf(view.graph.source);
  const dependents = dependentsOf(view, wish);
  const isDirect = dependents.some(({ from }) => from === undefined);
  const command = version === undefined || !isDirect ? undefined : takeCommand(client, wish.name, version);
  const advice = version === undefined || isDirect ? "" : `; ${overrideAdvice(client, wish.name, version)}`;
  return {
    kind: "refused",
    why: `${labelOf({ name: wish.name, version: wish.from })}: ${why}${advice}`,
    command,
  };
}

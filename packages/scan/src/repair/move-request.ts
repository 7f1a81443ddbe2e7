import { clientOf, overrideAdvice, takeCommand } from "../client-commands.ts";
import type { Dependent } from "../graph-view.ts";
import { createGraphView, labelOf } from "../graph-view.ts";
import type { GraphView } from "../graph-view.ts";
import type { ScanKnowledge } from "../scan-project.ts";
import { allowsAll, chooseVersion, plainRange, stepOf } from "./choose-version.ts";
import type { VersionChoice } from "./choose-version.ts";
import { setJsonMember } from "./edit-json.ts";
import type { LockEditor, LockOutcome } from "./lock-editor.ts";
import { lockEditorOf } from "./lock-editor.ts";
import type { Move } from "./npm-move.ts";
import type { Candidate, PublishedPackage, PublishedPackages } from "./published-package.ts";
import { sortReleases } from "./published-package.ts";
import type { RepairState } from "./repair-state.ts";
import type { RepairRisk, RepairWish, TextChange } from "./repair.ts";

/** What requests are worked out with. */
export interface RepairParts {
  readonly knowledge: ScanKnowledge;
  readonly published: PublishedPackages;
}

/** A request that was worked out, in want of packages nobody asked for yet, without need, or not to be done by us. */
export type WorkedRequest =
  | {
      readonly kind: "worked";
      readonly title: string;
      readonly risk: RepairRisk;
      readonly riskReason: string;
      readonly changes: readonly TextChange[];
    }
  | { readonly kind: "wanting"; readonly names: readonly string[] }
  | { readonly kind: "gone" }
  | { readonly kind: "refused"; readonly why: string; readonly command: string | undefined };

type MoveWish = Extract<RepairWish, { readonly kind: "move" }>;

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
    return refusedFor(wish, view, "the registry does not answer for it");
  }
  return workWithHistory({ wish, view, editor, state, parts }, published);
}

function isMeant(
  each: { readonly name: string; readonly version: string; readonly kind: string },
  { name, from }: MoveWish,
): boolean {
  return each.name === name && each.version === from && each.kind === "registry";
}

function workWithHistory(subject: Subject, published: PublishedPackage): WorkedRequest {
  const { wish, view, parts } = subject;
  const dependents = dependentsOf(view, wish);
  const ranges = rangesOf(dependents, view, parts.published);
  if (ranges.kind === "wanting") return ranges;
  const choice = choose(subject, published, ranges.ranges);
  if (choice !== undefined) return makeMove(subject, { choice, dependents, published });
  if (wish.goal !== "away" || wish.without !== undefined)
    return refusedFor(wish, view, whyNone(subject, published));
  return moveDependents(subject, dependents);
}

function choose(
  { wish, parts: { knowledge } }: Subject,
  published: PublishedPackage,
  ranges: readonly string[],
): VersionChoice | undefined {
  const { from, goal, to, without } = wish;
  const { candidates } = sortReleases(published, from, knowledge);
  const usable = without === undefined ? candidates : candidates.filter((each) => !dependsOn(each, without));
  const { weight } = weighed(candidates, from) ?? { weight: Number.MAX_SAFE_INTEGER };
  if (to !== undefined) {
    const named = usable.find(({ version }) => version === to);
    if (named === undefined) return undefined;
    return { version: to, isInRange: allowsAll(ranges, to), isVulnerable: named.weight > 0 };
  }
  return chooseVersion(usable, { from, weight, ranges, goal });
}

function weighed(candidates: readonly Candidate[], from: string): Candidate | undefined {
  return candidates.find(({ version }) => version === from);
}

function dependsOn({ release }: Candidate, name: string): boolean {
  return Object.values(release.dependencies).some((group) => Object.hasOwn(group, name));
}

function whyNone({ wish, parts: { knowledge } }: Subject, published: PublishedPackage): string {
  const { refused } = sortReleases(published, wish.from, knowledge);
  const last = refused.at(-1);
  const because = last === undefined ? "" : `; of ${last.version}: ${last.why}`;
  return `no version is known that may be taken instead${because}`;
}

/** Where nothing of a package may be taken, those who brought it give way to releases without it. */
function moveDependents(subject: Subject, dependents: readonly Dependent[]): WorkedRequest {
  const { wish, view, state, parts } = subject;
  const holders = dependents.flatMap(({ from }) => (from === undefined ? [] : [view.graph.packages[from]]));
  const [holder] = holders;
  if (holder === undefined || holders.length < dependents.length)
    return refusedFor(
      wish,
      view,
      "no version of it may be taken, and the project names it itself: remove it",
    );
  const next: MoveWish = {
    kind: "move",
    file: wish.file,
    name: holder.name,
    from: holder.version,
    goal: "away",
    without: wish.name,
  };
  return workMove(next, state, parts);
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
  const strict = dependents.filter(({ range }) => !isAllowed(range, view, choice.version));
  const fault = choice.isInRange ? undefined : loosen(texts, { subject, move, strict, editor });
  if (fault !== undefined) return refusedFor(wish, view, fault, choice.version);
  const changes = [...texts].flatMap(([file, after]): readonly TextChange[] => {
    const before = state.texts.get(file);
    return before === after ? [] : [{ file, before, after }];
  });
  return {
    kind: "worked",
    title: `${wish.name} ${wish.from} → ${choice.version}`,
    changes,
    ...riskOf(move, { choice, published, isForced: strict.some(({ from }) => from !== undefined) }),
  };
}

function editLock({ wish, view, editor, state, parts }: Subject, move: Move): LockOutcome {
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
  });
}

/** What is new to the project: the highest without known vulnerabilities, then of those with the fewest. */
function bestOf(candidates: readonly Candidate[]): string | undefined {
  const least = Math.min(...candidates.map(({ weight }) => weight));
  return candidates.filter(({ weight }) => weight === least).at(-1)?.version;
}

interface Loosening {
  readonly subject: Subject;
  readonly move: Move;
  /** Those who do not allow the version. */
  readonly strict: readonly Dependent[];
  readonly editor: LockEditor;
}

/** Raises the project's own ranges, and forces the version on packages that do not allow it. */
function loosen(
  texts: Map<string, string>,
  { subject, move, strict, editor }: Loosening,
): string | undefined {
  const { view, wish, state } = subject;
  if (strict.some(({ from }) => from !== undefined)) {
    const fault = force(texts, { subject, move, strict, editor });
    if (fault !== undefined) return fault;
  }
  for (const root of view.graph.roots) {
    const file = root.folder === "." ? "package.json" : `${root.folder}/package.json`;
    const manifest = state.project.manifests.find((each) => each.file === file);
    for (const { name, range, field } of manifest?.dependencies ?? []) {
      const edge = root.dependencies.find((each) => each.name === name);
      const target = edge?.to === undefined ? undefined : view.graph.packages[edge.to];
      if (target === undefined || !isMeant(target, wish) || allowsAll([range], move.to)) continue;
      const raised = raisedRange(range, move.to, wish.goal === "away");
      if (raised === undefined)
        return `${file} asks for ${name} as ${JSON.stringify(range.slice(0, 80))}, which is no range`;
      if (field === "peerDependencies") return `${file} has ${name} as a peer`;
      texts.set(file, setJsonMember(texts.get(file) ?? state.texts.get(file) ?? "", [field, name], raised));
      const lock = texts.get(wish.file) ?? "";
      texts.set(wish.file, editor.setRange(lock, { folder: root.folder, field, name, range: raised }));
    }
  }
  return undefined;
}

/** A range for another version, written as the one before; exact where nothing else may come back. */
function raisedRange(range: string, version: string, isExact: boolean): string | undefined {
  const parts = /^(npm:(?:@[^@/]{1,214}\/)?[^@/]{1,214}@)?([~^]?)(.*)$/.exec(range);
  if (parts === null || plainRange(range) === undefined) return undefined;
  const [, alias = "", operator = "", rest = ""] = parts;
  const isPlain = /^v?\d+\.\d+\.\d+/.test(rest);
  const sign = isExact ? "" : isPlain ? operator : "^";
  return `${alias}${sign}${version}`;
}

/** Writes down that packages get a version which they do not allow. */
function force(texts: Map<string, string>, { subject, move, strict, editor }: Loosening): string | undefined {
  const { view, wish, state } = subject;
  const client = clientOf(view.graph.source);
  const { overrides, packages } = view.graph;
  const text = texts.get("package.json") ?? state.texts.get("package.json");
  if (text === undefined) return "there is no package.json to force a version in";
  const holders = [
    ...new Set(strict.flatMap(({ from }) => (from === undefined ? [] : [packages[from]?.name ?? ""]))),
  ];
  if (overrides.some(({ selector }) => [move.name, ...holders].some((name) => selector.includes(name))))
    return "the project's own overrides name it already";
  const isAlone = packages.every(({ name, version }) => name !== move.name || version === move.from);
  const isDirect = view.graph.roots.some(({ dependencies }) =>
    dependencies.some(({ name }) => name === move.name),
  );
  const below = isAlone && !isDirect ? [undefined] : holders;
  let manifest = text;
  let lock = texts.get(wish.file) ?? "";
  for (const holder of below) {
    const selector = [...(holder === undefined ? [] : [holder]), move.name];
    const path = client === "pnpm" ? ["pnpm", "overrides", selector.join(">")] : ["overrides", ...selector];
    manifest = setJsonMember(manifest, path, move.to);
    lock = editor.setForced(lock, { selector: selector.join(">"), range: move.to });
  }
  texts.set("package.json", manifest);
  texts.set(wish.file, lock);
  return undefined;
}

function dependentsOf(view: GraphView, wish: MoveWish): readonly Dependent[] {
  return view.graph.packages.flatMap((each, index) => (isMeant(each, wish) ? view.dependentsOf(index) : []));
}

type Ranges =
  | { readonly kind: "known"; readonly ranges: readonly string[] }
  | { readonly kind: "wanting"; readonly names: readonly string[] };

/** pnpm's lockfile keeps no ranges of packages: their manifests do. */
function rangesOf(dependents: readonly Dependent[], view: GraphView, published: PublishedPackages): Ranges {
  void published;
  void view;
  return { kind: "known", ranges: dependents.map(({ range }) => range) };
}

function isAllowed(range: string, _view: GraphView, version: string): boolean {
  return allowsAll([range], version);
}

function riskOf(
  { name, from, to }: Move,
  {
    choice,
    published,
    isForced,
  }: { readonly choice: VersionChoice; readonly published: PublishedPackage; readonly isForced: boolean },
): { readonly risk: RepairRisk; readonly riskReason: string } {
  const step = stepOf(from, to);
  const [before, after] = [from, to].map((version) =>
    published.history.releases.find((release) => release.version === version),
  );
  const newScripts = (after?.installScripts ?? []).filter(
    (each) => before?.installScripts.includes(each) !== true,
  );
  const said = [
    ...(step === "major" ? ["a main version step"] : [`a ${step} step`]),
    choice.isInRange ? "inside every declared range" : "outside a declared range",
    ...(isForced ? [`forces ${name} on packages that ask for another`] : []),
    ...(newScripts.length > 0 && before !== undefined
      ? [`starts to run ${newScripts.join(", ")} at install`]
      : []),
    ...(choice.isVulnerable ? ["has known vulnerabilities itself"] : []),
  ];
  const isHigh = step === "major" || isForced || (newScripts.length > 0 && before !== undefined);
  const risk = isHigh ? "high" : step === "patch" || choice.isInRange ? "low" : "moderate";
  return { risk, riskReason: said.join(", ") };
}

function refusedFor(wish: MoveWish, view: GraphView, why: string, version?: string): WorkedRequest {
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

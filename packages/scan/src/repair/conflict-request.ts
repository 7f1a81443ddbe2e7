import { kindOfLockfile, LockfileError, tryMergeBlocks, tryReadMerge } from "@lockkeeper/lockfile";
import type { DependencyGraph, GraphPackage, LockfileKind } from "@lockkeeper/lockfile";

import { satisfies } from "semver";

import { fingerprintOf } from "../baseline.ts";
import { relockCommand } from "../client-commands.ts";
import { labelOf } from "../graph-view.ts";
import { plainRange } from "./choose-version.ts";
import { takeOver } from "./missing-request.ts";
import { writeNpmTree } from "./npm-lock-text.ts";
import { readNpmTree } from "./npm-tree.ts";
import type { RepairState } from "./repair-state.ts";
import { folderOf, graphOfText, withChanges } from "./repair-state.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";

/** A text that the file could be, and what it has. */
interface Candidate {
  readonly what: string;
  readonly text: string;
  readonly graph: DependencyGraph;
}

/**
 * Ends a merge that git left in a lockfile, where only one result fits the manifests: a side, or what both have together.
 * Nothing comes in that no side has.
 */
export function workConflict(file: string, state: RepairState, parts: RepairParts): WorkedRequest {
  const before = state.texts.get(file);
  const sides = before === undefined ? undefined : tryReadMerge(before);
  if (before === undefined || sides === undefined) return { kind: "gone" };
  const kind = kindOfLockfile(file, Buffer.from(sides.ours, "utf8"));
  const command = relockCommand(kind);
  const refused = (why: string): WorkedRequest => ({
    kind: "refused",
    why: `${file} holds the marks of a merge: ${why}`,
    command,
  });
  if (!state.project.manifests.some((each) => each.file === "package.json"))
    return refused("package.json has to be merged first");
  const [ours, theirs] = [
    tryRead("our side", sides.ours, { file, kind, state }),
    tryRead("their side", sides.theirs, { file, kind, state }),
  ];
  if (ours === undefined || theirs === undefined) return refused("one of its sides is no lockfile by itself");
  const unions = uniteTexts(kind, ours.text, theirs.text, state).map((text) =>
    tryRead("both sides together", text, { file, kind, state }),
  );
  const candidates = [
    ours,
    theirs,
    ...unions.filter((each) => each !== undefined && isUnion(each, ours, theirs)),
  ]
    .filter((each) => each !== undefined)
    .filter((each) => isAnswered(each) && isWhole(each, [ours, theirs]))
    .filter((each) => isInStep(each, { file, before, state, parts }));
  const least = Math.min(...candidates.map((each) => unreached(each).size));
  const [first, ...others] = candidates.filter((each) => unreached(each).size === least);
  if (first === undefined) return refused("neither side nor both together are what package.json asks for");
  const other = others.find((each) => describe(each) !== describe(first));
  if (other !== undefined) return refused(`${first.what} and ${other.what} fit package.json both`);
  return {
    kind: "worked",
    title: `end the merge in ${file} with ${first.what}`,
    risk: "moderate",
    riskReason: "the only one that is what package.json asks for; every entry is that of a side",
    changes: [{ file, before, after: first.text }],
  };
}

interface ReadParts {
  readonly file: string;
  readonly kind: LockfileKind;
  readonly state: RepairState;
}

function tryRead(what: string, text: string, { file, kind, state }: ReadParts): Candidate | undefined {
  try {
    return { what, text, graph: graphOfText(state, file, text, kind) };
  } catch (error) {
    if (error instanceof LockfileError) return undefined;
    throw error;
  }
}

function uniteTexts(kind: LockfileKind, ours: string, theirs: string, state: RepairState): readonly string[] {
  if (kind === "npm") return uniteNpm(ours, theirs, state);
  const merged = tryMergeBlocks(ours, theirs);
  return merged === undefined ? [] : [merged];
}

/** The folders of the project itself are what their manifests say. */
function uniteNpm(ours: string, theirs: string, { texts, project }: RepairState): readonly string[] {
  const [tree, other] = [readNpmTree(ours), readNpmTree(theirs)];
  if (tree === undefined || other === undefined) return [];
  for (const [place, entry] of other) if (!tree.has(place)) tree.set(place, entry);
  for (const { file } of project.manifests) {
    const place = folderOf(file) === "." ? "" : folderOf(file);
    const manifest = texts.get(file);
    if (manifest !== undefined && tree.has(place)) takeOver(tree, place, manifest);
  }
  return [writeNpmTree(ours, tree)];
}

/** Nobody's entry but one of a side, and none of which the sides say different things. */
function isUnion({ graph }: Candidate, ours: Candidate, theirs: Candidate): boolean {
  const [left, right] = [entriesOf(ours), entriesOf(theirs)];
  return graph.packages.every((each) => {
    const [one, other] = [left.get(each.place), right.get(each.place)];
    if (one !== undefined && other !== undefined && one !== other) return false;
    return describeEntry(each) === (one ?? other);
  });
}

function entriesOf({ graph }: Candidate): ReadonlyMap<string, string> {
  return new Map(graph.packages.map((each) => [each.place, describeEntry(each)]));
}

function describeEntry(each: GraphPackage): string {
  return `${labelOf(each)} ${each.resolved ?? ""} ${each.integrity ?? ""}`;
}

function describe({ graph }: Candidate): string {
  return graph.packages
    .map((each) => `${each.place} ${describeEntry(each)}`)
    .toSorted()
    .join("\n");
}

/** Whether everybody gets a version of the range that they ask for; what the project forces, it forces. */
function isAnswered({ graph: { roots, packages, overrides } }: Candidate): boolean {
  const forced = new Set(overrides.map(({ selector }) => selector));
  return [...roots, ...packages].every(({ dependencies }) =>
    dependencies.every(({ name, range, group, to }) => {
      const target = to === undefined ? undefined : packages[to];
      const plain = plainRange(range);
      if (target?.kind !== "registry" || plain === undefined || group.endsWith("peer") || forced.has(name))
        return true;
      return satisfies(target.version, plain, { includePrerelease: true });
    }),
  );
}

/** What nobody asks for in the result, nobody asked for in the side that it comes from. */
function isWhole(candidate: Candidate, sides: readonly Candidate[]): boolean {
  const idle = new Set(sides.flatMap((side) => [...unreached(side)]));
  return [...unreached(candidate)].every((place) => idle.has(place));
}

function unreached({ graph: { roots, packages } }: Candidate): ReadonlySet<string> {
  const seen = new Set<number>();
  const waiting = roots.map(({ dependencies }) => dependencies);
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const { to } of next) {
      if (to === undefined || seen.has(to)) continue;
      seen.add(to);
      waiting.push(packages[to]?.dependencies ?? []);
    }
  }
  return new Set(
    packages.flatMap(({ place, kind }, index) => (seen.has(index) || kind === "workspace" ? [] : [place])),
  );
}

const faults: ReadonlySet<string> = new Set(["lockfile-out-of-step", "duplicate-entry"]);

function isInStep(
  { text }: Candidate,
  {
    file,
    before,
    state,
    parts,
  }: {
    readonly file: string;
    readonly before: string;
    readonly state: RepairState;
    readonly parts: RepairParts;
  },
): boolean {
  const known = new Set(state.findings.map(fingerprintOf));
  const after = withChanges(state, [{ file, before, after: text }], parts.knowledge);
  return !after.findings.some((finding) => faults.has(finding.id) && !known.has(fingerprintOf(finding)));
}

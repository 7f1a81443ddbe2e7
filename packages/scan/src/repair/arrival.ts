import { isWithheld } from "@lockkeeper/core";
import type { Verdict } from "@lockkeeper/core";
import { createInspectionDecider } from "@lockkeeper/policy";

import type { ScanKnowledge } from "../scan-project.ts";
import { graphsWith } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import type { RepairDrift, RepairRisk, TextChange } from "./repair.ts";

/** A version that a change would bring in, and the one whose place it takes; `undefined` for what is new to the project. */
export interface Arrival {
  readonly name: string;
  readonly from: string | undefined;
  readonly to: string;
}

/** What somebody who looked into an arriving version makes of it. */
export interface ArrivalLook {
  /** Of the version's inspection. */
  readonly verdict: Verdict;
  /** The verdict in a sentence, or why nobody could look. */
  readonly why: string;
  /** How much what it newly does could break. */
  readonly risk: RepairRisk;
  /** What it does that the version before did not, in a few words each, the gravest first. Foreign. */
  readonly news: readonly string[];
}

/** Looks by {@link arrivalKey}. */
export type ArrivalLooks = ReadonlyMap<string, ArrivalLook>;

/** By what a look is found again. */
export function arrivalKey({ name, from, to }: Arrival): string {
  return JSON.stringify([name, from ?? null, to]);
}

/** What arrivals are judged with. */
export interface ArrivalParts {
  readonly knowledge: ScanKnowledge;
  /** None where nobody is to look. */
  readonly looks?: ArrivalLooks | undefined;
  /** Whether somebody agreed to versions that an inspection holds. */
  readonly takesHeld?: boolean | undefined;
}

/** What follows from looks: not all were taken yet, one forbids the change, or what it would drift. */
export type ArrivalJudgement =
  | { readonly kind: "wanting"; readonly arrivals: readonly Arrival[] }
  | { readonly kind: "refused"; readonly why: string }
  | { readonly kind: "accepted"; readonly drift: RepairDrift | undefined };

/** Judges all versions that changes of texts would bring into lockfiles. Throws LOCKFILE_* errors. */
export function judgeChanges(
  state: RepairState,
  changes: readonly TextChange[],
  parts: ArrivalParts & { readonly meant?: string },
): ArrivalJudgement {
  // Reading the lockfiles anew is for nothing where nobody looks.
  return parts.looks === undefined
    ? { kind: "accepted", drift: undefined }
    : judgeArrivals(listArrivals(state, changes), parts);
}

/** Judges versions that would come in: what is blocked never does, what is held only when somebody agreed. */
export function judgeArrivals(
  arrivals: readonly Arrival[],
  parts: ArrivalParts & {
    /** The name of the package that the change is about. */
    readonly meant?: string;
  },
): ArrivalJudgement {
  const { looks, meant } = parts;
  if (looks === undefined || arrivals.length === 0) return { kind: "accepted", drift: undefined };
  const missing = arrivals.filter((arrival) => !looks.has(arrivalKey(arrival)));
  if (missing.length > 0) return { kind: "wanting", arrivals: missing };
  const looked = arrivals.flatMap((arrival): readonly Looked[] => {
    const look = looks.get(arrivalKey(arrival));
    return look === undefined ? [] : [{ arrival, look }];
  });
  for (const each of looked) {
    const why = objectionTo(each, parts);
    if (why !== undefined) return { kind: "refused", why };
  }
  return { kind: "accepted", drift: joinLooks(looked, meant) };
}

interface Looked {
  readonly arrival: Arrival;
  readonly look: ArrivalLook;
}

function objectionTo(
  { arrival: { name, to }, look: { verdict, why } }: Looked,
  { knowledge: { policy, now }, takesHeld = false }: ArrivalParts,
): string | undefined {
  if (verdict === "allow" || verdict === "unknown") return undefined;
  if (verdict === "hold" && takesHeld) return undefined;
  const decision = createInspectionDecider(policy)(
    {
      name,
      version: to,
      upstream: undefined,
      inspection: { state: "present", value: { verdict, summary: why, findings: [] } },
    },
    { now, exceptions: policy.exceptions },
  );
  if (decision.exception !== undefined && !isWithheld(decision)) return undefined;
  return `${name}@${to} is ${verdict === "block" ? "blocked" : "held"} by its inspection: ${why}`;
}

const risks: readonly RepairRisk[] = ["low", "moderate", "high"];
const verdicts: readonly Verdict[] = ["allow", "unknown", "hold", "block"];
const maxNews = 12;

/** What the package that was meant does is told as it is and first, of the others also whose it is. */
function joinLooks(looked: readonly Looked[], meant: string | undefined): RepairDrift {
  const told = looked
    .flatMap(({ arrival: { name, to }, look }) =>
      textsOf(look).map((text) => ({
        text: name === meant ? text : `${name}@${to} ${text}`,
        isMeant: name === meant,
        risk: look.risk,
      })),
    )
    .toSorted(
      (left, right) =>
        risks.indexOf(right.risk) - risks.indexOf(left.risk) || Number(right.isMeant) - Number(left.isMeant),
    );
  const news = [...told.map(({ text }) => text), ...tellNew(looked.map(({ arrival }) => arrival))];
  const all = looked.map(({ look }) => look);
  return {
    versions: looked.length,
    verdict: all.map(({ verdict }) => verdict).reduce((left, right) => worseOf(verdicts, left, right)),
    risk: all.map(({ risk }) => risk).reduce((left, right) => worseOf(risks, left, right)),
    news: news.length > maxNews ? [...news.slice(0, maxNews), `and ${news.length - maxNews} more`] : news,
  };
}

function textsOf({ news, verdict, why }: ArrivalLook): readonly string[] {
  return verdict === "unknown" ? [`could not be looked into: ${why}`, ...news] : news;
}

const maxNamed = 3;

function tellNew(arrivals: readonly Arrival[]): readonly string[] {
  const labels = arrivals.filter(({ from }) => from === undefined).map(({ name, to }) => `${name}@${to}`);
  if (labels.length === 0) return [];
  const more = labels.length > maxNamed ? ` and ${labels.length - maxNamed} more` : "";
  return [`brings ${labels.slice(0, maxNamed).join(", ")}${more}, new to the project`];
}

/** Drifts of changes that are made as one. */
export function joinDrifts(drifts: readonly RepairDrift[]): RepairDrift | undefined {
  const [first, ...others] = drifts;
  if (first === undefined) return undefined;
  return others.reduce(
    (left, right) => ({
      versions: left.versions + right.versions,
      verdict: worseOf(verdicts, left.verdict, right.verdict),
      risk: worseOf(risks, left.risk, right.risk),
      news: [...left.news, ...right.news].slice(0, maxNews),
    }),
    first,
  );
}

function worseOf<Value>(order: readonly Value[], left: Value, right: Value): Value {
  return order.indexOf(right) > order.indexOf(left) ? right : left;
}

const maxArrivals = 400;

/** The versions from registries that lockfiles have afterwards and did not have before. */
function listArrivals(state: RepairState, changes: readonly TextChange[]): readonly Arrival[] {
  const arrivals = new Map<string, Arrival>();
  for (const { before, after } of graphsWith(state, changes)) {
    const [old, now] = [versionsOf(before), versionsOf(after)];
    for (const [name, versions] of now) {
      const known = old.get(name) ?? new Set();
      const gone = [...known].filter((version) => !versions.has(version));
      const from = gone.at(-1) ?? [...known].at(-1);
      for (const to of versions) {
        const arrival = { name, from, to };
        if (!known.has(to)) arrivals.set(arrivalKey(arrival), arrival);
      }
    }
  }
  return [...arrivals.values()].slice(0, maxArrivals);
}

function versionsOf({
  packages,
}: ReturnType<typeof graphsWith>[number]["before"]): ReadonlyMap<string, ReadonlySet<string>> {
  const versions = new Map<string, Set<string>>();
  for (const { name, version, kind } of packages) {
    if (kind !== "registry") continue;
    const known = versions.get(name) ?? new Set();
    versions.set(name, known.add(version));
  }
  return versions;
}

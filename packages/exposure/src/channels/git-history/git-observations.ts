import { renderInstantShort } from "@lockkeeper/core";

import type { ExposedPlace, Observation, ObservedTime } from "../../observation.ts";
import { commitDate, describeEntry, enteredAt, renderCommitTime } from "./commit-words.ts";
import type { PinStay } from "./pin-stays.ts";
import { timeOf } from "./pin-stays.ts";

const maxNamedRefs = 8;
const maxStays = 2000;
const shortHash = 12;

/** What is said of stays of one repository. Lines that had a pin from the same commit to the same end are told of together. */
export function toGitObservations(
  stays: readonly PinStay[],
  where: ExposedPlace,
  boundary: ReadonlySet<string>,
): readonly Observation[] {
  const groups = new Map<string, PinStay[]>();
  for (const stay of stays) {
    const end = stay.left === undefined ? "" : `${stay.left.kind} ${String(timeOf(stay.left))}`;
    const key = JSON.stringify([stay.path, stay.pin, stay.entered.hash, end, stay.refs.length > 0]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [stay]);
    else group.push(stay);
  }
  return [...groups.values()].slice(0, maxStays).flatMap((group) => toObservations(group, where, boundary));
}

/** A lock that ended, and the refs that keep it all the same, such as tags, are told of apart. */
function toObservations(
  group: readonly PinStay[],
  where: ExposedPlace,
  boundary: ReadonlySet<string>,
): readonly Observation[] {
  const [first] = group;
  if (first === undefined) return [];
  const { path, pin, entered, left } = first;
  const isCut = boundary.has(entered.hash);
  const refs = [...new Set(group.flatMap((stay) => stay.refs))];
  const common = {
    channel: "git-history",
    where,
    kind: "locked",
    name: pin[0],
    version: pin[1],
    since: isCut ? undefined : enteredAt(entered),
    ref: `${entered.hash.slice(0, shortHash)}:${path}`,
  } as const;
  const entry = describeEntry(entered, isCut);
  const ended = { ...common, until: endTime(first), detail: `${entry}; ${describeEnd(group, first)}` };
  if (refs.length === 0) return [ended];
  const kept = { ...common, until: undefined, detail: `${entry}; still on ${listRefs(refs)}` };
  return left === undefined ? [kept] : [ended, kept];
}

function endTime({ left }: PinStay): ObservedTime | undefined {
  return left === undefined ? undefined : commitDate(timeOf(left));
}

function describeEnd(group: readonly PinStay[], { left }: PinStay): string {
  if (left === undefined) {
    if (group.every(({ origin }) => origin === "reflog")) return "only the reflog still knows that commit";
    if (group.every(({ origin }) => origin === "earlier-look")) {
      return "an earlier look saw that commit, which the repository has thrown away since";
    }
    return "no branch leads there any more";
  }
  if (left.kind === "merged") {
    return `its branch was merged by ${left.hash.slice(0, shortHash)}, committed ${renderInstantShort(left.time * 1000)}`;
  }
  const { hash, committer } = left.commit;
  return `gone with ${hash.slice(0, shortHash)}, committed ${renderCommitTime(committer)}`;
}

function listRefs(refs: readonly string[]): string {
  const named = refs.slice(0, maxNamedRefs).join(", ");
  return refs.length > maxNamedRefs ? `${named} and ${String(refs.length - maxNamedRefs)} more` : named;
}

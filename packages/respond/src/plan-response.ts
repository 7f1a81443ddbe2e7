import { nextSteps } from "@lockkeeper/exposure";

import type { IncidentSnapshot, SnapshotRow } from "./snapshot.ts";
import { describeFreeze } from "./incident-policy.ts";
import type { IncidentSubject } from "./incident.ts";
import { notesOf } from "./response-notes.ts";
import { describeTargets } from "./incident.ts";
import type { StepId, StepText } from "./step.ts";
import { stepIds, stepTexts } from "./step.ts";
import { trapsOf } from "./traps.ts";

/** What a plan is made of. */
export interface PlanInput {
  readonly subject: IncidentSubject;
  readonly snapshot: IncidentSnapshot;
  /** Milliseconds; `undefined` where nothing is to be frozen. */
  readonly freezeMs: number | undefined;
  /** Whether copies that lie on this machine are moved, or listed alone. */
  readonly movesCopies: boolean;
}

/** A step with what it would do. */
export interface PlannedStep extends StepText {
  readonly id: StepId;
  /** What will be done, a sentence each; empty where there is nothing to do. */
  readonly actions: readonly string[];
  /** What this campaign asks people for here, beyond what every attack does. */
  readonly notes: readonly string[];
}

/** A response before anything was done. */
export interface ResponsePlan {
  /** What does harm when it is done in another order; shown before everything else. */
  readonly traps: readonly string[];
  readonly steps: readonly PlannedStep[];
}

/** Plans a response: what to do, in which order, and why in that one. Pure. */
export function planResponse(input: PlanInput): ResponsePlan {
  return {
    traps: trapsOf(input.subject),
    steps: stepIds.map((id) => ({
      id,
      ...stepTexts[id],
      actions: actionsOf(id, input),
      notes: notesOf(input.subject, id),
    })),
  };
}

function actionsOf(id: StepId, input: PlanInput): readonly string[] {
  const { subject, snapshot, freezeMs } = input;
  switch (id) {
    case "preserve":
      return [
        "Keep what is known now, copies of the files that evidence names, and the hashes of what is too large to copy.",
      ];
    case "isolate":
      return isolations(snapshot);
    case "freeze":
      return freezeMs === undefined ? [] : [`Until it is lifted, ${describeFreeze(freezeMs)}.`];
    case "deny":
      return [`Refuse ${shorten(describeTargets(subject))}.`];
    case "purge-firewall":
      return [
        `Remove what is cached of ${shorten([...new Set(subject.targets.map(({ name }) => name))])}; the ledger stays.`,
      ];
    case "quarantine":
      return copies(input);
    case "repair":
      return repairs(snapshot);
    case "rotate":
      return [rotationSentence(snapshot)];
    case "notify":
      return ["Draft texts for colleagues, customers and a regulator, and advisories (OSV, CSAF, OpenVEX)."];
    case "recheck":
      return ["Ask the same question again, and say what is still there."];
    default:
      return id satisfies never;
  }
}

/** The rows that tell of a place that had it. */
export function hitRows({ rows }: IncidentSnapshot): readonly SnapshotRow[] {
  return rows.filter(({ grade }) => grade === "executed" || grade === "fetched");
}

/** What people do first about each place that had it: a sentence for each, by the kind of place. */
export function isolations(snapshot: IncidentSnapshot): readonly string[] {
  return [...new Set(hitRows(snapshot).map(isolationOf))];
}

/** Bytes that were taken count as run until somebody shows otherwise. */
function isolationOf({ where }: SnapshotRow): string {
  const [first] = nextSteps("executed", where);
  return `${where.kind} ${where.id}: ${first ?? "look at it."}`;
}

/** A copy that lies somewhere and is not a line of a lockfile. */
export interface StandingCopy {
  readonly channel: string;
  readonly ref: string;
  /** The place's own id, below which relative references lie. */
  readonly where: string;
}

/** What lies on this machine, or below the folders, and is not locked. */
export function listCopies({ rows }: IncidentSnapshot): readonly StandingCopy[] {
  const found = new Map<string, StandingCopy>();
  for (const { evidence, where } of rows) {
    for (const { channel, ref, standing } of evidence) {
      if (standing !== "machine" || channel === "lockfile") continue;
      found.set(JSON.stringify([channel, where.id, ref]), { channel, ref, where: where.id });
    }
  }
  return [...found.values()];
}

function copies({ snapshot, movesCopies }: PlanInput): readonly string[] {
  const does = movesCopies ? "Move" : "List";
  return listCopies(snapshot).map(({ channel, ref, where }) => `${does} ${ref} of ${where} (${channel}).`);
}

function repairs({ rows, folders }: IncidentSnapshot): readonly string[] {
  const places = new Set(
    rows
      .filter(({ evidence }) =>
        evidence.some(({ channel, standing }) => channel === "lockfile" && standing === "machine"),
      )
      .map(
        ({ where, what }) =>
          `${where.kind} ${where.id}: take ${what} out of its lockfile, and leave the change as a patch.`,
      ),
  );
  if (places.size > 0) return [...places];
  return folders.length === 0 ? [] : ["Look through the lockfiles of the folders for the versions."];
}

function rotationSentence({ secrets, gaps }: IncidentSnapshot): string {
  const more = gaps.length === 0 ? "" : `, and ${String(gaps.length)} places where more may have been`;
  return secrets.length === 0
    ? `List what to replace: nothing was found in reach${more}.`
    : `List ${String(secrets.length)} secrets in reach by what to replace first${more}.`;
}

const maxShown = 6;

function shorten(words: readonly string[]): string {
  const shown = words.slice(0, maxShown).join(", ");
  return words.length > maxShown ? `${shown} and ${String(words.length - maxShown)} more` : shown;
}

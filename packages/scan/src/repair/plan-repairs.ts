import { unreachable } from "@lockkeeper/core";
import { LockfileError } from "@lockkeeper/lockfile";

import { ScanError } from "../errors.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { workHashes, workPins, workSetting } from "./file-requests.ts";
import { workMove } from "./move-request.ts";
import type { RepairParts, WorkedRequest } from "./move-request.ts";
import { findingsGone, withChanges } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import { groupId } from "./repair.ts";
import type { RepairGroup, RepairPlan, RepairRequest, Unrepaired } from "./repair.ts";

/** A plan, or the packages that have to be asked for before there can be one. */
export type Planning =
  | { readonly kind: "planned"; readonly plan: RepairPlan; readonly end: RepairState }
  | { readonly kind: "wanting"; readonly names: readonly string[] };

/**
 * Works out requests one after another, each in what the ones before have left: the smallest change that repairs, and
 * that brings nothing worse. Pure. Throws what reading an index or a text throws.
 */
export function planRepairs(
  start: RepairState,
  requests: readonly RepairRequest[],
  parts: RepairParts,
): Planning {
  const groups: RepairGroup[] = [];
  const unrepaired: Unrepaired[] = [];
  const wanting = new Set<string>();
  let state = start;
  for (const request of requests) {
    const worked = tryWork(request, state, parts);
    if (worked.kind === "gone") continue;
    if (worked.kind === "wanting") {
      for (const name of worked.names) wanting.add(name);
      continue;
    }
    if (worked.kind === "refused") {
      unrepaired.push({ findings: request.findings, why: worked.why, command: worked.command });
      continue;
    }
    const after = withChanges(state, worked.changes, parts.knowledge);
    const worse = worseOf(state, after, request);
    if (worse !== undefined) {
      unrepaired.push({
        findings: request.findings,
        why: `${worked.title} would bring another: ${worse.message}`,
        command: undefined,
      });
      continue;
    }
    const group = groupOf(request, worked, { state, after, groups });
    if (group.repaired.length === 0 && request.findings.length > 0) {
      const why = `${worked.title} would not be enough`;
      unrepaired.push({ findings: request.findings, why, command: undefined });
      continue;
    }
    groups.push(group);
    state = after;
  }
  if (wanting.size > 0) return { kind: "wanting", names: [...wanting].sort() };
  return { kind: "planned", plan: { groups, unrepaired }, end: state };
}

/** A text that is written in a way that an edit cannot be put into is left as it is. */
function tryWork(request: RepairRequest, state: RepairState, parts: RepairParts): WorkedRequest {
  try {
    return work(request, state, parts);
  } catch (error) {
    if (error instanceof LockfileError || error instanceof ScanError)
      return { kind: "refused", why: error.message, command: undefined };
    throw error;
  }
}

function work({ wish }: RepairRequest, state: RepairState, parts: RepairParts): WorkedRequest {
  switch (wish.kind) {
    case "move":
      return workMove(wish, state, parts);
    case "pin":
      return workPins(wish.file, state);
    case "hash":
      return workHashes(wish.file, state, parts);
    case "setting":
      return workSetting(wish.finding, state, parts);
    default:
      return unreachable(wish);
  }
}

const harmless: ReadonlySet<string> = new Set(["info", "low"]);

/**
 * A finding that a repair would bring and that the package did not have before. What is installed differs from the
 * lockfile until it is installed anew.
 */
function worseOf(
  before: RepairState,
  after: RepairState,
  { findings }: RepairRequest,
): ScanFinding | undefined {
  const gravity = Math.min(
    ...findings.map(({ severity }) => scanSeverities.indexOf(severity)),
    scanSeverities.length,
  );
  const known = new Set(before.findings.map(({ id, name }) => JSON.stringify([id, name])));
  return findingsGone(after, before).find(
    ({ id, name, kind, severity }) =>
      kind !== "disk" &&
      severity !== "info" &&
      (severity === "malware" || !known.has(JSON.stringify([id, name]))) &&
      (!harmless.has(severity) || scanSeverities.indexOf(severity) < gravity),
  );
}

function groupOf(
  request: RepairRequest,
  worked: Extract<WorkedRequest, { readonly kind: "worked" }>,
  context: {
    readonly state: RepairState;
    readonly after: RepairState;
    readonly groups: readonly RepairGroup[];
  },
): RepairGroup {
  const { state, after, groups } = context;
  const { title, risk, riskReason, changes } = worked;
  const [worst] = request.findings;
  return {
    id: groupId([title], new Set(groups.map(({ id }) => id))),
    kind: request.kind,
    wish: request.wish,
    title,
    reason: worst?.message ?? title,
    risk,
    riskReason,
    changes,
    // Settings are read from the disk; in a plan they count as repaired.
    repaired: request.wish.kind === "setting" ? request.findings : findingsGone(state, after),
  };
}

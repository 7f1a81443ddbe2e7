import { unreachable } from "@lockkeeper/core";
import { LockfileError } from "@lockkeeper/lockfile";

import { fingerprintOf } from "../baseline.ts";
import { ScanError } from "../errors.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import { arrivalKey } from "./arrival.ts";
import type { Arrival } from "./arrival.ts";
import { workAddress, workSource } from "./entry-requests.ts";
import { workPins, workSetting } from "./file-requests.ts";
import { workConflict } from "./conflict-request.ts";
import { workDisk } from "./disk-request.ts";
import { workDuplicates } from "./duplicate-request.ts";
import { workHashes } from "./hash-request.ts";
import { leftToPeople } from "./list-requests.ts";
import { workMove } from "./move-request.ts";
import type { RepairParts, WorkedRequest } from "./worked-request.ts";
import { workMissing } from "./missing-request.ts";
import { workRunner } from "./runner-request.ts";
import { workLockfile } from "./lockfile-request.ts";
import { workSecrets } from "./secret-request.ts";
import { workPage } from "./page-request.ts";
import { workScripts } from "./script-request.ts";
import { workSurplus } from "./surplus-request.ts";
import { workUrl } from "./url-request.ts";
import { findingsGone, withChanges } from "./repair-state.ts";
import type { RepairState } from "./repair-state.ts";
import { groupId } from "./repair.ts";
import type { RepairGroup, RepairPlan, RepairRequest, Unrepaired } from "./repair.ts";

/** A plan, or the packages that have to be asked for before there can be one. */
export type Planning =
  | { readonly kind: "planned"; readonly plan: RepairPlan; readonly end: RepairState }
  | {
      readonly kind: "wanting";
      readonly names: readonly string[];
      /** Versions whose bytes are wanted, as `name@version`. */
      readonly archives: readonly string[];
      /** Addresses of pages whose bytes are wanted. */
      readonly urls: readonly string[];
      /** Versions that somebody should look into, where somebody looks. */
      readonly arrivals: readonly Arrival[];
    };

/**
 * Works out requests one after another, each in what the ones before have left: the smallest change that repairs, and
 * that brings nothing worse. Pure. Throws what reading an index or a text throws.
 */
export function planRepairs(
  start: RepairState,
  requests: readonly RepairRequest[],
  parts: RepairParts,
): Planning {
  const draft: Draft = {
    groups: [],
    unrepaired: [],
    wanting: new Set(),
    archives: new Set(),
    urls: new Set(),
    arrivals: new Map(),
  };
  askAhead(draft, { start, requests, parts });
  if (isWanting(draft)) return wantingOf(draft);
  const deferred: RepairRequest[] = [];
  let state = start;
  for (const request of requests) {
    const worked = tryWork(request, state, parts);
    if (isDeferred(request, worked)) deferred.push(request);
    else state = addWorked(draft, { request, worked, state, parts });
  }
  for (const request of deferred)
    state = addWorked(draft, { request, worked: tryWork(request, state, parts), state, parts });
  if (isWanting(draft)) return wantingOf(draft);
  return { kind: "planned", plan: { groups: draft.groups, unrepaired: draft.unrepaired }, end: state };
}

/**
 * Each move is worked out from the start first, and asks for what it needs: in the state that the ones before leave it
 * would have to be worked out anew whenever one of them got what it asked for.
 */
function askAhead(
  draft: Draft,
  {
    start,
    requests,
    parts,
  }: {
    readonly start: RepairState;
    readonly requests: readonly RepairRequest[];
    readonly parts: RepairParts;
  },
): void {
  if (parts.memory === undefined) return;
  for (const request of requests) {
    const worked = request.wish.kind === "move" ? tryWork(request, start, parts) : undefined;
    if (worked?.kind === "wanting") noteWanting(draft, worked);
  }
}

function isWanting({ wanting, archives, urls, arrivals }: Draft): boolean {
  return wanting.size + archives.size + urls.size + arrivals.size > 0;
}

function wantingOf({ wanting, archives, urls, arrivals }: Draft): Planning {
  return {
    kind: "wanting",
    names: [...wanting].sort(),
    archives: [...archives].sort(),
    urls: [...urls].sort(),
    arrivals: [...arrivals.values()],
  };
}

interface Draft {
  readonly groups: RepairGroup[];
  readonly unrepaired: Unrepaired[];
  readonly wanting: Set<string>;
  readonly archives: Set<string>;
  readonly urls: Set<string>;
  readonly arrivals: Map<string, Arrival>;
}

interface Addition {
  readonly request: RepairRequest;
  readonly worked: WorkedRequest;
  readonly state: RepairState;
  readonly parts: RepairParts;
}

/** Notes what became of a request, and answers the state after it. */
function addWorked(draft: Draft, { request, worked, state, parts }: Addition): RepairState {
  const { findings } = request;
  if (worked.kind === "gone") return state;
  if (worked.kind === "wanting") {
    noteWanting(draft, worked);
    return state;
  }
  if (worked.kind === "refused") {
    draft.unrepaired.push({ findings, why: worked.why, command: worked.command });
    return state;
  }
  const make = (): RepairState => withChanges(state, worked.changes, parts.knowledge);
  const after = parts.memory === undefined ? make() : parts.memory.stateAfter(worked, make);
  const group = groupOf(request, worked, { state, after, groups: draft.groups });
  const worse = worseOf(state, after, request);
  const isEnough = group.repaired.length > 0 || findings.length === 0;
  if (worse === undefined && isEnough) {
    draft.groups.push(group);
    draft.unrepaired.push(...stillThere(request, group).map((each) => leftOf(each, worked.leftOver)));
    return after;
  }
  const why = worse === undefined ? "would not be enough" : `would bring another: ${worse.message}`;
  draft.unrepaired.push({ findings, why: `${worked.title} ${why}`, command: undefined });
  return state;
}

function noteWanting(
  draft: Draft,
  { names, archives = [], urls = [], arrivals = [] }: Extract<WorkedRequest, { readonly kind: "wanting" }>,
): void {
  for (const name of names) draft.wanting.add(name);
  for (const label of archives) draft.archives.add(label);
  for (const url of urls) draft.urls.add(url);
  for (const arrival of arrivals) draft.arrivals.set(arrivalKey(arrival), arrival);
}

/** What a change to a whole file leaves of what it was made for. */
function stillThere({ wish, findings }: RepairRequest, { repaired }: RepairGroup): readonly ScanFinding[] {
  if (wish.kind !== "page" && wish.kind !== "hash") return [];
  const gone = new Set(repaired.map(fingerprintOf));
  return findings.filter((finding) => !gone.has(fingerprintOf(finding)));
}

/** What is left of a page is said in the words of what was tried, by the address in quotes that both begin with or name. */
function leftOf(finding: ScanFinding, leftOver: readonly string[] = []): Unrepaired {
  const why = leftOver.find((each) =>
    finding.message.includes(each.slice(0, each.indexOf('"', 1) + 1) || each),
  );
  return why === undefined ? leftToPeople(finding) : { ...leftToPeople(finding), why };
}

/** A version that is forced on others may need no force once those have given way themselves. */
function isDeferred({ kind, wish }: RepairRequest, worked: WorkedRequest): boolean {
  // What is installed follows what is locked in the end.
  if (wish.kind === "disk") return true;
  return worked.kind === "worked" && worked.isForced === true && kind !== "malware";
}

/** Another change may have repaired it, such as one that took a whole file away. */
function isSettled({ findings }: RepairRequest, state: RepairState): boolean {
  const present = new Set(state.findings.map(fingerprintOf));
  return findings.length > 0 && !findings.some((finding) => present.has(fingerprintOf(finding)));
}

/** A text that is written in a way that an edit cannot be put into is left as it is. */
function tryWork(request: RepairRequest, state: RepairState, parts: RepairParts): WorkedRequest {
  if (isSettled(request, state)) return { kind: "gone" };
  try {
    const make = (): WorkedRequest => work(request, state, parts);
    return parts.memory === undefined ? make() : parts.memory.workOnce(state, request.wish, make);
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
    case "duplicate":
      return workDuplicates(wish.file, state);
    case "surplus":
      return workSurplus(state);
    case "disk":
      return workDisk(state);
    case "conflict":
      return workConflict(wish.file, state, parts);
    case "scripts":
      return workScripts(wish.file, state, parts);
    case "hash":
      return workHashes(wish.file, state, parts);
    case "page":
      return workPage(wish.file, state, parts);
    case "address":
      return workAddress(wish, state);
    case "source":
      return workSource(wish, state, parts);
    case "url":
      return workUrl(wish, state, parts);
    case "runner":
      return workRunner(wish.finding, state, parts);
    case "missing":
      return workMissing(wish.file, state, parts);
    case "lockfile":
      return workLockfile(wish.file, state, parts);
    case "secret":
      return workSecrets(wish.file, state);
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
  { wish, findings }: RepairRequest,
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
      // An exact version without a hash is less bad than a version that moves.
      ((!harmless.has(severity) && wish.kind !== "page") || scanSeverities.indexOf(severity) < gravity),
  );
}

const readFromDisk: ReadonlySet<string> = new Set(["setting", "secret", "disk", "scripts"]);

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
  const { title, risk, riskReason, drift, note, page, changes, disk } = worked;
  const [worst] = request.findings;
  return {
    id: groupId([title], new Set(groups.map(({ id }) => id))),
    kind: request.kind,
    wish: request.wish,
    title,
    reason: worst?.message ?? title,
    risk,
    riskReason,
    drift,
    note,
    page,
    changes,
    disk,
    // Settings are read from the disk; in a plan they count as repaired.
    repaired: readFromDisk.has(request.wish.kind) ? request.findings : findingsGone(state, after),
  };
}

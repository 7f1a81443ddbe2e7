import { unreachable } from "@lockkeeper/core";

import { isOfDisk } from "./disk-request.ts";
import { isPageName } from "../html/scan-page.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanFinding } from "../scan-finding.ts";
import type { RepairKind, RepairRequest, RepairWish, Unrepaired } from "./repair.ts";

/** What of the findings a machine can try, worst first, and what it cannot. */
export interface Requests {
  readonly requests: readonly RepairRequest[];
  readonly unrepaired: readonly Unrepaired[];
}

/** What is done about a finding, by its rule. */
type Remedy =
  | "away"
  | "maintained"
  | "duplicate"
  | "surplus"
  | "scripts"
  | "disk"
  | "fix"
  | "pin"
  | "hash"
  | "page"
  | "setting"
  | "lockfile"
  | "secret"
  | "address"
  | "source"
  | "url"
  | "runner"
  | "missing";

const remedies: ReadonlyMap<string, Remedy> = new Map([
  ["malicious-version", "away"],
  ["young-version", "away"],
  ["withheld-version", "away"],
  ["trust-downgrade", "away"],
  ["unlisted-version", "away"],
  ["known-vulnerability", "fix"],
  ["deprecated-version", "maintained"],
  ["duplicate-entry", "duplicate"],
  ["several-lockfiles", "surplus"],
  ["unpinned-range", "pin"],
  ["integrity-missing", "hash"],
  ["integrity-weak", "hash"],
  ["page-without-integrity", "page"],
  ["page-integrity-unusable", "page"],
  ["page-without-crossorigin", "page"],
  ["page-unpinned-version", "page"],
  ["page-insecure-url", "page"],
  ["token-in-file", "secret"],
  ["no-lockfile", "lockfile"],
  ["no-cooldown", "setting"],
  ["cooldown-unit", "setting"],
  ["tls-off", "setting"],
  ["insecure-registry", "setting"],
  ["scripts-allowed", "setting"],
  ["scope-without-registry", "setting"],
  ["insecure-source", "address"],
  ["foreign-host", "source"],
  ["install-script", "scripts"],
  ["url-dependency", "url"],
  ["name-mismatch", "source"],
  ["unpinned-runner", "runner"],
  ["lockfile-out-of-step", "missing"],
]);

/** Sorts findings, worst first, into what can be tried; findings of one version in one file are one request. */
export function listRequests(
  findings: readonly ScanFinding[],
  only: ReadonlySet<RepairKind> | undefined,
): Requests {
  const requests = new Map<string, RepairRequest>();
  const unrepaired: Unrepaired[] = [];
  for (const finding of findings) {
    if (only !== undefined && !only.has(finding.kind)) continue;
    const wish = wishOf(finding);
    if (wish === undefined) {
      unrepaired.push(leftToPeople(finding));
      continue;
    }
    const key = keyOf(wish);
    const known = requests.get(key);
    requests.set(
      key,
      known === undefined ? { kind: finding.kind, wish, findings: [finding] } : join(known, finding),
    );
  }
  return { requests: [...requests.values()].sort(byUrgency), unrepaired };
}

/** Archives of Yarn and its map of them are its own to make. */
const ofArchives: ReadonlySet<string> = new Set(["plugged-differs", "archive-differs"]);

function wishOf(finding: ScanFinding): RepairWish | undefined {
  const { id, file, name } = finding;
  const remedy = isOfDisk(finding) && !ofArchives.has(id) ? "disk" : remedies.get(id);
  if (remedy === undefined) return undefined;
  if (remedy === "surplus" || remedy === "disk") return { kind: remedy };
  if (isOfFile(remedy) || remedy === "scripts") return { kind: remedy, file };
  if (remedy === "setting" || remedy === "runner") return { kind: remedy, finding };
  // What is missing inside of a lockfile is told of the lockfile, and was cut out by somebody.
  if (remedy === "missing") return name === undefined ? undefined : { kind: remedy, file };
  return wishOfVersion(finding, remedy);
}

function isOfFile(remedy: Remedy): remedy is "secret" | "lockfile" | "duplicate" | "pin" | "hash" | "page" {
  return ["secret", "lockfile", "duplicate", "pin", "hash", "page"].includes(remedy);
}

function wishOfVersion(
  { file, name, version }: ScanFinding,
  remedy: "address" | "source" | "url" | "away" | "fix" | "maintained",
): RepairWish | undefined {
  if (name === undefined || version === undefined) return undefined;
  // What a page loads gives way in its address.
  if (isPageName(file)) return remedy === "away" || remedy === "fix" ? { kind: "page", file } : undefined;
  if (remedy === "address" || remedy === "source" || remedy === "url")
    return { kind: remedy, file, name, version };
  return { kind: "move", file, name, from: version, goal: remedy };
}

function keyOf(wish: RepairWish): string {
  switch (wish.kind) {
    case "move":
      return JSON.stringify(["move", wish.file, wish.name, wish.from]);
    case "address":
    case "source":
    case "url":
      return JSON.stringify([wish.kind, wish.file, wish.name, wish.version]);
    case "setting":
    case "runner":
      return JSON.stringify([wish.kind, wish.finding.id, wish.finding.file, wish.finding.message]);
    case "surplus":
    case "disk":
      return wish.kind;
    case "scripts":
    case "conflict":
      return JSON.stringify([wish.kind, wish.file]);
    case "secret":
    case "lockfile":
    case "duplicate":
    case "pin":
    case "missing":
    case "hash":
    case "page":
      return JSON.stringify([wish.kind, wish.file]);
    default:
      return unreachable(wish);
  }
}

const goals = ["away", "fix", "newer", "maintained"] as const;

/**
 * Away from a bad version beats up to a fix: a version that may not stay is no starting point. Both beat what is merely
 * advised against.
 */
function join(known: RepairRequest, finding: ScanFinding): RepairRequest {
  const wish = wishOf(finding);
  const isGraver =
    wish?.kind === "move" &&
    known.wish.kind === "move" &&
    goals.indexOf(wish.goal) < goals.indexOf(known.wish.goal);
  return { ...known, wish: isGraver ? wish : known.wish, findings: [...known.findings, finding] };
}

/** Worst first; of equals what is nearer to the project, since it takes what is below along. */
function byUrgency(left: RepairRequest, right: RepairRequest): number {
  return (
    orderOf(left) - orderOf(right) || gravityOf(left) - gravityOf(right) || depthOf(left) - depthOf(right)
  );
}

/** What is taken away needs no repair; what is installed follows what is locked in the end. */
function orderOf({ wish }: RepairRequest): number {
  if (wish.kind === "surplus" || wish.kind === "conflict") return 0;
  return wish.kind === "disk" ? 2 : 1;
}

function gravityOf({ findings }: RepairRequest): number {
  return Math.min(...findings.map(({ severity }) => scanSeverities.indexOf(severity)));
}

function depthOf({ findings }: RepairRequest): number {
  return Math.min(...findings.map(({ path }) => path.length));
}

/** A finding that no machine should decide. */
export function leftToPeople(finding: ScanFinding): Unrepaired {
  return {
    findings: [finding],
    why: `${finding.message}: ${finding.fix?.message ?? "a person has to decide"}`,
    command: finding.fix?.command,
  };
}

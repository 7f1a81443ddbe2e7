import type { LedgerTally, TallyQuery } from "@lockkeeper/store";

import type { ChannelStatement, EvidenceItem, Observation, ObservationKind } from "../../observation.ts";
import type { ExposureQuestion, ExposureWindow } from "../../question.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { createTargetSet } from "../../targets/target-set.ts";
import { versionsAsked } from "../../targets/versions-asked.ts";
import { windowFor } from "../../weigh-evidence.ts";
import { placeOfRequest } from "./ledger-place.ts";

/** What the channel can and cannot show. */
export const ledgerStatement: ChannelStatement = {
  channel: "ledger",
  shows:
    "who asked this firewall for a version and when, whether its bytes were served or refused, and who was shown a list of versions that held it",
  cannotShow:
    "what was taken past the firewall, before it was there, or from a client's own cache; whether code ran",
};

/** Where the ledger is read from. */
export interface LedgerSource {
  tally(query: TallyQuery): Promise<readonly LedgerTally[]>;
}

/**
 * Tells what the ledger shows: tarballs that were served are `fetched`, refusals are `refused`, and a list of versions
 * that held one of the asked within its window is `accepts`, unless the same client took another version then.
 */
export async function* collectLedger(
  question: ExposureQuestion,
  source: LedgerSource,
): AsyncGenerator<EvidenceItem, void, undefined> {
  const targets = createTargetSet(question.targets);
  for (const [window, names] of groupByWindow(question)) {
    const taken = new Map(names.map((name) => [name, versionsAsked(targets.ofName(name))]));
    const asked = { packages: taken, ...question.window, splitAt: window.until };
    for (const tally of await source.tally(asked)) {
      for (const observation of readTake(tally, targets)) yield { kind: "observation", observation };
    }
    // In a window without a beginning, everybody who ever asked for the package would have looked at it.
    if (window.since === undefined) continue;
    const everything = new Map(names.map((name) => [name, undefined]));
    const looks = await source.tally({ packages: everything, ...window });
    for (const observation of readLooks(looks, targets)) yield { kind: "observation", observation };
  }
}

/** Names with one window are asked together: each question reads what is not in the database yet. */
function groupByWindow(question: ExposureQuestion): Iterable<readonly [ExposureWindow, readonly string[]]> {
  const groups = new Map<string, [ExposureWindow, string[]]>();
  const widest = new Map<string, ExposureWindow>();
  for (const target of question.targets) {
    const window = windowFor(question, target);
    const known = widest.get(target.name);
    widest.set(target.name, known === undefined ? window : widen(known, window));
  }
  for (const [name, window] of widest) {
    const key = `${window.since ?? ""} ${window.until ?? ""}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [window, [name]]);
    else group[1].push(name);
  }
  return groups.values();
}

function widen(left: ExposureWindow, right: ExposureWindow): ExposureWindow {
  const isOpen = left.since === undefined || right.since === undefined;
  const isEndless = left.until === undefined || right.until === undefined;
  return {
    since: isOpen ? undefined : Math.min(left.since, right.since),
    until: isEndless ? undefined : Math.max(left.until, right.until),
  };
}

function readTake(tally: LedgerTally, targets: TargetSet): readonly Observation[] {
  const { package: name, version } = tally;
  const kind = kindOfRequest(tally);
  if (version === null || kind === undefined || targets.ofVersion(name, version).length === 0) return [];
  return [observe(tally, kind, version, describeRequest(tally, kind))];
}

function withheldTargets(
  { package: name, withheld, observed }: LedgerTally,
  targets: TargetSet,
): readonly string[] {
  if (observed) return [];
  return withheld.filter((version) => targets.ofVersion(name, version).length > 0);
}

function kindOfRequest({ kind, outcome }: LedgerTally): ObservationKind | undefined {
  if (outcome === "refused") return "refused";
  if (kind === "tarball" && (outcome === "served" || outcome === "not-modified")) return "fetched";
  // Whoever asks for the manifest of one version has chosen it.
  return kind === "manifest" && outcome === "served" ? "resolved" : undefined;
}

/** What clients took of a package, by who they are. */
interface TakenVersions {
  /** Those that took one of the asked: their look is told by what they took. */
  readonly asked: ReadonlySet<string>;
  /** Another version that they took. */
  readonly other: ReadonlyMap<string, string>;
}

/**
 * A look at a list of versions: one that lacked what was asked was a refusal. Clients that took none of the asked may have
 * it from a cache of their own, or only looked (`npm view`, an update check).
 */
function readLooks(tallies: readonly LedgerTally[], targets: TargetSet): readonly Observation[] {
  const taken = findTaken(tallies, targets);
  return tallies.flatMap((tally) => {
    const { kind, outcome, package: name } = tally;
    if (kind !== "packument" || (outcome !== "served" && outcome !== "not-modified")) return [];
    const withheld = withheldTargets(tally, targets);
    if (withheld.length > 0) return withheld.map((version) => observeWithheld(tally, version));
    const who = lookKey(tally);
    if (taken.asked.has(who)) return [];
    const other = taken.other.get(who);
    if (other !== undefined) {
      const detail = `${clientOf(tally)} looked at ${name} and took ${name}@${other}`;
      return [observe(tally, "clean", other, detail)];
    }
    const detail = `${clientOf(tally)} was shown the versions of ${name}${times(tally)} and took none from here`;
    return [observe(tally, "accepts", undefined, detail)];
  });
}

function findTaken(tallies: readonly LedgerTally[], targets: TargetSet): TakenVersions {
  const asked = new Set<string>();
  const other = new Map<string, string>();
  for (const tally of tallies) {
    const { version } = tally;
    if (version === null || kindOfRequest(tally) !== "fetched") continue;
    if (targets.ofVersion(tally.package, version).length > 0) asked.add(lookKey(tally));
    else other.set(lookKey(tally), version);
  }
  return { asked, other };
}

function observeWithheld(tally: LedgerTally, version: string): Observation {
  const what = `${tally.package}@${version}`;
  return observe(tally, "refused", version, `${clientOf(tally)} was not shown ${what}${times(tally)}`);
}

function lookKey(tally: LedgerTally): string {
  const { kind, id } = placeOfRequest(tally);
  return JSON.stringify([kind, id, tally.package]);
}

function observe(
  tally: LedgerTally,
  kind: ObservationKind,
  version: string | undefined,
  detail: string,
): Observation {
  const stated = (at: number): Observation["since"] => ({ at, basis: "stated", toleranceMs: 0 });
  return {
    channel: "ledger",
    where: placeOfRequest(tally),
    kind,
    name: tally.package,
    version,
    since: stated(tally.firstAt),
    until: stated(tally.lastAt),
    ref: `ledger:${tally.firstSeq}`,
    detail,
  };
}

function describeRequest(tally: LedgerTally, kind: ObservationKind): string {
  const what = `${tally.package}@${tally.version ?? ""}`;
  const who = clientOf(tally);
  if (kind === "refused") return `${who} was refused ${what} (${tally.clause})${times(tally)}`;
  if (kind === "resolved") return `${who} asked for the manifest of ${what}${times(tally)}`;
  const from = tally.tookFromCache ? " from the firewall's cache" : "";
  const why = tally.observed ? "; it would have been withheld, but the firewall only observed" : "";
  const unchanged = tally.outcome === "not-modified" ? ", which it had already" : "";
  return `${who} took ${what}${from}${unchanged}${times(tally)}${why}`;
}

function clientOf({ client, clientVersion, command, ci, remote }: LedgerTally): string {
  const tool = [client, clientVersion, command].filter((word) => word !== null).join(" ");
  const where = [ci === null ? undefined : `in ${ci}`, remote === null ? undefined : `at ${remote}`];
  return [tool, ...where].filter((word) => word !== undefined).join(" ");
}

function times({ count }: LedgerTally): string {
  return count === 1 ? "" : `, ${count} times`;
}

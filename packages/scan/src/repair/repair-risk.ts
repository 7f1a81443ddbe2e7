import type { VersionChoice } from "./choose-version.ts";
import { stepOf } from "./choose-version.ts";
import { isRecord } from "./npm-entry.ts";
import type { Move } from "./npm-move.ts";
import type { PublishedPackage } from "./published-package.ts";
import type { RepairDrift, RepairRisk } from "./repair.ts";

/** What the risk of a move is judged by. */
export interface RiskParts {
  readonly choice: VersionChoice;
  readonly published: PublishedPackage;
  /** Whether packages get a version which they do not allow. */
  readonly isForced: boolean;
  /** What the bytes say, where somebody looked. */
  readonly drift: RepairDrift | undefined;
}

/** How many of the things that a version newly does make a reason. */
const maxTold = 2;

/** How much a move could break, and by what. */
export function riskOfMove(
  move: Move,
  parts: RiskParts,
): { readonly risk: RepairRisk; readonly riskReason: string } {
  const { choice, isForced, drift } = parts;
  const step = stepOf(move.from, move.to);
  const scripts = newScripts(move, parts.published);
  const node = newNode(move, parts.published);
  const isHigh = step === "major" || isForced || scripts.length > 0;
  const isLow = node === undefined && (step === "patch" || choice.isInRange);
  const reasons = [
    step === "major" ? "a main version step" : `a ${step} step`,
    choice.isInRange ? "inside every declared range" : "outside a declared range",
    ...(isForced ? [`forces ${move.name} on packages that ask for another`] : []),
    ...(scripts.length > 0 ? [`starts to run ${scripts.join(", ")} at install`] : []),
    ...(node === undefined ? [] : [`asks for Node ${node}`]),
    ...(choice.isVulnerable ? ["has known vulnerabilities itself"] : []),
    ...tellDrift(drift),
  ];
  return { risk: riskierOf(weigh(isHigh, isLow), drift), riskReason: reasons.join(", ") };
}

function tellDrift(drift: RepairDrift | undefined): readonly string[] {
  return drift === undefined || drift.risk === "low" ? [] : drift.news.slice(0, maxTold);
}

const risks: readonly RepairRisk[] = ["low", "moderate", "high"];

function riskierOf(risk: RepairRisk, drift: RepairDrift | undefined): RepairRisk {
  return drift !== undefined && risks.indexOf(drift.risk) > risks.indexOf(risk) ? drift.risk : risk;
}

function weigh(isHigh: boolean, isLow: boolean): RepairRisk {
  if (isHigh) return "high";
  return isLow ? "low" : "moderate";
}

/** What a version runs at install that the one before did not; nothing is said where that one is not listed any more. */
function newScripts({ from, to }: Move, { history }: PublishedPackage): readonly string[] {
  const before = history.releases.find(({ version }) => version === from);
  const after = history.releases.find(({ version }) => version === to);
  if (before === undefined) return [];
  return (after?.installScripts ?? []).filter((each) => !before.installScripts.includes(each));
}

/** The range of Node that a version asks for, where it is another one than before. */
function newNode({ from, to }: Move, { manifestOf }: PublishedPackage): string | undefined {
  const [before, after] = [nodeOf(manifestOf(from)), nodeOf(manifestOf(to))];
  const isKnown = manifestOf(from) !== undefined;
  return isKnown && after !== undefined && after !== before ? after.slice(0, 80) : undefined;
}

function nodeOf(manifest: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const engines = manifest?.["engines"];
  const node = isRecord(engines) ? engines["node"] : undefined;
  return typeof node === "string" ? node : undefined;
}

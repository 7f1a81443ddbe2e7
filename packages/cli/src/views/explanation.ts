import { tryParseInstant, unreachable } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/server";

import type { ViewContext } from "../command.ts";
import { parseExplainedFacts } from "../explained-facts.ts";
import type { ExplainedFacts } from "../explained-facts.ts";
import { showForeign } from "../foreign-text.ts";
import type { Style } from "../style.ts";
import { count, renderPairs } from "../table.ts";
import { wrapText } from "../wrap-text.ts";
import { renderDistance } from "./moment.ts";

type Pair = readonly [string, string];

/** One decision on one screen: the verdict first, then why, what to take instead, the facts, and the way round. */
export function renderExplanation(
  record: ExplainRecord,
  { style, width }: Pick<ViewContext, "style" | "width">,
): string {
  if (record.error !== undefined) return renderUndecided(record, style);
  const facts = parseExplainedFacts(record.facts);
  // Distances are told from the moment of the decision: a server on a drill's clock lives in another time.
  const now = tryParseInstant(record.decidedAt);
  return [
    `${renderVerdict(record, style)}\n\n`,
    ...record.reasons.map(({ message }) => wrapText(showForeign(message, 500), { width, indent: "  " })),
    ...(record.reasons.length === 0 ? [] : ["\n"]),
    ...renderFindings(facts, { style, width }),
    renderPairs([
      ...adviceOf(record, now),
      ...factPairs(facts, now),
      ["Policy", `revision ${record.policyRevision}`],
    ]),
    ...exceptionAdvice(record),
  ].join("");
}

const maxFindings = 8;

/** What the inspection found, strongest first as the firewall tells it; the reasons have room for the worst alone. */
function renderFindings(
  { inspection }: ExplainedFacts,
  { style, width }: Pick<ViewContext, "style" | "width">,
): readonly string[] {
  if (inspection?.state !== "present" || inspection.findings.length === 0) return [];
  const shown = inspection.findings.slice(0, maxFindings).map(({ id, strength, message }) => {
    const text = `${showForeign(message, 600)} (${showForeign(`${strength}, ${id}`, 120)})`;
    return wrapText(text, { width, first: "    - ", indent: "      " });
  });
  const more = inspection.findings.length - shown.length;
  const rest = more > 0 ? [`    and ${more} more\n`] : [];
  return [`  ${style.bold("Found by its inspection")}\n`, ...shown, ...rest, "\n"];
}

function renderVerdict(record: ExplainRecord, style: Style): string {
  const what = style.bold(
    showForeign(record.version === null ? record.name : `${record.name}@${record.version}`),
  );
  const asked =
    record.spec === `${record.name}@${record.version}` ? "" : ` (asked: ${showForeign(record.spec)})`;
  return `${renderWord(record, style)} ${what}${asked}${meaningOf(record)}`;
}

function renderWord({ decision }: ExplainRecord, style: Style): string {
  const word = decision.toUpperCase();
  if (decision === "allow") return style.bold(style.green(word));
  return style.bold(decision === "block" ? style.red(word) : style.yellow(word));
}

function meaningOf({ decision, effect, clause }: ExplainRecord): string {
  switch (decision) {
    case "allow":
      return clause === "none" ? ": served" : `: served (${clause})`;
    case "warn":
      return `: served with a warning (${clause})`;
    case "hold":
      return `: withheld for now (${clause})`;
    case "block":
      return `: withheld (${clause})`;
    case "unknown":
      return `: could not be decided, treated as ${effect} (${clause})`;
    default:
      return unreachable(decision);
  }
}

function adviceOf(record: ExplainRecord, now: number | undefined): readonly Pair[] {
  const matures = record.maturesAt === null ? undefined : tryParseInstant(record.maturesAt);
  const isWithheld = record.effect === "hold" || record.effect === "block";
  return [
    ...(matures === undefined ? [] : [["Over at", renderDistance(matures, now)] as const]),
    ...(isWithheld ? [["Take instead", insteadOf(record)] as const] : []),
  ];
}

function insteadOf({ name, newestAcceptable }: ExplainRecord): string {
  return newestAcceptable === null
    ? "no acceptable version is known"
    : showForeign(`${name}@${newestAcceptable}`);
}

function factPairs(facts: ExplainedFacts, now: number | undefined): readonly Pair[] {
  const { firstSeenAt, removedUpstreamAt, deprecated } = facts;
  const publisher = renderPublisher(facts);
  return [
    ["Published", renderPublished(facts, now)],
    ...(firstSeenAt === undefined ? [] : [["First seen", renderDistance(firstSeenAt, now)] as const]),
    ...(removedUpstreamAt === undefined
      ? []
      : [["Removed", `upstream dropped it by ${renderDistance(removedUpstreamAt, now)}`] as const]),
    ...(publisher === undefined ? [] : [["Publisher", publisher] as const]),
    [
      "Install scripts",
      facts.installScripts.length === 0
        ? "none"
        : facts.installScripts.map((name) => showForeign(name, 60)).join(", "),
    ],
    ...facts.exoticDependencies.map(({ name, spec }): Pair => [
      "Not from registry",
      `${showForeign(name)}: ${showForeign(spec)}`,
    ]),
    ...(deprecated === undefined ? [] : [["Deprecated", showForeign(deprecated)] as const]),
    ...advisoryPairs(facts),
    ...inspectionPairs(facts),
    ...(facts.fixesInUse.length === 0
      ? []
      : [["Fixes in use", facts.fixesInUse.map((id) => showForeign(id)).join(", ")] as const]),
  ];
}

function renderPublished({ published }: ExplainedFacts, now: number | undefined): string {
  if (published.state === "present") return renderDistance(published.value, now);
  return published.state === "absent" ? "the registry does not say when" : published.reason;
}

function renderPublisher({ publisher, hasAttestation }: ExplainedFacts): string | undefined {
  if (publisher === undefined) return undefined;
  const who = [publisher.name, publisher.email === undefined ? undefined : `<${publisher.email}>`]
    .filter((part) => part !== undefined)
    .join(" ");
  const how =
    publisher.trustedPublisher === undefined ? [] : [`trusted publisher ${publisher.trustedPublisher}`];
  const proof = hasAttestation === undefined ? [] : [hasAttestation ? "with attestation" : "no attestation"];
  return showForeign([who === "" ? "unnamed" : who, ...how, ...proof].join(", "));
}

const maxAdvisories = 5;

function advisoryPairs({ advisories }: ExplainedFacts): readonly Pair[] {
  if (advisories.length === 0) return [["Advisories", "none known"]];
  const shown = advisories.slice(0, maxAdvisories).map(({ id, kind, severity, summary, source }): Pair => {
    const grade = kind === "malware" ? "malware" : `${severity ?? "unrated"} vulnerability`;
    return ["Advisory", showForeign(`${id} (${grade}, ${source}): ${summary}`)];
  });
  const more = advisories.length - maxAdvisories;
  return more > 0 ? [...shown, ["", `and ${more} more`]] : shown;
}

function inspectionPairs({ inspection }: ExplainedFacts): readonly Pair[] {
  if (inspection === undefined) return [];
  if (inspection.state === "unavailable")
    return [["Inspection", `not possible: ${showForeign(inspection.reason, 300)}`]];
  const { verdict, findings } = inspection;
  const found = findings.length === 0 ? "nothing found" : count(findings.length, "finding");
  return [["Inspection", `${showForeign(verdict, 20)}, ${found}`]];
}

function exceptionAdvice({ command, approvers }: ExplainRecord): readonly string[] {
  if (command === null) return [];
  const who =
    approvers.length === 0
      ? "whoever answers for the policy"
      : approvers.map((name) => showForeign(name)).join(" or ");
  return [`\nTo let it in all the same, ask ${who} for an exception:\n  ${showForeign(command, 1000)}\n`];
}

function renderUndecided({ spec, error }: ExplainRecord, style: Style): string {
  const hint = error?.hint ?? null;
  return [
    `${style.bold(style.yellow("UNKNOWN"))} ${style.bold(showForeign(spec))}: could not be decided\n\n`,
    `  ${showForeign(error?.message ?? "", 500)}\n`,
    ...(hint === null ? [] : [`  ${showForeign(hint, 500)}\n`]),
  ].join("");
}

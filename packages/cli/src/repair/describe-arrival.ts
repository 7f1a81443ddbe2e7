import type { Finding } from "@lockkeeper/core";
import type { Capability } from "@lockkeeper/facts";
import type { Comparison, Inspection } from "@lockkeeper/inspect";
import type { Arrival, ArrivalLook, RepairRisk } from "@lockkeeper/scan";

import {
  capabilitiesOf,
  capabilityPhrase,
  capabilityRank,
  triggerTitles,
} from "../inspection/capability-words.ts";
import { newDependencies } from "../inspection/dependency-rows.ts";

/** What comparing two versions came to: `undefined` where there is none to compare with, or why it could not be done. */
export type ComparisonOutcome = Comparison | { readonly why: string } | undefined;

interface News {
  readonly risk: RepairRisk;
  readonly text: string;
}

const risks: readonly RepairRisk[] = ["low", "moderate", "high"];

/** Says what a version does that the one whose place it takes did not, and how much that could break. Pure. */
export function describeArrival(
  arrival: Arrival,
  inspection: Pick<Inspection, "verdict" | "reasons" | "findings" | "facts">,
  comparison: ComparisonOutcome,
): ArrivalLook {
  const { verdict, reasons } = inspection;
  const why = reasons[0]?.message ?? "nothing is said of it";
  const news: readonly News[] = [
    ...(verdict === "hold" || verdict === "block" ? [high(`is held by its inspection: ${why}`)] : []),
    ...newsOf(arrival, inspection, comparison),
    ...inspection.findings.flatMap(findingNews),
  ].toSorted((left, right) => risks.indexOf(right.risk) - risks.indexOf(left.risk));
  const least: RepairRisk = verdict === "unknown" ? "moderate" : "low";
  const risk = [least, ...news.map((each) => each.risk)].reduce((left, right) =>
    risks.indexOf(right) > risks.indexOf(left) ? right : left,
  );
  return { verdict, why, risk, news: news.map(({ text }) => text) };
}

function newsOf(
  { from }: Arrival,
  { facts }: Pick<Inspection, "facts">,
  comparison: ComparisonOutcome,
): readonly News[] {
  if (comparison !== undefined && "drift" in comparison) return driftNews(comparison);
  const scripts = textsOf(facts["installScripts"]);
  const atInstall = scripts.length === 0 ? [] : [high(`runs ${scripts.join(", ")} at install`)];
  if (comparison === undefined) return atInstall;
  return [...atInstall, low(`could not be compared with ${from ?? "the one before"}: ${comparison.why}`)];
}

function driftNews(comparison: Comparison): readonly News[] {
  const { hosts, installScripts, fileKinds, concealments, dependencies } = comparison.drift;
  const isAdded = installScripts.some(({ before, after }) => before === undefined && after !== undefined);
  const hooks = installScripts.filter(({ after }) => after !== undefined).map(({ key }) => key);
  const machineCode = fileKinds.added.filter((kind) => kind === "native" || kind === "wasm");
  const { brought } = newDependencies(dependencies);
  return [
    ...(hooks.length === 0
      ? []
      : [
          {
            risk: isAdded ? "high" : "moderate",
            text: `runs something else at install: ${list(hooks)}`,
          } as const,
        ]),
    ...capabilityNews(comparison),
    ...(machineCode.length === 0 ? [] : [moderate("brings machine code that was not there")]),
    ...(concealments.length === 0
      ? []
      : [moderate(`hides things as it did not before: ${list(concealments)}`)]),
    ...(hosts.added.length === 0 ? [] : [low(`names new hosts: ${list(hosts.added)}`)]),
    ...(brought.length === 0 ? [] : [low(`needs besides: ${list(brought)}`)]),
  ];
}

/** Effects that reach out of the program, by which a new one changes what a project trusts it with. */
const reaching: ReadonlySet<string> = new Set([
  "process",
  "network",
  "dns",
  "listen",
  "run-code",
  "load-native",
  "read-all-environment",
  "host-facts",
  "clipboard",
  "key-log",
  "wallet",
  "recipient",
  "replace-global",
  "publish",
  "install-packages",
  "persist",
]);
const asleep: ReadonlySet<Capability["trigger"]> = new Set(["none", "development"]);

/** New is what nothing made it do before; what it does at install now, it is new whatever it did before. */
function capabilityNews({ before, drift }: Comparison): readonly News[] {
  const known = capabilitiesOf(before.facts).filter(({ trigger }) => !asleep.has(trigger));
  const triggersByKind = new Map<string, Capability["trigger"][]>();
  for (const { kind, trigger } of drift.capabilities.added) {
    if (asleep.has(trigger)) continue;
    const isKnown = known.some((each) => each.kind === kind);
    if (isKnown && trigger !== "install") continue;
    triggersByKind.set(kind, [...(triggersByKind.get(kind) ?? []), trigger]);
  }
  return [...triggersByKind]
    .toSorted(([left], [right]) => capabilityRank(left) - capabilityRank(right))
    .map(([kind, triggers]) => {
      const text = `${capabilityPhrase(kind)} now (${triggers.map((each) => triggerTitles[each]).join(", ")})`;
      if (!reaching.has(kind)) return low(text);
      return triggers.includes("install") ? high(text) : moderate(text);
    });
}

/** What nearly holds a version; the others are common, and stand in `inspect`. */
function findingNews({ strength, family, message }: Finding): readonly News[] {
  if (strength !== "supporting" || family !== "identity") return [];
  return [moderate(message.replace(/\.$/, ""))];
}

const maxListed = 3;

function list(texts: readonly string[]): string {
  const more = texts.length - maxListed;
  return `${texts.slice(0, maxListed).join(", ")}${more > 0 ? ` and ${String(more)} more` : ""}`;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each) => typeof each === "string") : [];
}

function high(text: string): News {
  return { risk: "high", text };
}

function moderate(text: string): News {
  return { risk: "moderate", text };
}

function low(text: string): News {
  return { risk: "low", text };
}

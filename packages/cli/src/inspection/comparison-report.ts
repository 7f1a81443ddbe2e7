import { renderDuration } from "@lockkeeper/core";
import type { Capability, Change } from "@lockkeeper/facts";
import type { ComparedVersion, Comparison } from "@lockkeeper/inspect";

import { renderByteSize } from "../byte-size.ts";
import { count } from "../table.ts";
import {
  capabilitiesOf,
  capabilityPhrase,
  capabilityRank,
  triggerTitles,
  triggers,
} from "./capability-words.ts";
import { toRow } from "./compared-row.ts";
import type { ComparedRow } from "./compared-row.ts";
import { dependencyRows, newDependencies } from "./dependency-rows.ts";
import { publishingRows, untoldPublishing } from "./publishing-rows.ts";

/** Whether a version has something: both, only the later one, only the earlier one, or neither. */
export type Presence = "both" | "new" | "gone" | "neither";

/** One kind of effect with what it is reached by. */
export interface CapabilityRow {
  readonly kind: string;
  readonly phrase: string;
  /** In the order of the report's triggers. */
  readonly cells: readonly Presence[];
}

/** Rows about one matter. */
export interface ComparedSection {
  readonly title: string;
  readonly rows: readonly ComparedRow[];
}

/** Two versions side by side, for views to lay out. Its texts are foreign. */
export interface ComparisonReport {
  readonly title: string;
  /** What kind of step it is, and how long after. */
  readonly step: string;
  /** What matters most, one sentence each. */
  readonly summary: readonly string[];
  /** The triggers that any effect has, in the order of columns. */
  readonly triggers: readonly Capability["trigger"][];
  readonly capabilities: readonly CapabilityRow[];
  /** Only those in which something differs. */
  readonly sections: readonly ComparedSection[];
  /** What of the two could not be looked at. */
  readonly blindSpots: readonly string[];
}

/** Lays out what changed in behaviour between two versions. */
export function reportComparison(comparison: Comparison): ComparisonReport {
  const { before, after, drift } = comparison;
  const table = tabulate(before, after);
  return {
    title: titleOf(before, after),
    step: stepOf(comparison),
    summary: summarize(comparison, table),
    ...table,
    sections: [
      section("Runs at install", changeRows(drift.installScripts)),
      section("Hosts in its code", listRows(drift.hosts)),
      section("Dependencies", dependencyRows(drift.dependencies)),
      section("Publishing", publishingRows(before.release, after.release)),
      section("Commands", changeRows(drift.bins)),
      // A pattern stands for many files; that it now begins with another one says nothing.
      section("Entry points", changeRows(drift.entries.filter(({ key }) => !key.includes("*")))),
      section("Other scripts", otherScripts(comparison)),
      section(
        "Concealment that is new",
        drift.concealments.map((kind) => toRow(kind, undefined, "")),
      ),
      section("Files", fileRows(comparison)),
    ].filter(({ rows }) => rows.length > 0),
    blindSpots: blindSpotsOf(comparison),
  };
}

function titleOf(before: ComparedVersion, after: ComparedVersion): string {
  const left = nameOf(before);
  const right = before.name === after.name && after.version !== undefined ? after.version : nameOf(after);
  return `${left} → ${right}`;
}

function nameOf({ name, version, spec }: ComparedVersion): string {
  return name === undefined ? spec : `${name}@${version ?? "?"}`;
}

function stepOf({ before, after, drift }: Comparison): string {
  const words = {
    major: "major release",
    minor: "minor release",
    patch: "patch release",
    prerelease: "prerelease",
    same: "same version",
    downward: "downward",
  } as const;
  const [left, right] = [publishedAt(before), publishedAt(after)];
  if (left === undefined || right === undefined || right <= left) return words[drift.step];
  return `${words[drift.step]}, ${renderDuration(right - left)} later`;
}

function publishedAt({ release }: ComparedVersion): number | undefined {
  const published = release.state === "present" ? release.value.publishedAt : undefined;
  return published?.state === "present" ? published.value : undefined;
}

type CapabilityTable = Pick<ComparisonReport, "triggers" | "capabilities">;

function tabulate(before: ComparedVersion, after: ComparedVersion): CapabilityTable {
  const left = capabilitiesOf(before.facts);
  const right = capabilitiesOf(after.facts);
  const all = [...left, ...right];
  const used = triggers.filter((trigger) => all.some((capability) => capability.trigger === trigger));
  const kinds = [...new Set(all.map(({ kind }) => kind))].toSorted(
    (one, other) => capabilityRank(one) - capabilityRank(other),
  );
  const has = (list: readonly Capability[], kind: string, trigger: string): boolean =>
    list.some((capability) => capability.kind === kind && capability.trigger === trigger);
  return {
    triggers: used,
    capabilities: kinds.map((kind) => ({
      kind,
      phrase: capabilityPhrase(kind),
      cells: used.map((trigger) => presenceOf(has(left, kind, trigger), has(right, kind, trigger))),
    })),
  };
}

function presenceOf(isBefore: boolean, isAfter: boolean): Presence {
  if (isBefore) return isAfter ? "both" : "gone";
  return isAfter ? "new" : "neither";
}

function summarize(
  { drift }: Comparison,
  { capabilities, triggers: used }: CapabilityTable,
): readonly string[] {
  const added = capabilities.flatMap((row) => newWays(row, used));
  const known = added.filter(({ isKnown }) => isKnown).map(({ text }) => text);
  const unknown = added.filter(({ isKnown }) => !isKnown).map(({ text }) => text);
  const hooks = drift.installScripts.filter(({ after }) => after !== undefined).map(({ key }) => key);
  const { brought, peers } = newDependencies(drift.dependencies);
  return [
    ...(hooks.length === 0 ? [] : [`It runs something else at install: ${hooks.join(", ")}.`]),
    ...(added.length === 0 ? ["It can do nothing that it could not do before."] : []),
    ...(unknown.length === 0 ? [] : [`New: it ${renderFirst(unknown)}.`]),
    ...(known.length === 0
      ? []
      : [`It did so before, and does it by other ways now: ${renderFirst(known)}.`]),
    ...(drift.hosts.added.length === 0 ? [] : [`It names ${count(drift.hosts.added.length, "new host")}.`]),
    ...(brought.length === 0
      ? []
      : [
          `It brings ${count(brought.length, "new dependency", "new dependencies")}: ${firstNames(brought)}.`,
        ]),
    ...(peers.length === 0 ? [] : [`It asks for ${count(peers.length, "new peer")}: ${firstNames(peers)}.`]),
  ];
}

interface NewWays {
  readonly text: string;
  /** Whether it did the same before when something else made it run. */
  readonly isKnown: boolean;
}

function newWays(
  { phrase, cells }: CapabilityRow,
  used: readonly Capability["trigger"][],
): readonly NewWays[] {
  const reached = used.map((trigger, column) => ({ trigger, cell: cells[column] }));
  const live = reached.filter(({ trigger }) => trigger !== "none");
  const by = live.filter(({ cell }) => cell === "new").map(({ trigger }) => triggerTitles[trigger]);
  if (by.length === 0) return [];
  const isKnown = live.some(({ cell }) => cell === "both" || cell === "gone");
  return [{ text: `${phrase} (${by.join(", ")})`, isKnown }];
}

function firstNames(names: readonly string[]): string {
  return names.slice(0, 5).join(", ");
}

const phraseMax = 6;

function renderFirst(phrases: readonly string[]): string {
  const more = phrases.length - phraseMax;
  return `${phrases.slice(0, phraseMax).join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

const listMax = 12;
const scriptMax = 4;

function section(title: string, rows: readonly ComparedRow[]): ComparedSection {
  return { title, rows: shorten(rows, listMax) };
}

/** The last row may say how many more there are. */
function shorten(rows: readonly ComparedRow[], max: number): readonly ComparedRow[] {
  if (rows.length <= max) return rows;
  return [...rows.slice(0, max), toRow(`and ${rows.length - max} more`, undefined, undefined)];
}

function changeRows(changes: readonly Change<string>[]): readonly ComparedRow[] {
  return changes.map(({ key, before, after }) => toRow(key, before, after));
}

function listRows({
  added,
  removed,
}: {
  readonly added: readonly string[];
  readonly removed: readonly string[];
}): readonly ComparedRow[] {
  return [
    ...added.map((value) => toRow(value, undefined, "")),
    ...removed.map((value) => toRow(value, "", undefined)),
  ];
}

/** They run for whoever works on the package; `prepare` also for who takes it from its repository. */
function otherScripts({ drift }: Comparison): readonly ComparedRow[] {
  const atInstall = new Set(drift.installScripts.map(({ key }) => key));
  const rows = changeRows(drift.scripts.filter(({ key }) => !atInstall.has(key)));
  const sorted = rows.toSorted(
    (left, right) => Number(right.what === "prepare") - Number(left.what === "prepare"),
  );
  return shorten(sorted, scriptMax);
}

function fileRows({ drift }: Comparison): readonly ComparedRow[] {
  const { files, fileKinds, fileCount, unpackedBytes } = drift;
  const changed = files.changed.length === 0 ? "" : `, ${files.changed.length} changed`;
  const amounts = [
    toRow("files", String(fileCount.before), `${fileCount.after}${changed}`),
    toRow("unpacked", renderByteSize(unpackedBytes.before), renderByteSize(unpackedBytes.after)),
  ];
  return [
    ...amounts.filter(({ before, after }) => before !== after),
    ...fileKinds.added.map((kind) => toRow(`${kind} files`, undefined, "")),
    ...fileKinds.removed.map((kind) => toRow(`${kind} files`, "", undefined)),
    ...files.added.map((path) => toRow(path, undefined, "")),
    ...files.removed.map((path) => toRow(path, "", undefined)),
  ];
}

function blindSpotsOf({ before, after }: Comparison): readonly string[] {
  const untold = untoldPublishing(before.release, after.release);
  const own = [before, after].flatMap((version) => [
    ...(version.release.state === "unavailable"
      ? [`${nameOf(version)}: its publishing (${version.release.reason})`]
      : []),
    ...version.facts.gaps.map((gap) => `${nameOf(version)}: ${gap}`),
  ]);
  return untold === undefined ? own : [...own, untold];
}

import { renderDuration } from "@lockkeeper/core";
import { scanSeverities } from "@lockkeeper/scan";
import type {
  ScanFinding,
  ScanOrigin,
  ScanReport,
  ScanSeverity,
  SuppressedFinding,
  UnreadFile,
} from "@lockkeeper/scan";

import type { ViewContext } from "../command.ts";
import { showForeign } from "../foreign-text.ts";
import type { ScanSummary } from "../scan/scan-input.ts";
import { paintLines } from "../style.ts";
import type { Style } from "../style.ts";
import { count } from "../table.ts";
import { wrapText } from "../wrap-text.ts";

type Frame = Pick<ViewContext, "style" | "width">;

/** How a report is shown. */
export interface ReportView {
  /** Whether it is shown even where there is nothing to tell. */
  readonly isAlone: boolean;
  /** Whether what somebody answers for is shown. */
  readonly isShowingAccepted: boolean;
}

/** A report for a terminal: what could not be read first, then findings by package, worst first. */
export function renderScanReport(
  report: ScanReport,
  frame: Frame,
  { isAlone, isShowingAccepted }: ReportView,
): string {
  const { findings, unread, suppressed } = report;
  if (findings.length + unread.length === 0 && !isAlone && suppressed.length === 0) return "";
  const title = frame.style.bold(showForeign(report.target === "." ? "this folder" : report.target));
  const files = report.graphs.map(({ file }) => showForeign(file)).join(", ");
  const what = files === "" ? "nothing locked" : `${count(report.packages, "package")} in ${files}`;
  return [
    `${title}  ${frame.style.dim(what)}\n`,
    ...unread.map((each) => renderUnread(each, frame)),
    ...groupByPackage(findings).map((group) => renderGroup(group, frame)),
    ...(isShowingAccepted ? suppressed.map((each) => renderAccepted(each, frame)) : []),
    ...(suppressed.length === 0 ? [] : [`  ${frame.style.dim(describeSuppressed(suppressed))}\n`]),
    "\n",
  ].join("");
}

function renderAccepted({ finding, cause }: SuppressedFinding, { style, width }: Frame): string {
  if (cause.kind !== "ignored") return "";
  const subject = finding.name === undefined ? finding.file : withVersion(finding);
  const why = `${cause.owner}, until ${cause.expires}: ${cause.reason}`;
  return [
    `  ${style.dim("ACCEPTED")} ${style.bold(showForeign(subject))}  ${style.dim(finding.id)}\n`,
    paintLines(wrapText(showForeign(why, 600), { width, indent: "    " }), style.dim),
  ].join("");
}

function describeSuppressed(suppressed: readonly SuppressedFinding[]): string {
  const accepted = suppressed.filter(({ cause }) => cause.kind === "ignored").length;
  const others = suppressed.length - accepted;
  return [
    ...(accepted === 0 ? [] : [`${count(accepted, "finding")} accepted (--show-accepted)`]),
    ...(others === 0 ? [] : [`${count(others, "finding")} not counted (baseline, since or stated)`]),
  ].join("; ");
}

function renderUnread({ file, line, message, hint }: UnreadFile, { style, width }: Frame): string {
  const place = `${showForeign(file)}${line === undefined ? "" : `:${line}`}`;
  const text = `not checked: ${place}: ${showForeign(message, 500)}${hint === undefined ? "" : `. ${showForeign(hint)}`}`;
  return paintLines(wrapText(text, { width, first: "  ? ", indent: "    " }), style.yellow);
}

type Group = readonly [ScanFinding, ...ScanFinding[]];

/** What is about one version of one package stands together, at the place of its worst finding. */
function groupByPackage(findings: readonly ScanFinding[]): readonly Group[] {
  const groups = new Map<string, [ScanFinding, ...ScanFinding[]]>();
  for (const finding of findings) {
    const { name, version, file, line } = finding;
    const key = JSON.stringify(name === undefined ? [file, line, finding.id] : [name, version ?? ""]);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()];
}

function renderGroup(group: Group, frame: Frame): string {
  const { style, width } = frame;
  const [first] = group;
  const label = first.name === undefined ? first.file : withVersion(first);
  const development = first.isDevelopment ? style.dim(" (development)") : "";
  const path = first.path.length > 2 ? first.path.map((each) => showForeign(each, 80)).join(" › ") : "";
  return [
    `  ${severityWord(first.severity, style)} ${style.bold(showForeign(label))}${development}\n`,
    ...(path === "" ? [] : [paintLines(wrapText(`by ${path}`, { width, indent: "    " }), style.dim)]),
    ...group.map((finding, index) =>
      renderFinding(finding, frame, isSameFix(finding, group[index + 1]) ? undefined : finding.fix),
    ),
  ].join("");
}

function withVersion({ name = "", version }: ScanFinding): string {
  return version === undefined ? name : `${name}@${version}`;
}

/** What repairs several findings of a package is said after the last of them. */
function isSameFix({ fix }: ScanFinding, next: ScanFinding | undefined): boolean {
  return fix?.message === next?.fix?.message && fix?.command === next?.fix?.command;
}

function renderFinding(
  { id, message, file, line }: ScanFinding,
  { style, width }: Frame,
  fix: ScanFinding["fix"],
): string {
  const place = `${showForeign(file)}${line === undefined ? "" : `:${line}`}`;
  return [
    wrapText(showForeign(message, 600), { width, first: "    ", indent: "      " }),
    style.dim(`      ${id}  ${place}\n`),
    ...(fix === undefined
      ? []
      : [wrapText(`→ ${showForeign(fix.message, 400)}`, { width, first: "      ", indent: "        " })]),
    ...(fix?.command === undefined ? [] : [`        ${style.bold(showForeign(fix.command))}\n`]),
  ].join("");
}

function severityWord(severity: ScanSeverity, style: Style): string {
  const word = severity.toUpperCase();
  if (severity === "malware" || severity === "critical") return style.bold(style.red(word));
  if (severity === "high") return style.red(word);
  return severity === "moderate" ? style.yellow(word) : style.dim(word);
}

/** The last lines: how many of what, out of how much, and how old the knowledge is. */
export function renderScanSummary(summary: ScanSummary, { style, width }: Frame): string {
  const { counts, projects, packages, unread, suppressed, accepted, durationMs } = summary;
  const found = scanSeverities.filter((severity) => counts[severity] > 0);
  const words = found.map((severity) => `${counts[severity]} ${severity}`).join(", ");
  const checked = `${count(packages, "package")} of ${count(projects, "project")} in ${(durationMs / 1000).toFixed(1)} s`;
  const headline = found.length === 0 ? headlineOfNothing(summary) : words;
  const lines = [
    `${headline}; ${checked}`,
    ...(unread === 0
      ? []
      : [`${count(unread, "file")} could not be read and ${unread === 1 ? "was" : "were"} not checked`]),
    ...(accepted === 0 ? [] : [`${count(accepted, "finding")} accepted`]),
    ...(suppressed === accepted ? [] : [`${count(suppressed - accepted, "finding")} not counted`]),
  ];
  const head = style.bold(wrapText(`${lines.join("; ")}.`, { width, indent: "" }));
  const known = [ageOf(summary.origin), ...copiesOf(summary)].join(" ");
  return `${head}${style.dim(wrapText(known, { width, indent: "" }))}`;
}

/** Never all clear where something was not understood. */
function headlineOfNothing({ unread, graphs, packages }: ScanSummary): string {
  if (unread > 0) return "Nothing found in what could be read";
  if (graphs > 0 && packages === 0) return "Nothing found, and no package is listed";
  return graphs === 0 ? "Nothing found, and nothing is locked" : "Nothing found";
}

/** What a copy says is what was so when it was made. */
function copiesOf({ copies, origin }: ScanSummary): readonly string[] {
  if (copies === undefined) return [];
  const [newest, oldest] = [origin.at - copies.newestAt, origin.at - copies.oldestAt].map((age) =>
    renderDuration(Math.max(0, age)),
  );
  const ages = newest === oldest ? `${newest} old` : `${newest} to ${oldest} old`;
  return [`Ages of ${count(copies.packages, "package")} are from copies in clients' caches, ${ages}.`];
}

const staleMs = 3 * 86_400_000;

function ageOf({ advisories, campaigns, at }: ScanOrigin): string {
  if (advisories === undefined) {
    return `Known: ${campaigns} campaigns of the built-in catalogue, and no advisories: run intel update to have them.`;
  }
  const age = at - advisories.builtAt;
  const note = age > staleMs ? "; run intel update" : "";
  return `Known: ${advisories.records} advisories, ${renderDuration(age)} old, and ${campaigns} campaigns${note}.`;
}

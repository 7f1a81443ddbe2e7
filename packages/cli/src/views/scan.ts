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
import { groupFindings } from "./scan-groups.ts";
import type { FindingGroup } from "./scan-groups.ts";
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
  const nothing = unread.length > 0 ? "nothing read" : "nothing locked";
  const what = files === "" ? nothing : `${count(report.packages, "package")} in ${files}`;
  return [
    `${title}  ${frame.style.dim(what)}\n`,
    ...unread.map((each) => renderUnread(each, frame)),
    ...groupFindings(findings).map((group) => renderGroup(group, frame)),
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

function renderUnread(unread: UnreadFile, { style, width }: Frame): string {
  const { file, line, hint } = unread;
  const place = `${showForeign(file)}${line === undefined ? "" : `:${line}`}`;
  // That it was not checked, and which file it is, is said already.
  const advice = hint?.replace(/\s*What cannot be read was not checked\.?$/, "").replace(/\.$/, "");
  const text = `not checked: ${place}: ${showForeign(reasonOf(unread), 500)}${advice === undefined || advice === "" ? "" : `. ${showForeign(advice)}`}.`;
  return paintLines(wrapText(text, { width, first: "  ? ", indent: "    " }), style.yellow);
}

function reasonOf({ file, message }: UnreadFile): string {
  const [beginning, reason] = [`Cannot read ${JSON.stringify(file)} as `, message.replace(/\.$/, "")];
  return reason.startsWith(beginning) ? reason.slice(beginning.length) : reason;
}

function renderGroup({ kind, findings }: FindingGroup, frame: Frame): string {
  return kind === "rule" ? renderRule(findings, frame) : renderSubject(findings, frame);
}

const maxOfRule = 20;

/** One rule's findings of many packages or places, and the repair of all of them once. */
function renderRule(findings: FindingGroup["findings"], frame: Frame): string {
  const { style, width } = frame;
  const [first] = findings;
  const shown = findings.slice(0, maxOfRule);
  const rest = findings.length - shown.length;
  return [
    `  ${severityWord(first.severity, style)} ${style.bold(first.id)}  ${count(findings.length, "finding")}${markOf(first, style)}\n`,
    ...shown.map((finding) => {
      const way = wayTo(finding);
      const text = `${showForeign(finding.message, 600)} (${placeOfFinding(finding)}${way === "" ? "" : `, by ${way}`})`;
      return wrapText(text, { width, first: "    ", indent: "      " });
    }),
    ...(rest === 0 ? [] : [style.dim(`    and ${rest} more (--json has all)\n`)]),
    renderFix(first.fix, frame),
  ].join("");
}

function renderSubject(group: FindingGroup["findings"], frame: Frame): string {
  const { style, width } = frame;
  const [first] = group;
  const label = first.name === undefined ? first.file : withVersion(first);
  const way = wayTo(first);
  const blocks = joinVulnerabilities(group);
  return [
    `  ${severityWord(first.severity, style)} ${style.bold(showForeign(label))}${markOf(first, style)}\n`,
    ...(way === "" ? [] : [paintLines(wrapText(`by ${way}`, { width, indent: "    " }), style.dim)]),
    ...blocks.map((finding, index) =>
      renderFinding(finding, frame, isSameFix(finding, blocks[index + 1]) ? undefined : finding.fix),
    ),
  ].join("");
}

function markOf({ isDevelopment }: ScanFinding, style: Style): string {
  return isDevelopment ? style.dim(" (development)") : "";
}

function wayTo({ path }: ScanFinding): string {
  return path.length > 2 ? path.map((each) => showForeign(each, 80)).join(" › ") : "";
}

function withVersion({ name = "", version }: ScanFinding): string {
  return version === undefined ? name : `${name}@${version}`;
}

/** Several vulnerabilities of one package in one place, with one repair, are one sentence. */
function joinVulnerabilities(group: readonly ScanFinding[]): readonly ScanFinding[] {
  return group.flatMap((finding) => {
    const same = group.filter((each) => isSameMatter(each, finding));
    if (same.length < 2) return [finding];
    if (same[0] !== finding) return [];
    const named = same.map(({ advisories: [id = "unnamed"], severity }) => `${id} (${severity})`);
    const message = `${withVersion(finding)} has ${same.length} known vulnerabilities: ${named.join(", ")}`;
    return [{ ...finding, message }];
  });
}

function isSameMatter(one: ScanFinding, other: ScanFinding): boolean {
  const isVulnerability = one.kind === "vulnerability" && other.kind === "vulnerability";
  return isVulnerability && one.file === other.file && one.line === other.line && isSameFix(one, other);
}

/** What repairs several findings of a package is said after the last of them. */
function isSameFix({ fix }: ScanFinding, next: ScanFinding | undefined): boolean {
  return fix?.message === next?.fix?.message && fix?.command === next?.fix?.command;
}

function renderFinding(finding: ScanFinding, frame: Frame, fix: ScanFinding["fix"]): string {
  const { style, width } = frame;
  return [
    wrapText(showForeign(finding.message, 600), { width, first: "    ", indent: "      " }),
    style.dim(`      ${finding.id}  ${placeOfFinding(finding)}\n`),
    renderFix(fix, frame),
  ].join("");
}

function placeOfFinding({ file, line }: ScanFinding): string {
  return `${showForeign(file)}${line === undefined ? "" : `:${line}`}`;
}

function renderFix(fix: ScanFinding["fix"], { style, width }: Frame): string {
  if (fix === undefined) return "";
  const advice = wrapText(`→ ${showForeign(fix.message, 400)}`, {
    width,
    first: "      ",
    indent: "        ",
  });
  return fix.command === undefined ? advice : `${advice}        ${style.bold(showForeign(fix.command))}\n`;
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
  const known = wrapText([ageOf(summary.origin), ...copiesOf(summary)].join(" "), { width, indent: "" });
  const step = nextStep(summary);
  return [
    head,
    isPoorlyInformed(summary.origin) ? paintLines(known, style.yellow) : style.dim(known),
    ...(step === undefined ? [] : [`Next: ${step}\n`]),
  ].join("");
}

const program = "npx --no lockkeeper";

/** The one thing to do first: a person who reads no further should have read this. */
function nextStep({ origin, malware, repairable, targets }: ScanSummary): string | undefined {
  if (malware !== undefined) return `${program} exposure ${showForeign(malware)}  (who had it, and where)`;
  if (origin.advisories === undefined)
    return `${program} intel update  (fetches them; a scan itself asks nobody)`;
  if (repairable === 0) return undefined;
  const words = targets.map((target) => (/^[\w./@-]+$/.test(target) ? `${target} ` : "")).join("");
  return `${program} scan ${words}--fix --dry-run  (shows the repairs of ${count(repairable, "finding")})`;
}

/** Never all clear where something was not understood. */
function headlineOfNothing({ unread, graphs, packages, origin }: ScanSummary): string {
  if (unread > 0) return "Nothing found in what could be read";
  if (graphs > 0 && packages === 0) return "Nothing found, and no package is listed";
  if (graphs === 0) return "Nothing found, and nothing is locked";
  return origin.advisories === undefined ? "Nothing found without advisories" : "Nothing found";
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

function isPoorlyInformed({ advisories, at }: ScanOrigin): boolean {
  return advisories === undefined || at - advisories.builtAt > staleMs;
}

function ageOf(origin: ScanOrigin): string {
  const { advisories, campaigns, at } = origin;
  if (advisories === undefined)
    return `Known: ${campaigns} campaigns of the built-in catalogue. Without advisories, no vulnerability and hardly any malware is known.`;
  const note = isPoorlyInformed(origin) ? `; ${program} intel update` : "";
  return `Known: ${advisories.records} advisories, ${renderDuration(at - advisories.builtAt)} old, and ${campaigns} campaigns${note}.`;
}

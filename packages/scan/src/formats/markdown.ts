import { renderDuration, renderMarkdownCode, renderMarkdownSentence } from "@lockkeeper/core";

import type { ScanFinding } from "../scan-finding.ts";
import { scanSeverities } from "../scan-finding.ts";
import type { ScanOrigin, ScanReport } from "../scan-report.ts";
import { countOf, pathOf, sortBySeverity, subjectOf, summarizeReports } from "./finding-words.ts";
import { placeOf, renderPlace } from "./place.ts";

/** GitHub refuses a comment of more than 65,536 characters; what has no room is counted. */
const maxCharacters = 60_000;

/** Renders reports as Markdown for a comment on a pull request. Nothing that was scanned can become markup. */
export function renderScanMarkdown(reports: readonly ScanReport[], origin: ScanOrigin): string {
  const foot = `\n<sub>Lockkeeper ${origin.version}, ${knowledgeOf(origin)}</sub>\n`;
  const sections = reports.flatMap((report) => [...renderUnread(report), ...renderGroups(report)]);
  let text = `## Lockkeeper: ${summarizeReports(reports)}\n`;
  let left = sections.length;
  for (const section of sections) {
    if (text.length + section.length + foot.length > maxCharacters) break;
    text += section;
    left -= 1;
  }
  if (left > 0) text += `\nAnd ${String(left)} more, for which there is no room here.\n`;
  return text + renderSuppressed(reports) + foot;
}

function knowledgeOf({ advisories, campaigns, at }: ScanOrigin): string {
  if (advisories === undefined) return `${String(campaigns)} campaigns and no advisories`;
  return `${String(advisories.records)} advisories, ${renderDuration(at - advisories.builtAt)} old`;
}

function renderUnread(report: ScanReport): readonly string[] {
  return report.unread.map(
    ({ file, line, message }) =>
      `\n**Not checked:** ${renderMarkdownCode(renderPlace(placeOf(report, file), line))}: ${renderMarkdownSentence(message)}\n`,
  );
}

/** The findings of one package stand together, under the worst of them. */
function renderGroups(report: ScanReport): readonly string[] {
  const groups = new Map<string, ScanFinding[]>();
  for (const finding of sortBySeverity(report.findings)) {
    const key = `${subjectOf(finding)} ${finding.name === undefined ? finding.id : ""}`;
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].map((findings) => renderGroup(report, findings));
}

function renderGroup(report: ScanReport, findings: readonly ScanFinding[]): string {
  const [first] = findings;
  if (first === undefined) return "";
  const isOpen = scanSeverities.indexOf(first.severity) <= scanSeverities.indexOf("high");
  const path = pathOf(first);
  const development = first.isDevelopment ? ", development" : "";
  return [
    `\n### ${first.severity.toUpperCase()} ${renderMarkdownCode(subjectOf(first))}${development}\n\n`,
    ...(path === undefined ? [] : [`By ${renderMarkdownCode(path)}\n\n`]),
    ...(isOpen ? [] : ["<details><summary>Details</summary>\n\n"]),
    ...findings.map((finding) => renderFinding(report, finding)),
    ...(isOpen ? [] : ["\n</details>\n"]),
  ].join("");
}

function renderFinding(report: ScanReport, finding: ScanFinding): string {
  const { id, severity, message, file, line, fix, advisories } = finding;
  const others = advisories.slice(0, 5).map((each) => renderMarkdownCode(each));
  return [
    `- ${renderMarkdownSentence(message)}\n`,
    `  - ${severity}, ${renderMarkdownCode(id)}, ${renderMarkdownCode(renderPlace(placeOf(report, file), line))}\n`,
    ...(others.length === 0 ? [] : [`  - ${others.join(", ")}\n`]),
    ...(fix === undefined ? [] : [`  - Repair: ${renderMarkdownSentence(fix.message)}\n`]),
    ...(fix?.command === undefined ? [] : [`  - ${renderMarkdownCode(fix.command)}\n`]),
  ].join("");
}

function renderSuppressed(reports: readonly ScanReport[]): string {
  const amount = reports.reduce((sum, { suppressed }) => sum + suppressed.length, 0);
  return amount === 0 ? "" : `\n${countOf(amount, "finding")} not counted (ignored, baseline or since).\n`;
}

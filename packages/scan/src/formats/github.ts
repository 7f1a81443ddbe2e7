import { showForeign } from "@lockkeeper/core";

import type { ScanFinding } from "../scan-finding.ts";
import type { ScanOrigin, ScanReport, UnreadFile } from "../scan-report.ts";
import { scanRules } from "../scan-rules.ts";
import { levelOf, renderStory, sortBySeverity, subjectOf, summarizeReports } from "./finding-words.ts";
import { placeOf } from "./place.ts";

const titles: ReadonlyMap<string, string> = new Map(scanRules.map(({ id, title }) => [id, title]));
const commands = { error: "error", warning: "warning", note: "notice" } as const;

/**
 * Renders reports as workflow commands of GitHub Actions, which become annotations of the files; worst first, as GitHub
 * shows the first ten of each level. Where no advisories were at hand, that is one of them.
 */
export function renderGitHubAnnotations(reports: readonly ScanReport[], origin?: ScanOrigin): string {
  const entries = reports.flatMap((report) =>
    sortBySeverity(report.findings).map((finding) => ({ report, finding })),
  );
  const order = sortBySeverity(entries.map(({ finding }) => finding));
  const reportOf = new Map(entries.map(({ report, finding }) => [finding, report]));
  const isBlind = origin !== undefined && origin.advisories === undefined;
  return [
    ...(isBlind ? [`::warning title=No advisories::${escapeData(blindWords)}\n`] : []),
    ...reports.flatMap((report) => report.unread.map((file) => renderUnread(report, file))),
    ...order.map((finding) => renderFinding(reportOf.get(finding), finding)),
    `Lockkeeper: ${escapeData(summarizeReports(reports))}.\n`,
  ].join("");
}

const blindWords =
  "There are no advisories in the data folder: no vulnerability and hardly any malware is known. Run intel update before the scan.";

function renderUnread(report: ScanReport, { file, line, message, hint }: UnreadFile): string {
  const properties = { file: placeOf(report, file), line, title: "Not checked" };
  return renderCommand("error", properties, hint === undefined ? message : `${message}. ${hint}`);
}

function renderFinding(report: ScanReport | undefined, finding: ScanFinding): string {
  const { id, severity, file, line } = finding;
  const place = report === undefined ? file : placeOf(report, file);
  const title = `${severity}: ${titles.get(id) ?? id} (${subjectOf(finding)})`;
  return renderCommand(commands[levelOf(severity)], { file: place, line, title }, renderStory(finding));
}

interface Properties {
  readonly file: string;
  readonly line: number | undefined;
  readonly title: string;
}

function renderCommand(command: string, { file, line, title }: Properties, message: string): string {
  const place = `file=${escapeProperty(file, 1000)},line=${String(line ?? 1)}`;
  return `::${command} ${place},title=${escapeProperty(title, 200)}::${escapeData(message)}\n`;
}

/** Security: a line break in a foreign text would begin a command of its own. */
function escapeData(text: string, maxCharacters = 1000): string {
  return showForeign(text, maxCharacters).replaceAll("%", "%25");
}

function escapeProperty(text: string, maxCharacters: number): string {
  return escapeData(text, maxCharacters).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

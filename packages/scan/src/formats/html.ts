import { createHash } from "node:crypto";

import { renderDuration, renderHtmlText as text, renderInstantShort } from "@lockkeeper/core";

import type { ScanFinding } from "../scan-finding.ts";
import type { ScanOrigin, ScanReport, UnreadFile } from "../scan-report.ts";
import { scanRules } from "../scan-rules.ts";
import { pathOf, renderCause, sortBySeverity, subjectOf, summarizeReports } from "./finding-words.ts";
import { placeOf, renderPlace } from "./place.ts";

const titles: ReadonlyMap<string, string> = new Map(scanRules.map(({ id, title }) => [id, title]));

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --line: #d1d9e0; --paper: #fff;
  --worst: #b3261e; --bad: #9a5b00; }
@media (prefers-color-scheme: dark) { :root { --ink: #e6edf3; --soft: #9198a1; --line: #3d444d; --paper: #0d1117;
  --worst: #ff7b72; --bad: #e3b341; } }
body { margin: 0 auto; padding: 2rem 1.25rem 4rem; max-width: 62rem; background: var(--paper); color: var(--ink);
  font: 16px/1.5 system-ui, sans-serif; overflow-wrap: anywhere; }
.soft { color: var(--soft); font-size: .9rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .5rem .75rem .5rem 0; border-top: 1px solid var(--line); }
th:first-child, td:first-child { white-space: nowrap; overflow-wrap: normal; } td:nth-child(2) { min-width: min(12rem, 25vw); }
.malware, .critical, .unread { color: var(--worst); font-weight: 700; } .high { color: var(--worst); }
.moderate { color: var(--bad); } .suppressed { opacity: .65; }
code { font: .85rem/1.45 ui-monospace, Menlo, Consolas, monospace; }
@media print { body { max-width: none; padding: 0; font-size: 11pt; } }
`.trim();

/** Renders reports as one HTML file that needs nothing else: no script, no network, no font. */
export function renderScanHtml(reports: readonly ScanReport[], origin: ScanOrigin): string {
  const summary = text(summarizeReports(reports));
  return [
    '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n',
    `<meta http-equiv="Content-Security-Policy" content="${contentPolicy()}">\n`,
    '<meta name="viewport" content="width=device-width, initial-scale=1">\n',
    `<title>Lockkeeper: ${summary}</title>\n<style>${style}</style>\n</head>\n<body>\n`,
    `<h1>Scan of npm packages</h1>\n<p><strong>${summary}.</strong></p>\n`,
    `<p class="soft">Made ${renderInstantShort(origin.at)} by Lockkeeper ${text(origin.version)}; ${knowledgeOf(origin)}.</p>\n`,
    ...reports.map(renderReport),
    "</body>\n</html>\n",
  ].join("");
}

// Security: even if a text of a package became markup, nothing in the page may load or run.
function contentPolicy(): string {
  const hash = createHash("sha256").update(style).digest("base64");
  return `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
}

function knowledgeOf({ advisories, campaigns, at }: ScanOrigin): string {
  if (advisories === undefined) return `${String(campaigns)} campaigns and no advisories at hand`;
  return `${String(advisories.records)} advisories, ${renderDuration(at - advisories.builtAt)} old`;
}

function renderReport(report: ScanReport): string {
  const { target, findings, suppressed, unread, packages } = report;
  const rows = [
    ...unread.map((file) => renderUnread(report, file)),
    ...sortBySeverity(findings).map((finding) => renderRow(report, finding)),
    ...suppressed.map(({ finding, cause }) => renderRow(report, finding, renderCause(cause))),
  ];
  const files = report.graphs.map(({ file }) => text(file)).join(", ");
  const table = `<table>\n<tr><th>Severity</th><th>What</th><th>Why</th></tr>\n${rows.join("")}</table>\n`;
  return [
    `<h2>${text(target)}</h2>\n`,
    `<p class="soft">${String(packages)} packages${files === "" ? "" : ` in ${files}`}</p>\n`,
    rows.length === 0 ? "<p>Nothing found.</p>\n" : table,
  ].join("");
}

function renderUnread(report: ScanReport, { file, line, message, hint = "" }: UnreadFile): string {
  const place = text(renderPlace(placeOf(report, file), line));
  return `<tr><td class="unread">not checked</td><td><code>${place}</code></td><td>${text(message)} ${text(hint)}</td></tr>\n`;
}

function renderRow(report: ScanReport, finding: ScanFinding, note?: string): string {
  const { id, severity, message, file, line, fix, advisories } = finding;
  const path = pathOf(finding);
  const command = fix?.command === undefined ? "" : ` <code>${text(fix.command)}</code>`;
  return [
    `<tr${note === undefined ? "" : ' class="suppressed"'}><td class="${severity}">${severity}</td>`,
    `<td><code>${text(subjectOf(finding))}</code>${finding.isDevelopment ? ' <span class="soft">development</span>' : ""}`,
    `<div class="soft">${text(titles.get(id) ?? id)}</div>`,
    path === undefined ? "" : `<div class="soft">by <code>${text(path)}</code></div>`,
    `</td><td>${text(message)}`,
    fix === undefined ? "" : `<div>Repair: ${text(fix.message)}${command}</div>`,
    `<div class="soft"><code>${text(renderPlace(placeOf(report, file), line))}</code> <code>${text(id)}</code>`,
    advisories.length === 0 ? "" : ` ${text(advisories.slice(0, 5).join(", "))}`,
    `</div>${note === undefined ? "" : `<div class="soft">${text(note)}</div>`}</td></tr>\n`,
  ].join("");
}

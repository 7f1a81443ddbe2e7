import { showForeign } from "@lockkeeper/core";

import type { ScanFinding } from "../scan-finding.ts";
import type { ScanReport, UnreadFile } from "../scan-report.ts";
import { sortBySeverity, subjectOf } from "./finding-words.ts";
import { placeOf, renderPlace } from "./place.ts";

const entities: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&apos;"],
]);

/**
 * Renders reports as a JUnit report: a suite for each project, a failed case for each finding, an error for each file that
 * was not understood, and one case that passes where there is neither.
 */
export function renderJUnit(reports: readonly ScanReport[]): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>\n',
    '<testsuites name="Lockkeeper">\n',
    ...reports.map(renderSuite),
    "</testsuites>\n",
  ].join("");
}

function renderSuite(report: ScanReport): string {
  const { findings, unread, target, durationMs } = report;
  const cases = [
    ...unread.map((file) => renderUnread(report, file)),
    ...sortBySeverity(findings).map((finding) => renderFinding(report, finding)),
  ];
  const passed = '    <testcase classname="lockkeeper" name="nothing found"/>\n';
  const counts = `tests="${String(Math.max(1, cases.length))}" failures="${String(findings.length)}" errors="${String(unread.length)}"`;
  return [
    `  <testsuite name="${escape(target)}" ${counts} time="${(durationMs / 1000).toFixed(3)}">\n`,
    ...(cases.length === 0 ? [passed] : cases),
    "  </testsuite>\n",
  ].join("");
}

function renderUnread(report: ScanReport, { file, line, code, message }: UnreadFile): string {
  const place = escape(renderPlace(placeOf(report, file), line));
  return `    <testcase classname="not-checked" name="${place}"><error type="${escape(code)}" message="${escape(message)}"/></testcase>\n`;
}

function renderFinding(report: ScanReport, finding: ScanFinding): string {
  const { id, severity, message, file, line, fix } = finding;
  const place = escape(renderPlace(placeOf(report, file), line));
  const advice = fix === undefined ? "" : `\nRepair: ${escape(fix.message)}`;
  return [
    `    <testcase classname="${escape(id)}" name="${escape(subjectOf(finding))}">`,
    `<failure type="${severity}" message="${escape(message)}">${place}${advice}</failure></testcase>\n`,
  ].join("");
}

function escape(text: string): string {
  return toXmlText(showForeign(text, 1000)).replace(/[&<>"']/g, (each) => entities.get(each) ?? each);
}

/** XML 1.0 cannot hold halves of surrogate pairs and two other characters, however they are written. */
function toXmlText(text: string): string {
  return Buffer.from(text, "utf8")
    .toString("utf8")
    .replaceAll(/[\ufffe\uffff]/g, "\ufffd");
}

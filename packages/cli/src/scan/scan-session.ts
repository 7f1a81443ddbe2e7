import { resolve } from "node:path";

import { renderBaseline, scanSeverities } from "@lockkeeper/scan";
import type { ScanCopies, ScanOrigin, ScanReport, ScanSeverity } from "@lockkeeper/scan";

import { isThere } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { readInspectionPolicy } from "../inspection/inspection-policy.ts";
import { writeDocument } from "../inspection/output-file.ts";
import { readKnowledge } from "./read-knowledge.ts";
import { readLicenses } from "./read-licenses.ts";
import type { Licenses } from "./read-licenses.ts";
import { readReports } from "./read-reports.ts";
import { renderScanDocument } from "./render-document.ts";
import type { ScanInput, ScanItem, ScanSummary } from "./scan-input.ts";
import { createScanProgress } from "./scan-progress.ts";
import { openScanTargets } from "./scan-targets.ts";
import { openSieve } from "./sieve.ts";

/** Scans everything that was named, one project at a time, and yields the reports as they are done. */
export async function* scanAll(input: ScanInput, environment: Environment): AsyncIterable<ScanItem> {
  const startedAt = environment.clock.now();
  const { document: policy } = await readInspectionPolicy(input, environment);
  const reported = await readReports(input.reports, environment);
  const { knowledge: plain, origin } = await readKnowledge({ ...input, policy }, environment);
  const knowledge = { ...plain, reported };
  const sieve = await openSieve(input, environment, reported);
  const progress = createScanProgress(environment);
  const tally = createTally(origin, input.targets);
  const kept: ScanReport[] = [];
  const isDocument = input.format !== "text" && input.format !== "json";
  if (isDocument) await tellBlind(origin, environment);
  for await (const raw of openScanTargets({ input, environment, knowledge, progress })) {
    const report = await sieve.apply(raw);
    tally.add(report);
    if (isDocument || input.writeBaseline !== undefined) kept.push(withoutGraphs(report, input));
    progress.step(report.target);
    if (isDocument) continue;
    await progress.clear();
    yield { kind: "report", report, origin };
  }
  await progress.clear();
  if (input.writeBaseline !== undefined) await writeBaselineFile(input.writeBaseline, kept, environment);
  if (isDocument) {
    const licenses = billFormats.has(input.format) ? await readLicenses(kept, environment.cwd) : noLicenses;
    const document = { reports: kept, origin, folder: environment.cwd, licenses };
    const text = await renderScanDocument(input.format, document);
    if (input.out === undefined) yield { kind: "document", text };
    else await writeDocument(resolve(environment.cwd, input.out), text);
  }
  // Nothing may follow a document.
  const isPrinted = !isDocument || input.out !== undefined;
  yield { kind: "summary", summary: tally.finish(environment.clock.now() - startedAt), isPrinted };
}

/** Most forms of documents have no place for it. */
async function tellBlind({ advisories }: ScanOrigin, { stderr }: Environment): Promise<void> {
  if (advisories === undefined) await stderr.write(blindNote);
}

const blindNote =
  "note CLI_NO_ADVISORIES: no vulnerability and hardly any malware is known: npx --no lockkeeper intel update\n";

/** Bills of materials are written from graphs; whatever else is written would only hold them in memory. */
function withoutGraphs(report: ScanReport, { format }: ScanInput): ScanReport {
  return graphFormats.has(format) ? report : { ...report, graphs: [] };
}

const noLicenses: Licenses = new Map();
const billFormats: ReadonlySet<ScanInput["format"]> = new Set(["cyclonedx", "spdx"]);
const graphFormats: ReadonlySet<ScanInput["format"]> = new Set([
  "cyclonedx",
  "spdx",
  "openvex",
  "gitlab-dependencies",
]);

async function writeBaselineFile(
  file: string,
  reports: readonly ScanReport[],
  { cwd, stderr }: Environment,
): Promise<void> {
  const path = resolve(cwd, file);
  const isNew = !(await isThere(path));
  const amount = reports.reduce((sum, { findings }) => sum + findings.length, 0);
  const malware = reports.flatMap(({ findings }) =>
    findings.filter(({ severity }) => severity === "malware"),
  );
  await writeDocument(path, renderBaseline(reports));
  const note = malware.length === 0 ? "" : "; malware fails all the same";
  await stderr.write(
    `note CLI_WRITTEN: ${isNew ? "made" : "replaced"} ${file} with ${amount} findings${note}\n`,
  );
}

interface Tally {
  add(report: ScanReport): void;
  finish(durationMs: number): ScanSummary;
}

function createTally(origin: ScanOrigin, targets: readonly string[]): Tally {
  const counts: Record<ScanSeverity, number> = {
    malware: 0,
    critical: 0,
    high: 0,
    moderate: 0,
    low: 0,
    info: 0,
  };
  let [projects, packages, suppressed, accepted, unread, graphs, repairable] = [0, 0, 0, 0, 0, 0, 0];
  let malware: string | undefined;
  let copies: ScanCopies | undefined;
  return {
    add(report) {
      projects += 1;
      packages += report.packages;
      suppressed += report.suppressed.length;
      accepted += report.suppressed.filter(({ cause }) => cause.kind === "ignored").length;
      unread += report.unread.length;
      graphs += report.graphs.filter(({ graph }) => graph.source !== "manifest").length;
      for (const { severity } of report.findings) counts[severity] += 1;
      copies = joinCopies(copies, report.copies);
      const found = report.findings.find(({ severity }) => severity === "malware");
      if (found?.name !== undefined) malware ??= `${found.name}@${found.version ?? ""}`;
      repairable += countRepairable(report);
    },
    finish: (durationMs) => ({
      projects,
      packages,
      counts,
      suppressed,
      accepted,
      unread,
      graphs,
      origin,
      copies,
      malware,
      repairable,
      targets,
      durationMs,
    }),
  };
}

/** Archives and bills are what somebody else made: there is nothing to repair in them. */
function countRepairable({ target, graphs, findings }: ScanReport): number {
  const isProject = graphs.some(({ graph }) => !notRepaired.has(graph.source));
  if (!isProject || /\.(?:tar|tgz|tar\.gz)(?:\/|$)/i.test(target)) return 0;
  return findings.filter(({ fix, severity }) => severity !== "info" && isWorked(fix)).length;
}

const notRepaired: ReadonlySet<string> = new Set(["sbom", "manifest", "node-modules"]);

function isWorked(fix: ScanReport["findings"][number]["fix"]): boolean {
  return fix?.version !== undefined || fix?.command !== undefined;
}

function joinCopies(one: ScanCopies | undefined, other: ScanCopies | undefined): ScanCopies | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return {
    packages: one.packages + other.packages,
    oldestAt: Math.min(one.oldestAt, other.oldestAt),
    newestAt: Math.max(one.newestAt, other.newestAt),
  };
}

/** Whether a severity fails a scan: malware always, the others from the asked one on. */
export function isFailing(severity: ScanSeverity, failOn: ScanSeverity): boolean {
  return severity === "malware" || scanSeverities.indexOf(severity) <= scanSeverities.indexOf(failOn);
}

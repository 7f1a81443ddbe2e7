import { cp, readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";

import { planRotation } from "@lockkeeper/exposure";
import {
  incidentDocument,
  renderCustodyManifest,
  renderReportHtml,
  renderReportMarkdown,
  renderSha256Sums,
  stepRecords,
  summaryDocument,
  trapsOf,
} from "@lockkeeper/respond";
import type { CustodyFile, IncidentReport, IncidentSnapshot } from "@lockkeeper/respond";
import { recheckResponse } from "@lockkeeper/respond";

import { sha256Of } from "./case-folder.ts";
import type { StepContext } from "./step-context.ts";

/** What the reports are made of, by what the journal says now. */
export function reportOf(context: StepContext, after: IncidentSnapshot | undefined): IncidentReport {
  const { desk, subject, snapshot, environment } = context;
  const state = desk.state();
  const at = environment.clock.now();
  return {
    caseId: desk.id,
    subject,
    openedAt: state.openedAt ?? at,
    at,
    toolVersion: environment.version,
    before: snapshot,
    recheck: after === undefined ? undefined : recheckResponse(after, snapshot),
    recheckedAt: after?.at,
    steps: stepRecords(state),
    rotation: planRotation(snapshot.secrets),
    traps: trapsOf(subject),
    journalHead: desk.entries().at(-1)?.hash ?? "",
    resumed: state.resumed,
  };
}

const reportFiles = [
  "report/summary.html",
  "report/summary.md",
  "report/incident.html",
  "report/incident.md",
] as const;

/** Writes the reports, then the sums and the manifest of everything that may be handed on. Answers what to look at first. */
export async function writeReports(context: StepContext, report: IncidentReport): Promise<readonly string[]> {
  const { desk, input, environment } = context;
  const [incident, summary] = [incidentDocument(report), summaryDocument(report)];
  await desk.write("report/incident.md", renderReportMarkdown(incident));
  await desk.write("report/incident.html", renderReportHtml(incident));
  await desk.write("report/summary.md", renderReportMarkdown(summary));
  await desk.write("report/summary.html", renderReportHtml(summary));
  const files = await listFiles(context);
  await desk.write("SHA256SUMS", renderSha256Sums(files));
  await desk.write(
    "manifest.json",
    renderCustodyManifest({
      caseId: desk.id,
      toolVersion: environment.version,
      at: environment.clock.now(),
      journalHead: report.journalHead,
      files,
    }),
  );
  if (input.report === undefined) return reportFiles.map((file) => join(desk.root, ...file.split("/")));
  const target = resolve(environment.cwd, input.report);
  for (const part of ["report", "evidence", "patches", "journal.jsonl", "SHA256SUMS", "manifest.json"]) {
    await copyIfThere(join(desk.root, part), join(target, part));
  }
  return reportFiles.map((file) => join(target, ...file.split("/")));
}

/** What lies in quarantine is an attack, and is handed to nobody by accident. */
const handedOn: readonly string[] = ["evidence", "patches", "report"];

async function listFiles({ desk, environment }: StepContext): Promise<readonly CustodyFile[]> {
  const origins = new Map<string, { readonly from: string | undefined; readonly at: number }>();
  for (const { at, event } of desk.entries()) {
    if (event.kind !== "did" || event.file === undefined) continue;
    const from = event.key.startsWith("copy:") ? event.key.slice("copy:".length) : undefined;
    origins.set(event.file.path, { from, at });
  }
  const found: CustodyFile[] = [];
  for (const part of handedOn) {
    for (const path of await filesBelow(desk.root, part)) {
      const bytes = await readFile(join(desk.root, ...path.split("/")));
      const origin = origins.get(path);
      const at = origin?.at ?? environment.clock.now();
      found.push({ path, sha256: sha256Of(bytes), size: bytes.length, from: origin?.from, at });
    }
  }
  const journal = await readFile(join(desk.root, "journal.jsonl"));
  const at = environment.clock.now();
  return [
    ...found,
    { path: "journal.jsonl", sha256: sha256Of(journal), size: journal.length, from: undefined, at },
  ];
}

async function filesBelow(root: string, part: string): Promise<readonly string[]> {
  const found: string[] = [];
  const folders = [part];
  for (let folder = folders.pop(); folder !== undefined; folder = folders.pop()) {
    const entries = await readdir(join(root, ...folder.split("/")), { withFileTypes: true }).catch(noFolder);
    for (const entry of entries) {
      if (entry.isDirectory()) folders.push(`${folder}/${entry.name}`);
      else if (entry.isFile() && !entry.name.endsWith(".new")) found.push(`${folder}/${entry.name}`);
    }
  }
  return found.toSorted();
}

function noFolder(error: unknown): readonly [] {
  if (error instanceof Error && "code" in error && error.code === "ENOENT") return [];
  throw error;
}

async function copyIfThere(from: string, to: string): Promise<void> {
  try {
    await cp(from, to, { recursive: true });
  } catch (error) {
    noFolder(error);
  }
}

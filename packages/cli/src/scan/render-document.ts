import { basename } from "node:path";

import type { BillInput, BillVulnerability, VexStatus } from "@lockkeeper/sbom";
import {
  placeOf,
  renderGitHubAnnotations,
  renderGitLabDependencies,
  renderGitLabQuality,
  renderJUnit,
  renderScanHtml,
  renderScanMarkdown,
  renderScanSarif,
} from "@lockkeeper/scan";
import type { ScanFinding, ScanOrigin, ScanReport, SuppressionCause } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import { labelOf } from "./read-licenses.ts";
import type { Licenses } from "./read-licenses.ts";
import type { ScanFormat } from "./scan-input.ts";

/** What a document is made from. */
export interface ScanDocument {
  readonly reports: readonly ScanReport[];
  readonly origin: ScanOrigin;
  /** The folder that the scan was started in; its name stands for a product without one. */
  readonly folder: string;
  /** What packages say of their licence, for bills of materials. */
  readonly licenses: Licenses;
}

/** Renders all reports of a call as one document. Throws `CLI_USAGE` for a form that cannot hold them. */
export async function renderScanDocument(format: ScanFormat, document: ScanDocument): Promise<string> {
  if (format === "cyclonedx" || format === "spdx" || format === "openvex")
    return await renderBill(format, document);
  const render = renderers.get(format);
  if (render !== undefined) return render(document);
  throw new CliError("CLI_USAGE", { message: `Cannot write ${format} as a document` });
}

const renderers: ReadonlyMap<ScanFormat, (document: ScanDocument) => string> = new Map<
  ScanFormat,
  (document: ScanDocument) => string
>([
  ["sarif", ({ reports, origin }) => renderScanSarif(reports, origin)],
  ["markdown", ({ reports, origin }) => renderScanMarkdown(reports, origin)],
  ["html", ({ reports, origin }) => renderScanHtml(reports, origin)],
  ["github", ({ reports, origin }) => renderGitHubAnnotations(reports, origin)],
  ["gitlab-dependencies", ({ reports, origin }) => renderGitLabDependencies(reports, origin)],
  ["gitlab", ({ reports }) => renderGitLabQuality(reports)],
  ["junit", ({ reports }) => renderJUnit(reports)],
]);

async function renderBill(format: "cyclonedx" | "spdx" | "openvex", document: ScanDocument): Promise<string> {
  const { renderCycloneDx, renderOpenVex, renderSpdx } = await import("@lockkeeper/sbom");
  const input = billInputOf(document);
  if (format === "cyclonedx") return renderCycloneDx(input);
  if (format === "spdx") return renderSpdx(input);
  const text = renderOpenVex({ ...input, author: "Lockkeeper" });
  if (text !== undefined) return text;
  throw new CliError("CLI_USAGE", {
    message: "Cannot write openvex as there is nothing to state: no known vulnerability and no ignored one",
    hint: "The format has no empty document.",
  });
}

function billInputOf({ reports, origin, folder, licenses }: ScanDocument): BillInput {
  return {
    licenseOf: (each) => licenses.get(labelOf(each)),
    graphs: reports.flatMap(({ target, graphs }) =>
      graphs.map(({ file, graph }) => ({ file: placeOf({ target }, file), graph })),
    ),
    gaps: gapsOf(reports),
    name: basename(folder) === "" ? "project" : basename(folder),
    toolVersion: origin.version,
    at: origin.at,
    vulnerabilities: reports.flatMap(({ findings, suppressed }) => [
      ...findings.flatMap((finding) => vulnerabilityOf(finding, undefined)),
      ...suppressed.flatMap(({ finding, cause }) => vulnerabilityOf(finding, cause)),
    ]),
  };
}

/** A bill of what was not read, or of nothing, must not pass for a bill of all. */
function gapsOf(reports: readonly ScanReport[]): readonly string[] {
  const unread = reports.flatMap((report) =>
    report.unread.map(({ file, message }) => `${placeOf(report, file)} was not read: ${message}`),
  );
  const graphs = reports.flatMap((report) => report.graphs);
  if (graphs.length === 0)
    return [...unread, "nothing is locked or installed here, so that nothing is listed"];
  const pinned = graphs.filter(({ graph }) => graph.source === "manifest");
  return [
    ...unread,
    ...pinned.map(
      ({ file }) => `${file} is not locked: only what it names exactly is listed, not what that brings along`,
    ),
  ];
}

const severityWords = {
  malware: "critical",
  critical: "critical",
  high: "high",
  moderate: "medium",
  low: "low",
  info: "info",
} as const;

/** What an advisory says of the version itself; a private package is not what it shares its name with. */
function vulnerabilityOf(
  { kind, advisories, name, version, severity, message, fix }: ScanFinding,
  cause: SuppressionCause | undefined,
): readonly BillVulnerability[] {
  const [id, ...aliases] = advisories;
  if (kind !== "malware" && kind !== "vulnerability") return [];
  if (id === undefined || name === undefined || version === undefined) return [];
  // What somebody else stated is not stated again in our name.
  if (cause?.kind === "stated") return [];
  return [
    {
      id,
      aliases,
      severity: severityWords[severity],
      message,
      name,
      version,
      recommendation: fix?.message,
      status: statusOf(cause),
    },
  ];
}

/** A baseline or a revision says nothing of whether something is harmful. */
function statusOf(cause: SuppressionCause | undefined): VexStatus {
  if (cause?.kind !== "ignored") return { kind: "affected" };
  const { reason, owner, expires, justification } = cause;
  const entry = { reason, owner, expires };
  return justification === undefined
    ? { kind: "accepted", entry }
    : { kind: "not-affected", justification, entry };
}

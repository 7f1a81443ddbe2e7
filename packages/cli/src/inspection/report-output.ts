import { resolve } from "node:path";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { renderJsonLine } from "../foreign-text.ts";
import type { DocumentOptions } from "../reports/document-options.ts";
import { createStyle } from "../style.ts";
import { renderInspection } from "../views/inspection.ts";
import type { ReportDetail } from "../views/inspection.ts";
import { toInspectionLine } from "./inspection-line.ts";
import type { InspectionReport } from "./inspection-report.ts";
import { openOutputFile, writeDocument } from "./output-file.ts";
import type { DecidedSubject } from "./output-file.ts";

/** The forms of a report; the first two are written report by report, the others as one document. */
export const reportFormats = ["text", "json", "sarif", "markdown", "html"] as const;
/** One of {@link reportFormats}. */
export type ReportFormat = (typeof reportFormats)[number];

/** Where reports go, and in what form. */
export interface OutputFlags {
  readonly format: ReportFormat;
  readonly out: string | undefined;
  readonly isResumed: boolean;
  readonly detail: ReportDetail;
}

/** Takes reports one after the other. */
export interface ReportOutput {
  /** Subjects that an earlier run has decided, with what it decided. */
  readonly done: ReadonlyMap<string, DecidedSubject>;
  /** Keeps or writes a report; answers whether it is left to standard output. */
  add(report: InspectionReport): Promise<boolean>;
  /** Finishes; answers the document that is left to standard output, if there is one. */
  finish(): Promise<string | undefined>;
  close(): Promise<void>;
}

const fileWidth = 100;

/** Opens what the flags ask for. Throws `CLI_USAGE`, `CLI_FILE_EXISTS`, `CLI_BAD_FILE`. */
export async function openReportOutput(flags: OutputFlags, environment: Environment): Promise<ReportOutput> {
  const { format, out, isResumed, detail } = flags;
  if (isResumed && (out === undefined || format !== "json")) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot resume as only lines in a file can be gone on with",
      hint: "Add --json --out <file>.",
    });
  }
  const path = out === undefined ? undefined : resolve(environment.cwd, out);
  if (format !== "text" && format !== "json") return await openDocument(flags, path, environment);
  if (path === undefined) return standardOutput;
  const file = await openOutputFile(path, isResumed);
  const frame = { style: createStyle(false), width: fileWidth };
  return {
    done: file.done,
    async add(report) {
      const text =
        format === "json"
          ? renderJsonLine({ schema: 1, ...toInspectionLine(report) })
          : `${renderInspection(report, frame, detail)}\n`;
      await file.append(text);
      return false;
    },
    finish: async () => undefined,
    close: () => file.close(),
  };
}

const standardOutput: ReportOutput = {
  done: new Map(),
  add: async () => true,
  finish: async () => undefined,
  close: async () => undefined,
};

async function openDocument(
  { format, detail }: OutputFlags,
  path: string | undefined,
  { clock, version }: Environment,
): Promise<ReportOutput> {
  const render = await loadRenderer(format);
  const reports: InspectionReport[] = [];
  return {
    done: new Map(),
    async add(report) {
      reports.push(report);
      return false;
    },
    async finish() {
      const options: DocumentOptions = { ...detail, now: clock.now(), version };
      const text = render(reports, options);
      if (path === undefined) return text;
      await writeDocument(path, text);
      return undefined;
    },
    close: async () => undefined,
  };
}

type RenderDocument = (reports: readonly InspectionReport[], options: DocumentOptions) => string;

async function loadRenderer(format: ReportFormat): Promise<RenderDocument> {
  if (format === "sarif") return (await import("../reports/sarif.ts")).renderSarif;
  if (format === "html") return (await import("../reports/html.ts")).renderHtml;
  return (await import("../reports/markdown.ts")).renderMarkdown;
}

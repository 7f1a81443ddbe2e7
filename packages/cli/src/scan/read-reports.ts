import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";

import { systemErrorCode } from "@lockkeeper/core";
import type { ReportedVulnerability } from "@lockkeeper/scan";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";

/** What reports of other tools say, by package. */
export type Reported = ReadonlyMap<string, readonly ReportedVulnerability[]>;

/** Reads the reports that were named. Throws `CLI_BAD_FILE`: what somebody names has to be understood. */
export async function readReports(
  files: readonly string[],
  { cwd }: Pick<Environment, "cwd">,
): Promise<Reported | undefined> {
  if (files.length === 0) return undefined;
  const { parseReport, reportLimits, SbomError } = await import("@lockkeeper/sbom");
  const parse = (bytes: Buffer, file: string): ReturnType<typeof parseReport> => {
    try {
      return parseReport(bytes);
    } catch (error) {
      if (error instanceof SbomError) throw badFile(file, error.message, error);
      throw error;
    }
  };
  const reported = new Map<string, ReportedVulnerability[]>();
  for (const file of files) {
    const { statements } = parse(await readBytes(resolve(cwd, file), file, reportLimits.maxBytes), file);
    for (const statement of statements) {
      const known = reported.get(statement.name);
      if (known === undefined) reported.set(statement.name, [{ ...statement, file }]);
      else known.push({ ...statement, file });
    }
  }
  return reported;
}

async function readBytes(path: string, file: string, maxBytes: number): Promise<Buffer> {
  try {
    const stats = await stat(path);
    if (stats.isFile() && stats.size <= maxBytes) return await readFile(path);
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    throw badFile(file, `the system refuses: ${systemErrorCode(error) ?? ""}`, error);
  }
  throw badFile(file, "it is no file, or too large");
}

function badFile(file: string, why: string, cause?: unknown): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot read the report ${JSON.stringify(file.slice(0, 300))} as ${why}`,
    hint: "Name a file that another tool wrote: OpenVEX, CycloneDX, osv-scanner's JSON, npm audit --json.",
    cause,
  });
}

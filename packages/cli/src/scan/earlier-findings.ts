import { basename, dirname, resolve } from "node:path";

import { isPageName } from "@lockkeeper/scan";
import type { ScanFinding, ScanReport } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import type { Environment } from "../environment.ts";
import { readEarlierLockfile, readEarlierText } from "../inspection/git-revision.ts";
import type { ScanInput } from "./scan-input.ts";
import { tryReadFile } from "./try-read-file.ts";

/** What was there at an earlier revision already. */
export interface EarlierFindings {
  /** Answers of each finding of a report whether it was. */
  of(report: ScanReport): Promise<(finding: ScanFinding) => boolean>;
}

const textMaxBytes = 8_000_000;

/** Opens the look back that `--since` asks for; `undefined` without it. Throws `CLI_USAGE` for what is no revision. */
export function createEarlierFindings(
  { since }: ScanInput,
  environment: Environment,
): EarlierFindings | undefined {
  if (since === undefined) return undefined;
  return {
    async of(report) {
      const { pinned, isSame } = await readLockfiles(report, since, environment);
      const unchanged = await findUnchanged(report, since, environment);
      return (finding) => {
        const { name, version, severity, kind, file } = finding;
        if (severity === "malware") return false;
        if (name !== undefined && version !== undefined && !isPageName(file))
          return pinned.has(`${name}@${version}`);
        // What a manifest lacks or has too much of is as much the lockfile's.
        return unchanged.has(file) && (kind !== "lockfile" || isSame);
      };
    },
  };
}

interface EarlierLockfiles {
  /** As `name@version`. */
  readonly pinned: ReadonlySet<string>;
  /** Whether all of them pin the same. */
  readonly isSame: boolean;
}

async function readLockfiles(
  report: ScanReport,
  since: string,
  environment: Environment,
): Promise<EarlierLockfiles> {
  const pinned = new Set<string>();
  let isSame = true;
  for (const { file, graph } of report.graphs) {
    if (graph.source === "sbom" || graph.source === "node-modules" || graph.source === "manifest") continue;
    const before = await readEarlierLockfile(pathOf(report, file, environment), since, environment);
    const labels = new Set((before?.packages ?? []).map(({ name, version }) => `${name}@${version}`));
    for (const label of labels) pinned.add(label);
    isSame &&=
      before !== undefined && graph.packages.every(({ name, version }) => labels.has(`${name}@${version}`));
  }
  return { pinned, isSame };
}

/** The files that findings are about and that are as they were. A copy of a lockfile says nothing of other files. */
async function findUnchanged(
  report: ScanReport,
  since: string,
  environment: Environment,
): Promise<ReadonlySet<string>> {
  const files = new Set(
    report.findings
      .filter(({ version, file }) => version === undefined || isPageName(file))
      .map(({ file }) => file),
  );
  const unchanged = new Set<string>();
  for (const file of files) {
    const path = pathOf(report, file, environment);
    const now = await tryReadFile(path, textMaxBytes);
    const before = await tryReadEarlier(path, since, environment);
    if (before.isKnown && before.text === now?.toString("utf8")) unchanged.add(file);
  }
  return unchanged;
}

async function tryReadEarlier(
  path: string,
  since: string,
  environment: Environment,
): Promise<{ readonly isKnown: boolean; readonly text: string | undefined }> {
  try {
    return { isKnown: true, text: await readEarlierText(path, since, environment) };
  } catch (error) {
    // `since` may be the path of an older lockfile, and a finding may be about a folder that is not there.
    if (error instanceof CliError) return { isKnown: false, text: undefined };
    throw error;
  }
}

/** A report of a file alone has the file itself as its target. */
function pathOf({ target, graphs }: ScanReport, file: string, { cwd }: Environment): string {
  const isOfFile = graphs.some((each) => each.file === basename(target));
  const folder = isOfFile ? dirname(target) : target;
  return resolve(cwd, folder, file);
}

import { resolve } from "node:path";

import type { Suppressions } from "@lockkeeper/policy";
import { isAbout, parseBaseline, placeOf, scanSeverities } from "@lockkeeper/scan";
import type {
  Baseline,
  ScanFinding,
  ScanReport,
  SuppressedFinding,
  SuppressionCause,
} from "@lockkeeper/scan";

import { readBoundedFile } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { readSuppressions } from "../inspection/suppressions-file.ts";
import type { Reported } from "./read-reports.ts";
import type { ScanInput } from "./scan-input.ts";
import { createEarlierFindings } from "./earlier-findings.ts";

/** Takes out of reports what does not count, and keeps it beside. */
export interface Sieve {
  apply(report: ScanReport): Promise<ScanReport>;
}

const baselineMaxBytes = 200_000_000;

/** Opens what the flags say does not count. Throws `CLI_BAD_FILE`, `POLICY_*`, `SCAN_BAD_BASELINE`. */
export async function openSieve(
  input: ScanInput,
  environment: Environment,
  reported?: Reported,
): Promise<Sieve> {
  const now = environment.clock.now();
  const suppressions = await readSuppressions(input.suppressions, environment, now);
  const baseline = await readBaseline(input.baseline, environment);
  const earlier = createEarlierFindings(input, environment);
  return {
    async apply(report) {
      const wasThere = await earlier?.of(report);
      const findings: ScanFinding[] = [];
      const suppressed: SuppressedFinding[] = [...report.suppressed];
      for (const finding of report.findings) {
        if (!isWanted(finding, input)) continue;
        const cause = causeFor(finding, {
          report,
          suppressions,
          baseline,
          wasThere,
          input,
          now,
          reported,
        });
        if (cause === undefined) findings.push(finding);
        else suppressed.push({ finding, cause });
      }
      return { ...report, findings, suppressed };
    },
  };
}

function isWanted(
  { severity, isDevelopment }: ScanFinding,
  { hasDevelopment, minSeverity }: ScanInput,
): boolean {
  if (severity === "malware") return true;
  if (isDevelopment && !hasDevelopment) return false;
  return scanSeverities.indexOf(severity) <= scanSeverities.indexOf(minSeverity);
}

async function readBaseline(
  file: string | undefined,
  { cwd }: Pick<Environment, "cwd">,
): Promise<Baseline | undefined> {
  if (file === undefined) return undefined;
  const text = await readBoundedFile(resolve(cwd, file), {
    what: "a baseline",
    maxBytes: baselineMaxBytes,
    hint: "Write one with --write-baseline.",
  });
  return parseBaseline(text, file);
}

interface Reasons {
  readonly report: ScanReport;
  readonly suppressions: Suppressions;
  readonly baseline: Baseline | undefined;
  readonly wasThere: ((finding: ScanFinding) => boolean) | undefined;
  readonly input: ScanInput;
  readonly now: number;
  readonly reported: Reported | undefined;
}

function causeFor(
  finding: ScanFinding,
  { report, suppressions, baseline, wasThere, input, now, reported }: Reasons,
): SuppressionCause | undefined {
  const ignored =
    findIgnored(finding, suppressions, now) ??
    findIgnoredFile(finding, placeOf(report, finding.file), { suppressions, now }) ??
    findStated(finding, reported);
  if (ignored !== undefined) return ignored;
  if (input.baseline !== undefined && baseline?.has(report.target, finding) === true)
    return { kind: "baseline", file: input.baseline };
  return input.since !== undefined && wasThere?.(finding) === true
    ? { kind: "since", revision: input.since }
    : undefined;
}

/** A statement excuses a vulnerability that it names, and never malware. */
function findStated(
  { id, name = "", version = "", advisories }: ScanFinding,
  reported: Reported | undefined,
): SuppressionCause | undefined {
  if (id !== "known-vulnerability") return undefined;
  const names = new Set(advisories.map((each) => each.toLowerCase()));
  const stated = reported
    ?.get(name)
    ?.find(
      ({ kind, ids, versions }) =>
        (kind === "not-affected" || kind === "fixed") &&
        isAbout({ versions }, version) &&
        ids.some((each) => names.has(each.toLowerCase())),
    );
  return stated === undefined ? undefined : { kind: "stated", file: stated.file, reason: stated.reason };
}

/** An entry of a file is for what names no package, or names one within that file; never for malware. */
function findIgnoredFile(
  { id, severity }: ScanFinding,
  place: string,
  { suppressions, now }: Pick<Reasons, "suppressions" | "now">,
): SuppressionCause | undefined {
  const found = severity === "malware" ? undefined : suppressions.findOfFile(id, place, now);
  if (found === undefined) return undefined;
  return { kind: "ignored", reason: found.reason, owner: found.owner, expires: found.expires };
}

/** Entries name the rule or the advisory; malware is excused by an exact version alone. */
function findIgnored(
  finding: ScanFinding,
  suppressions: Suppressions,
  now: number,
): SuppressionCause | undefined {
  const { name = "", version = "", severity } = finding;
  if (name === "") return undefined;
  for (const id of [finding.id, ...finding.advisories.map((each) => each.toLowerCase())]) {
    const question = { finding: id, name, version, isExactOnly: severity === "malware", now };
    const found = suppressions.find(question);
    if (found === undefined) continue;
    const { reason, owner, expires, justification } = found;
    return { kind: "ignored", reason, owner, expires, justification };
  }
  return undefined;
}

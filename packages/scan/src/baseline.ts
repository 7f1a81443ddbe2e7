import { ScanError } from "./errors.ts";
import type { ScanFinding } from "./scan-finding.ts";

/** What a project has agreed to live with for now: findings by what they are about, not by where they stand. */
export interface Baseline {
  has(target: string, finding: ScanFinding): boolean;
}

/**
 * What makes a finding the same one in a later scan: lines and ways move, and what a sentence says of numbers changes.
 */
export function fingerprintOf({ id, file, name, version, advisories, message }: ScanFinding): string {
  const subject = name === undefined ? message : [name, version ?? "", advisories[0] ?? ""].join(" ");
  return [id, file, subject].join(" ");
}

const maxEntries = 1_000_000;

/** Renders a baseline: one finding a line, sorted, so that changes of it can be read. */
export function renderBaseline(
  reports: readonly { readonly target: string; readonly findings: readonly ScanFinding[] }[],
): string {
  const entries = reports.flatMap(({ target, findings }) =>
    findings.map((finding) => ({ target, finding: fingerprintOf(finding) })),
  );
  const lines = [...new Set(entries.map((entry) => JSON.stringify(entry)))].sort();
  return `{"schema":1,"findings":[\n${lines.join(",\n")}\n]}\n`;
}

/** Parses a baseline. Malware is never in one. Throws `SCAN_BAD_BASELINE`. */
export function parseBaseline(text: string, source: string): Baseline {
  const entries = entriesOf(parse(text, source));
  if (entries === undefined) throw badBaseline(source, "it has no list of findings");
  const known = new Set(entries);
  return {
    has: (target, finding) =>
      finding.severity !== "malware" && known.has(JSON.stringify([target, fingerprintOf(finding)])),
  };
}

function parse(text: string, source: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw badBaseline(source, "it is no JSON", cause);
  }
}

function entriesOf(value: unknown): readonly string[] | undefined {
  if (typeof value !== "object" || value === null || !("findings" in value) || !("schema" in value))
    return undefined;
  if (!Array.isArray(value.findings) || value.schema !== 1) return undefined;
  return value.findings.slice(0, maxEntries).flatMap((entry: unknown) => {
    if (typeof entry !== "object" || entry === null || !("target" in entry) || !("finding" in entry))
      return [];
    const { target, finding } = entry;
    return typeof target === "string" && typeof finding === "string"
      ? [JSON.stringify([target, finding])]
      : [];
  });
}

function badBaseline(source: string, why: string, cause?: unknown): ScanError {
  return new ScanError("SCAN_BAD_BASELINE", {
    message: `Cannot read "${source}" as a baseline as it is none: ${why}`,
    hint: "Write one with scan --write-baseline.",
    cause,
  });
}

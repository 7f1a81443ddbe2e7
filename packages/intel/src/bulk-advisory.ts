import { createHash } from "node:crypto";
import { tryParseVersion } from "@lockkeeper/core";
import type { AffectedInterval, Affected } from "./advisory.ts";
import { catalogueSource } from "./claim-groups.ts";
import { renderSummary, type Claim } from "./matches.ts";

/** One advisory in the answer of npm's bulk advisory endpoint, which `npm audit` reads. */
export interface BulkAdvisory {
  readonly id: number;
  readonly url: string;
  readonly title: string;
  readonly severity: "low" | "moderate" | "high" | "critical";
  /** A range in npm's grammar. */
  readonly vulnerable_versions: string;
  readonly cwe: readonly string[];
  readonly cvss: { readonly score: number; readonly vectorString: string | null };
}

/** What an answer's entry is made of: what is claimed, and what its record affects. */
export interface BulkSubject {
  readonly claim: Omit<Claim, "extent">;
  readonly affected: Affected | "all";
}

/** Renders one entry of the bulk answer. */
export function renderBulkAdvisory(name: string, { claim, affected }: BulkSubject): BulkAdvisory {
  return {
    id: numericId(claim.id),
    url: advisoryUrl(name, claim),
    title: renderSummary(claim, name),
    // Clients need a word: a flaw of unknown gravity is shown as moderate, never hidden.
    severity: claim.kind === "malware" ? "critical" : (claim.severity ?? "moderate"),
    vulnerable_versions: affected === "all" ? "*" : renderRange(affected),
    cwe: claim.kind === "malware" ? ["CWE-506"] : [],
    cvss: { score: 0, vectorString: null },
  };
}

/** A positive number below 2^31 that stays the same for an id: clients key advisories by it. */
function numericId(id: string): number {
  return createHash("sha256").update(id).digest().readUInt32BE(0) >>> 1 || 1;
}

function advisoryUrl(name: string, { id, aliases, source }: BulkSubject["claim"]): string {
  const ids = source === catalogueSource ? aliases : [id, ...aliases];
  const gitHub = ids.find((candidate) => candidate.startsWith("GHSA-"));
  if (gitHub !== undefined) return `https://github.com/advisories/${encodeURIComponent(gitHub)}`;
  const [first] = ids;
  return first === undefined
    ? `https://osv.dev/list?ecosystem=npm&q=${encodeURIComponent(name)}`
    : `https://osv.dev/vulnerability/${encodeURIComponent(first)}`;
}

/**
 * The affected versions as a range of npm's grammar (with prereleases included, as clients audit); `<0.0.0-0`, which
 * nothing satisfies, for none. Versions outside SemVer are left out: one of them would void the whole range.
 */
export function renderRange({ versions, intervals }: Affected): string {
  const exact = versions.filter((version) => tryParseVersion(version) !== undefined);
  const parts = [
    ...intervals.filter(hasUsableBounds).map(renderInterval),
    ...exact.map((version) => `=${version}`),
  ];
  return parts.length === 0 ? "<0.0.0-0" : [...new Set(parts)].join(" || ");
}

function hasUsableBounds({ introduced, end }: AffectedInterval): boolean {
  const bounds = [introduced, end.kind === "open" ? undefined : end.version].filter(
    (bound) => bound !== undefined,
  );
  return bounds.every((bound) => tryParseVersion(bound) !== undefined);
}

function renderInterval({ introduced, end }: AffectedInterval): string {
  const start = introduced === undefined ? "" : `>=${introduced}`;
  if (end.kind === "open") return start === "" ? "*" : start;
  return `${start} ${end.kind === "fixed" ? "<" : "<="}${end.version}`.trim();
}

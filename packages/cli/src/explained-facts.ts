import { severities, tryParseInstant } from "@lockkeeper/core";
import type { AdvisoryMatch, Evidence, Severity, VersionFacts } from "@lockkeeper/core";
import type { ExplainRecord } from "@lockkeeper/server";

/** Someone who published a version, as the registry said. */
interface ExplainedPublisher {
  readonly name: string | undefined;
  readonly email: string | undefined;
  readonly trustedPublisher: string | undefined;
}

/** The facts of an explanation with their types. What a server of another version left out is absent. */
export interface ExplainedFacts {
  readonly upstream: string | undefined;
  readonly published: Evidence<number>;
  readonly firstSeenAt: number | undefined;
  readonly removedUpstreamAt: number | undefined;
  readonly deprecated: string | undefined;
  readonly installScripts: readonly string[];
  readonly exoticDependencies: VersionFacts["exoticDependencies"];
  readonly advisories: readonly AdvisoryMatch[];
  readonly fixesInUse: readonly string[];
  readonly publisher: ExplainedPublisher | undefined;
  readonly hasAttestation: boolean | undefined;
  /** What its inspection said; `undefined` where nobody has looked, or nothing was said of it. */
  readonly inspection: ExplainedInspection | undefined;
}

/** An inspection as an explanation tells it. */
export type ExplainedInspection =
  | { readonly state: "unavailable"; readonly reason: string }
  | {
      readonly state: "present";
      readonly verdict: string;
      readonly findings: readonly ExplainedFinding[];
    };

/** One thing that speaks against a version. */
export interface ExplainedFinding {
  readonly id: string;
  readonly strength: string;
  readonly message: string;
}

/** Reads the facts of an explanation, which may have come over HTTP. Never throws. */
export function parseExplainedFacts(facts: ExplainRecord["facts"]): ExplainedFacts {
  return {
    upstream: textOf(facts["upstream"]),
    published: publishedOf(facts),
    firstSeenAt: instantOf(facts["firstSeenAt"]),
    removedUpstreamAt: instantOf(facts["removedUpstreamAt"]),
    deprecated: textOf(facts["deprecated"]),
    installScripts: textsOf(facts["installScripts"]),
    exoticDependencies: recordsOf(facts["exoticDependencies"]).map((entry) => ({
      name: textOf(entry["name"]) ?? "?",
      spec: textOf(entry["spec"]) ?? "?",
    })),
    advisories: recordsOf(facts["advisories"]).map(toAdvisory),
    fixesInUse: textsOf(facts["fixesInUse"]),
    publisher: publisherOf(facts["publisher"]),
    hasAttestation: typeof facts["hasAttestation"] === "boolean" ? facts["hasAttestation"] : undefined,
    inspection: inspectionOf(facts["inspection"]),
  };
}

function inspectionOf(value: unknown): ExplainedInspection | undefined {
  if (!isRecord(value)) return undefined;
  const reason = textOf(value["reason"]);
  if (value["state"] === "unavailable") return { state: "unavailable", reason: reason ?? "it says not why" };
  const verdict = textOf(value["verdict"]);
  if (value["state"] !== "present" || verdict === undefined) return undefined;
  const findings = recordsOf(value["findings"]).map((finding) => ({
    id: textOf(finding["id"]) ?? "?",
    strength: textOf(finding["strength"]) ?? "?",
    message: textOf(finding["message"]) ?? "",
  }));
  return { state: "present", verdict, findings };
}

function publishedOf(facts: ExplainRecord["facts"]): Evidence<number> {
  const value = instantOf(facts["publishedAt"]);
  if (value !== undefined) return { state: "present", value };
  return facts["publishTime"] === "unavailable"
    ? { state: "unavailable", reason: "its publish time cannot be trusted" }
    : { state: "absent" };
}

function publisherOf(value: unknown): ExplainedPublisher | undefined {
  if (!isRecord(value)) return undefined;
  return {
    name: textOf(value["name"]),
    email: textOf(value["email"]),
    trustedPublisher: textOf(value["trustedPublisher"]),
  };
}

/** An explanation keeps of an advisory what a person needs; the rest is what a match on the version means. */
function toAdvisory(entry: Readonly<Record<string, unknown>>): AdvisoryMatch {
  return {
    id: textOf(entry["id"]) ?? "?",
    kind: entry["kind"] === "malware" ? "malware" : "vulnerability",
    severity: severityOf(entry["severity"]),
    summary: textOf(entry["summary"]) ?? "",
    source: textOf(entry["source"]) ?? "?",
    aliases: [],
    reportedAt: undefined,
    extent: "version",
    isSingleSource: false,
  };
}

function severityOf(value: unknown): Severity | undefined {
  return severities.find((severity) => severity === value);
}

function instantOf(value: unknown): number | undefined {
  return typeof value === "string" ? tryParseInstant(value) : undefined;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((entry: unknown) => typeof entry === "string") : [];
}

function recordsOf(value: unknown): readonly Readonly<Record<string, unknown>>[] {
  return Array.isArray(value) ? value.filter(isRecord) : [];
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

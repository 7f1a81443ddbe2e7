import type { Finding, Verdict } from "./finding.ts";

/**
 * A fact about a version that somebody else states. Present, absent and unavailable are three different things:
 * a registry that has no field is not one that has lost it, or one whose word contradicts itself.
 */
export type Evidence<Value> =
  | { readonly state: "present"; readonly value: Value }
  | { readonly state: "absent" }
  | { readonly state: "unavailable"; readonly reason: string };

/** How bad a known vulnerability is, by the words of the GitHub advisory database. */
export type Severity = "low" | "moderate" | "high" | "critical";

/** The severities from mild to worst. */
export const severities: readonly Severity[] = ["low", "moderate", "high", "critical"];

/** An advisory or campaign that names this version. */
export interface AdvisoryMatch {
  readonly id: string;
  readonly kind: "malware" | "vulnerability";
  /** Unknown for malware, and for vulnerabilities whose record gives none. */
  readonly severity: Severity | undefined;
  readonly summary: string;
  /** Who says so: `catalogue`, or the feed's or folder's name. */
  readonly source: string;
  /** Ids of the same matter elsewhere. */
  readonly aliases: readonly string[];
  /** Milliseconds since the epoch of the first report. */
  readonly reportedAt: number | undefined;
  /** Whether the record names this version, bounds a range around it, or declares every version of the package. */
  readonly extent: "version" | "range" | "every-version";
  /** Whether only one reporter says so. */
  readonly isSingleSource: boolean;
}

/** A dependency that does not come from a registry: git, URL, a local path. */
export interface ExoticDependency {
  readonly name: string;
  readonly spec: string;
}

/** What an inspection of a version's bytes and history said, as far as policy needs it. */
export interface InspectedVersion {
  readonly verdict: Exclude<Verdict, "unknown">;
  /** One sentence for a person. */
  readonly summary: string;
  /** What speaks against it, strongest first. */
  readonly findings: readonly Pick<Finding, "id" | "strength" | "message">[];
}

/** Everything that policy may consider about one version. Built from a packument, the intelligence index and the store. */
export interface VersionFacts {
  readonly name: string;
  readonly version: string;
  /** The id of the upstream that served the packument. */
  readonly upstream: string;
  /** Whether that upstream is a private registry to which the scope is routed. */
  readonly isPrivateUpstream: boolean;
  /** Whether a name routed to a private upstream is known to exist on the public one too. */
  readonly isAlsoPublic: boolean;
  /** The publish time as claimed, checked against our own first sight. */
  readonly published: Evidence<number>;
  /** When we saw the version first; `undefined` when never before. */
  readonly firstSeenAt: number | undefined;
  /** The first publish time of the package, where known. */
  readonly packageCreatedAt: number | undefined;
  readonly packageVersionCount: number;
  readonly deprecated: string | undefined;
  /** Declared lifecycle scripts that an install runs: `preinstall`, `install`, `postinstall`. */
  readonly installScripts: readonly string[];
  readonly exoticDependencies: readonly ExoticDependency[];
  readonly advisories: readonly AdvisoryMatch[];
  /** Ids of advisories for a version *in use here* that this version is named to fix. */
  readonly fixesInUse: readonly string[];
  /** Absent where nobody has looked at it yet; unavailable where it could not be looked at. */
  readonly inspection: Evidence<InspectedVersion>;
  /** When the upstream was seen to have dropped this version; `undefined` while it lists it. */
  readonly removedUpstreamAt: number | undefined;
}

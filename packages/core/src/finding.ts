/** What a finding is about. A verdict counts families, so that two views of one fact never count twice. */
export type FindingFamily =
  | "trigger"
  | "capability"
  | "concealment"
  | "identity"
  | "graph"
  | "history"
  | "intel";

/** The families in the order in which reports list them. */
export const findingFamilies: readonly FindingFamily[] = [
  "intel",
  "graph",
  "identity",
  "trigger",
  "capability",
  "concealment",
  "history",
];

/**
 * How much a finding says alone: `decisive` is never seen in honest packages, `strong` hardly ever, `supporting` often,
 * and `context` counts for nothing and helps the reader.
 */
export type FindingStrength = "decisive" | "strong" | "supporting" | "context";

/** The strengths from least to most. */
export const findingStrengths: readonly FindingStrength[] = ["context", "supporting", "strong", "decisive"];

/** A place in a file of a package. Lines and columns begin at 1. */
export interface FindingLocation {
  /** Relative to the package's root, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** Something seen in a version, with evidence that a person can check. Its texts are foreign: a view makes them safe. */
export interface Finding {
  /** The detector's id, such as `install-exfiltration`. */
  readonly id: string;
  readonly family: FindingFamily;
  readonly strength: FindingStrength;
  /** An id of MITRE ATT&CK, such as `T1195.002`. */
  readonly technique: string | undefined;
  /** One sentence. */
  readonly message: string;
  readonly location: FindingLocation | undefined;
  /** The source at the location, or the field of metadata; at most 240 characters. */
  readonly excerpt: string | undefined;
  /** The value in the release before, where the finding is of a change. */
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** What an inspection says of a version; `unknown` when it could not look. */
export type Verdict = "allow" | "hold" | "block" | "unknown";

/** What a finding of a scan is about. */
export type ScanFindingKind =
  | "malware"
  | "vulnerability"
  | "integrity"
  | "disk"
  | "source"
  | "pin"
  | "lockfile"
  | "script"
  | "sri"
  | "setting"
  | "age"
  | "trust"
  | "deprecated"
  | "outdated"
  | "confusion"
  | "runner";

/** How bad it is; malware is a severity of its own above `critical`, which no gate lets through. */
export type ScanSeverity = "malware" | "critical" | "high" | "moderate" | "low" | "info";

/** The severities from worst to least. */
export const scanSeverities: readonly ScanSeverity[] = [
  "malware",
  "critical",
  "high",
  "moderate",
  "low",
  "info",
];

/** How a finding is repaired; `undefined` where a person has to decide. */
export interface ScanFix {
  /** One sentence. */
  readonly message: string;
  /** The version to take instead, where that is the repair. */
  readonly version: string | undefined;
  /** A command that a person can run as it stands. */
  readonly command: string | undefined;
}

/** Something that a scan has to say of one package or place. Its texts may be foreign: a view makes them safe. */
export interface ScanFinding {
  /** The rule's id, such as `malicious-version`; an advisory's id is in `advisory`. */
  readonly id: string;
  readonly kind: ScanFindingKind;
  readonly severity: ScanSeverity;
  /** The package's name and version; `undefined` when the finding is of a file. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** The file that it was found in, relative to the target with forward slashes, and its line from 1. */
  readonly file: string;
  readonly line: number | undefined;
  /** From a root to the package, names or `name@version`; the shortest way. Empty for files. */
  readonly path: readonly string[];
  /** Only development dependencies lead to it. */
  readonly isDevelopment: boolean;
  /** One sentence. */
  readonly message: string;
  /** The advisory behind it and its other names, most telling first; empty for rules of ours. */
  readonly advisories: readonly string[];
  readonly fix: ScanFix | undefined;
}

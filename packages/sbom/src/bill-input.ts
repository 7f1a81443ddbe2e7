import type { DependencyGraph, GraphPackage } from "@lockkeeper/lockfile";

/** A graph with the file that it was read from. */
export interface BillGraph {
  /** Relative to the project with forward slashes. */
  readonly file: string;
  readonly graph: DependencyGraph;
}

/** Why a vulnerability of a component does not touch the product: the labels of VEX. */
export type VexJustification =
  | "component_not_present"
  | "vulnerable_code_not_present"
  | "vulnerable_code_not_in_execute_path"
  | "vulnerable_code_cannot_be_controlled_by_adversary"
  | "inline_mitigations_already_exist";

/** Who answers for a statement, why, and until when. Texts may be foreign. */
export interface VexEntry {
  readonly reason: string;
  readonly owner: string;
  /** ISO 8601. */
  readonly expires: string;
}

/** What is said of a vulnerability: nothing but that it is there, that it is lived with, or that it touches nothing. */
export type VexStatus =
  | { readonly kind: "affected" }
  | { readonly kind: "accepted"; readonly entry: VexEntry }
  | { readonly kind: "not-affected"; readonly justification: VexJustification; readonly entry: VexEntry };

/** A known vulnerability or malicious version among the packages. Texts may be foreign. */
export interface BillVulnerability {
  /** The advisory's id, such as `GHSA-…`, `CVE-…` or `MAL-…`. */
  readonly id: string;
  readonly aliases: readonly string[];
  readonly severity: "critical" | "high" | "medium" | "low" | "info";
  /** One sentence. */
  readonly message: string;
  /** The package that has it, as the graphs name it. */
  readonly name: string;
  readonly version: string;
  /** What to do about it; `undefined` where nobody knows. */
  readonly recommendation: string | undefined;
  readonly status: VexStatus;
}

/** What a bill of materials is written from. The same input gives the same bytes. */
export interface BillInput {
  readonly graphs: readonly BillGraph[];
  /** The product's name where no graph has one: the folder that was scanned. */
  readonly name: string;
  /** Lockkeeper's version. */
  readonly toolVersion: string;
  /** When the bill is made, in milliseconds since the epoch. */
  readonly at: number;
  readonly vulnerabilities?: readonly BillVulnerability[];
  /** What the bill may lack, one sentence each: files that could not be read, nothing that is locked. May be foreign. */
  readonly gaps?: readonly string[];
  /** The licence that a package declares, where its manifest is at hand. */
  readonly licenseOf?: (locked: GraphPackage) => string | undefined;
}

/** What another tool, or a publisher, says of one vulnerability of one package. Texts are foreign. */
export interface ForeignStatement {
  readonly kind: "affected" | "not-affected" | "fixed" | "under-investigation";
  /** The vulnerability's names, as written; at least one. */
  readonly ids: readonly string[];
  /** The package of npm. */
  readonly name: string;
  /** Exact, or a range as npm writes them; `undefined` for every version. */
  readonly versions: string | undefined;
  readonly severity: "critical" | "high" | "moderate" | "low" | undefined;
  /** Why it does not touch the product, or what it is about; empty where nothing is said. */
  readonly reason: string;
}

/** What a report of another tool says. */
export interface ForeignReport {
  readonly format: "openvex" | "cyclonedx" | "osv-scanner" | "npm-audit";
  readonly statements: readonly ForeignStatement[];
  /** Statements about what is no package of npm, or that cannot be understood. */
  readonly passedOver: number;
}

/** The bounds of reading one report. */
export const reportLimits = { maxBytes: 64_000_000, maxStatements: 200_000 } as const;

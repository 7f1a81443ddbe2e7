import type { Bypass } from "@lockkeeper/clients";

/** What doctor says of the protection of one client. */
export type StatementId =
  | "registry"
  | "scopes"
  | "refusal"
  | "lockfile"
  | "scripts"
  | "settings"
  | "locked"
  | "caches";

/** What came of a statement; nothing but a proof is called one. */
export type ProofResult = "proved" | "refuted" | "not-proved";

/** One statement with its evidence. */
export interface Statement {
  readonly id: StatementId;
  readonly result: ProofResult;
  /** What was seen. */
  readonly evidence: string;
  /** What makes it true; `undefined` when it is, or when nobody knows. */
  readonly fix: string | undefined;
}

/** What each statement claims. */
export const claims: Readonly<Record<StatementId, string>> = {
  registry: "asks this firewall for packages",
  scopes: "asks it for packages of every scope, whatever settings say",
  refusal: "cannot install what the firewall refuses",
  lockfile: "cannot install it from a lockfile either",
  scripts: "does not run install scripts",
  settings: "no setting leads past the firewall",
  locked: "no lockfile entry leads past the firewall",
  caches: "no cache answers in the firewall's place",
};

/** What is so, without being good or bad: what the client itself does with scripts and with young versions, and the like. */
export interface Fact {
  readonly id: "scripts" | "cooldown" | "policy";
  readonly message: string;
  readonly where: string;
}

/** A statement that holds. */
export function proved(id: StatementId, evidence: string): Statement {
  return { id, result: "proved", evidence, fix: undefined };
}

/** A statement that was seen to be wrong. */
export function refuted(id: StatementId, evidence: string, fix: string | undefined): Statement {
  return { id, result: "refuted", evidence, fix };
}

/** A statement of which nothing is known. */
export function notProved(id: StatementId, evidence: string, fix?: string): Statement {
  return { id, result: "not-proved", evidence, fix };
}

/** How many statements came to which result. */
export type ResultCounts = Readonly<Record<ProofResult, number>>;

/** What doctor tells, piece by piece. */
export type DoctorItem =
  | {
      readonly kind: "start";
      readonly firewall: string;
      readonly folder: string;
      /** Whether clients are started by `lockkeeper run`. */
      readonly isUnderRun: boolean;
    }
  | { readonly kind: "client"; readonly client: string; readonly file: string }
  | { readonly kind: "statement"; readonly client: string; readonly statement: Statement }
  | { readonly kind: "bypass"; readonly client: string; readonly bypass: Bypass }
  | { readonly kind: "fact"; readonly client: string; readonly fact: Fact }
  | {
      readonly kind: "summary";
      readonly counts: ResultCounts;
      readonly bypasses: number;
      readonly firewall: string;
      readonly folder: string;
    };

/** A file of the organisation; the path is relative to its folder, with forward slashes. */
export interface OrganisationFile {
  readonly path: string;
  readonly content: string | Uint8Array;
  /** When it was written last; milliseconds since the epoch. The day of the question without. */
  readonly modifiedAt?: number;
}

/** One commit on one branch. Files are whole; what is not named stays as it was; `undefined` removes a file. */
export interface OrganisationCommit {
  /** A branch's name, or a whole reference such as `refs/tags/v1`. */
  readonly branch: string;
  /** Milliseconds since the epoch, of author and committer alike. */
  readonly at: number;
  /** The committer's zone as git writes it, such as `+0200`. */
  readonly zone: string;
  readonly message: string;
  readonly files: Readonly<Record<string, string | undefined>>;
}

/** A repository with its history; the branch `main` is the one in the working tree. */
export interface OrganisationRepository {
  /** Relative to the organisation's folder. */
  readonly folder: string;
  readonly commits: readonly OrganisationCommit[];
  /** Only this many of the last commits of `main` are there, as a shallow clone has them. */
  readonly depth?: number;
  /** Files of the working tree that were never committed. */
  readonly uncommitted: Readonly<Record<string, string>>;
}

/** A row for the firewall's ledger, in the few words that exposure reads. */
export interface OrganisationRequest {
  readonly at: number;
  readonly identity: string;
  readonly remote: string;
  readonly kind: "packument" | "tarball";
  readonly name: string;
  readonly version: string | undefined;
  readonly outcome: "served" | "refused";
}

/** What is true of one place, planted where an answer has to find it. */
export interface PlantedTruth {
  /** A text of the place itself, or of the reference of its evidence: a folder, a file, an identity, an address. */
  readonly place: string;
  /** The scenario's name. */
  readonly scenario: string;
  /** Grades that are right; the first is the one that fits best. */
  readonly grades: readonly PlantedGrade[];
}

/** The grades of an exposure, by the words of the contract. */
export type PlantedGrade = "executed" | "fetched" | "locked" | "could-have-resolved" | "unreadable" | "none";

/** Everything that an organisation has and that an attack may have left traces in. */
export interface Organisation {
  readonly repositories: readonly OrganisationRepository[];
  readonly files: readonly OrganisationFile[];
  readonly requests: readonly OrganisationRequest[];
  readonly truths: readonly PlantedTruth[];
}

/** What one scenario adds; the same as the whole. */
export type OrganisationPart = Partial<Organisation>;

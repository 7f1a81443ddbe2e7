import type { ExposedPlace } from "../observation.ts";
import type { ProviderId } from "./provider.ts";

/**
 * What a secret is: one that a definition names; whatever a store holds for a pipeline, without a name in the definition;
 * the pipeline's own token; an identity that others trust without a secret (OIDC); a file; a variable of an environment.
 */
export type SecretKind = "named" | "every" | "job-token" | "identity" | "file" | "variable";

/**
 * How far code of a package was from it: in the environment of the very process; elsewhere in the same job, whose memory
 * and files it can read; in a job that takes over what this one made; on the same machine, as the same user.
 */
export type SecretReach = "process" | "job" | "later-job" | "host";

/** A secret that code of a package could have taken. Texts are foreign; values of secrets are never read into one. */
export interface SecretInReach {
  readonly kind: SecretKind;
  readonly provider: ProviderId;
  /** The name as the definition, the system or the file system gives it; what is meant, for `every`. */
  readonly name: string;
  readonly reach: SecretReach;
  /** Whether the place is known to have run installations, or may have, by commands that a definition does not spell out. */
  readonly isInstallKnown: boolean;
  /** How it came into reach, in one sentence. */
  readonly cause: string;
  /** Where that stands: `.github/workflows/ci.yml:12`, a path. */
  readonly ref: string;
  readonly where: ExposedPlace;
}

/** What could not be looked into, so that more may have been in reach. */
export interface SecretGap {
  readonly ref: string;
  /** One sentence. */
  readonly message: string;
}

/** What was in reach at one place; a gap means that the list may be too short. */
export interface SecretsInReach {
  readonly secrets: readonly SecretInReach[];
  readonly gaps: readonly SecretGap[];
}

/** The bounds on definitions of pipelines. */
export interface SecretLimits {
  /** Characters of one definition. */
  readonly maxCharacters: number;
  /** Values of one definition that are looked at; what an alias repeats counts again. */
  readonly maxValues: number;
  readonly maxDepth: number;
  /** Secrets of one place. */
  readonly maxSecrets: number;
  /** Files of one place. */
  readonly maxFiles: number;
}

/** Far above what pipelines of real projects hold. */
export const secretLimits: SecretLimits = {
  maxCharacters: 1_000_000,
  maxValues: 100_000,
  maxDepth: 60,
  maxSecrets: 5000,
  maxFiles: 400,
};

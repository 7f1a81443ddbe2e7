/** What a verified provenance statement says of how a release was built. */
export interface ProvenanceFacts {
  /** The repository that was built: an `https:` URL as the statement has it, without `git+` and `.git`. */
  readonly repository: string | undefined;
  /** The workflow's path, such as `.github/workflows/release.yml`. */
  readonly workflow: string | undefined;
  /** Such as `refs/heads/main` or `refs/tags/v1.2.3`. */
  readonly ref: string | undefined;
  readonly commit: string | undefined;
  readonly builder: string | undefined;
  /** The event that started it, such as `push` or `workflow_dispatch`. */
  readonly trigger: string | undefined;
  /** Whether the machine was the service's own (`github-hosted`) or the owner's (`self-hosted`). */
  readonly runner: string | undefined;
}

/** What the attestations of one release say; everything here was verified against its bytes. */
export interface AttestationFacts {
  readonly provenance: ProvenanceFacts | undefined;
  /** Whether the registry attested that it published these bytes under this name. */
  readonly hasPublishAttestation: boolean;
  /** Milliseconds since the epoch at which the transparency log took the first entry. */
  readonly loggedAt: number | undefined;
  /** The same of the registry's own attestation, which is made when a version is published. */
  readonly publishLoggedAt?: number | undefined;
}

/**
 * What became of a release's attestations: verified; `invalid` when one does not hold for these bytes; `unverifiable`
 * when one rests on a key, a log or a form that the trust root does not know, which a root that is out of date causes.
 */
export type AttestationCheck =
  | { readonly kind: "verified"; readonly facts: AttestationFacts }
  | { readonly kind: "invalid" | "unverifiable"; readonly problems: readonly string[] };

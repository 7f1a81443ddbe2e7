import type { Evidence } from "@lockkeeper/core";

/**
 * How strongly a release's publishing is evidenced, from weak to strong: nothing; a machine published by OpenID Connect
 * without provenance; provenance; both; a person approved what a machine staged.
 */
export type TrustRank = "none" | "oidc" | "provenance" | "trusted-publisher" | "staged";

/** A person or machine as a registry names one. */
export interface Account {
  readonly login: string;
  readonly email: string | undefined;
}

/** Who published a release, as the registry says. */
export interface ReleasePublisher {
  readonly login: string;
  readonly email: string | undefined;
  /** Whether the registry says that a machine did, by OpenID Connect. */
  readonly isMachine: boolean;
  readonly trustedPublisher: { readonly id: string; readonly configId: string | undefined } | undefined;
  readonly approver: Account | undefined;
}

/** What a packument says of one release. Missing fields are `unavailable` when the whole document lacks them. */
export interface Release {
  readonly version: string;
  /** Milliseconds since the epoch. */
  readonly publishedAt: Evidence<number>;
  readonly publisher: Evidence<ReleasePublisher>;
  readonly rank: Evidence<TrustRank>;
  readonly gitHead: Evidence<string>;
  readonly signatures: Evidence<readonly { readonly keyId: string; readonly signature: string }[]>;
  /** Where the registry keeps the attestations (`dist.attestations.url`); a claim. */
  readonly attestationsUrl: Evidence<string>;
  readonly integrity: string | undefined;
  readonly tarball: string | undefined;
  readonly unpackedBytes: number | undefined;
  readonly fileCount: number | undefined;
  readonly deprecated: string | undefined;
  /** `preinstall`, `install` and `postinstall` where declared; `install` alone when only `hasInstallScript` says so. */
  readonly installScripts: readonly string[];
  readonly scripts: Readonly<Record<string, string>>;
  readonly repository: string | undefined;
  /** Who could publish when this release was published. */
  readonly maintainers: readonly Account[];
  /** Name to specification, by the manifest's field; `devDependencies` are left out. */
  readonly dependencies: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** All releases of a package, as one packument tells them. */
export interface ReleaseHistory {
  readonly name: string;
  readonly createdAt: Evidence<number>;
  readonly modifiedAt: Evidence<number>;
  /** By SemVer, lowest first; versions whose manifest is gone are in `removed`. */
  readonly releases: readonly Release[];
  /** Versions that `time` names and `versions` does not. */
  readonly removed: readonly { readonly version: string; readonly publishedAt: number }[];
  readonly distTags: Readonly<Record<string, string>>;
  readonly maintainers: readonly Account[];
  readonly description: string | undefined;
  readonly repository: string | undefined;
}

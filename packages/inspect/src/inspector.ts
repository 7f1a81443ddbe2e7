import type { Evidence, PackageName } from "@lockkeeper/core";
import type { Drift, PackageFacts } from "@lockkeeper/facts";
import type { Release } from "@lockkeeper/trust";

import type { FetchedPackage } from "./local/fetched-package.ts";
import type { Inspection } from "./inspection.ts";
import type { InspectionTarget, InspectOptions } from "./target.ts";

/** One of two versions that are compared. */
export interface ComparedVersion {
  readonly spec: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly integrity: string | undefined;
  readonly facts: PackageFacts;
  /** What registry metadata says of it; `unavailable` for local files. */
  readonly release: Evidence<Release>;
}

/** What changed between two versions. */
export interface Comparison {
  readonly before: ComparedVersion;
  readonly after: ComparedVersion;
  readonly drift: Drift;
  readonly durationMs: number;
}

/** Looks at versions of packages and says what it makes of them. */
export interface Inspector {
  /** Never rejects: what could not be looked at is an inspection with the verdict `unknown` and its error. */
  inspect(target: InspectionTarget, options?: InspectOptions): Promise<Inspection>;
  /**
   * What the registry's document alone tells of versions that they should be inspected before anybody learns of them, by
   * version: an empty list for most, which is no verdict; nothing for a version that is not listed. Throws INSPECT_*,
   * REGISTRY_* and TRUST_* errors.
   */
  glance(
    name: PackageName,
    versions: readonly string[],
    options?: Pick<InspectOptions, "at" | "isOffline" | "budgetMs">,
  ): Promise<ReadonlyMap<string, readonly string[]>>;
  /** The bytes of a package, for whoever reads them in another way. Throws INSPECT_* and REGISTRY_* errors. */
  fetch(
    target: InspectionTarget,
    options?: Pick<InspectOptions, "at" | "isOffline" | "budgetMs">,
  ): Promise<FetchedPackage>;
  /** Throws INSPECT_*, ARCHIVE_* and REGISTRY_* errors when one of the two cannot be read. */
  compare(before: InspectionTarget, after: InspectionTarget, options?: InspectOptions): Promise<Comparison>;
  /** Ends what runs in the background. */
  close(): Promise<void>;
}

import type { PackageFacts } from "@lockkeeper/facts";

/** What was learned of bytes before. What cannot be read again is as good as never learned. */
export interface FactsCache {
  /** By the `sha512-…` of the tarball. */
  get(integrity: string): Promise<PackageFacts | undefined>;
  set(integrity: string, facts: PackageFacts): Promise<void>;
}

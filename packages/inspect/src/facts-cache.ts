import type { PackageFacts } from "@lockkeeper/facts";
import { extractorVersion } from "@lockkeeper/facts";

/** Plain data that was worked out before, by the text of what it was worked out from. The store's cache of findings is one. */
export interface ValueCache {
  get(key: string): Promise<unknown>;
  set(key: string, value: unknown): Promise<void>;
}

/** What was learned of bytes before. What cannot be read again is as good as never learned. */
export interface FactsCache {
  /** By the `sha512-…` of the tarball. */
  get(integrity: string): Promise<PackageFacts | undefined>;
  set(integrity: string, facts: PackageFacts): Promise<void>;
}

/** Keeps facts by their bytes and by the version of what reads them: another reader learns other things. */
export function createFactsCache(values: ValueCache): FactsCache {
  const keyOf = (integrity: string): string => `facts ${extractorVersion} ${integrity}`;
  return {
    async get(integrity) {
      const value = await values.get(keyOf(integrity));
      return isFacts(value) ? value : undefined;
    },
    set: (integrity, facts) => values.set(keyOf(integrity), facts),
  };
}

/** The cache's own digest vouches for the rest. */
function isFacts(value: unknown): value is PackageFacts {
  return (
    typeof value === "object" &&
    value !== null &&
    "schema" in value &&
    value.schema === 1 &&
    "extractor" in value &&
    value.extractor === extractorVersion
  );
}

import { readArchive } from "@lockkeeper/archive";
import type { ArchiveLimits } from "@lockkeeper/archive";
import { extractFacts } from "@lockkeeper/facts";

import type { ExtractFacts } from "./package-reader.ts";

/** Reads packages in this process and thread. Throws ARCHIVE_* errors for what is no archive. */
export function createExtractor(limits?: ArchiveLimits): ExtractFacts {
  return async (bytes) => extractFacts(readArchive(bytes, limits), { packedBytes: bytes.length });
}

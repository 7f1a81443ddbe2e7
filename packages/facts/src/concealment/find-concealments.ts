import type { ArchiveEntry } from "@lockkeeper/archive";

import type { OwnFileFacts } from "../files/read-file-facts.ts";
import type { Concealment } from "../package-facts.ts";

/** Finds what one file hides, by its bytes alone. Bounded in time and in number; never throws. */
export function findConcealments(entry: ArchiveEntry, facts: OwnFileFacts): readonly Concealment[] {
  if (facts.mismatch === undefined) return [];
  const { mismatch } = facts;
  return [
    {
      kind: "extension-mismatch",
      path: entry.path,
      location: undefined,
      detail: mismatch,
      excerpt: undefined,
      amount: entry.bytes.length,
    },
  ];
}

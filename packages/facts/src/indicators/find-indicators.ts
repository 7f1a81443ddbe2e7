import type { ArchiveEntry } from "@lockkeeper/archive";

import type { OwnFileFacts } from "../files/read-file-facts.ts";
import type { Indicator } from "../package-facts.ts";

/** What is searched for besides the built-in texts: indicators of known campaigns, such as hosts and file hashes. */
export interface IndicatorOptions {
  readonly known?: readonly string[];
}

/** Finds texts that say where something goes or what it is after, in one pass over the bytes. Never throws. */
export function findIndicators(
  entry: ArchiveEntry,
  facts: OwnFileFacts,
  options: IndicatorOptions = {},
): readonly Indicator[] {
  const text = Buffer.from(entry.bytes.buffer, entry.bytes.byteOffset, entry.bytes.length).toString("latin1");
  return (options.known ?? [])
    .filter((value) => facts.kind !== "native" && text.includes(value))
    .map((value) => ({
      kind: "known-indicator",
      value,
      path: entry.path,
      location: undefined,
      where: "text",
    }));
}

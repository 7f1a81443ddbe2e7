import { createHash } from "node:crypto";

import type { ArchiveEntry } from "@lockkeeper/archive";

import type { FileFacts } from "../package-facts.ts";
import { kindOfFile } from "./file-kind.ts";
import { mismatchOf } from "./file-mismatch.ts";

/** What is known of a file by itself, before it is known what makes it run. */
export type OwnFileFacts = Omit<FileFacts, "triggers">;

/** Says what a file is, by its bytes first and its name second. Never throws. */
export function readFileFacts(entry: ArchiveEntry): OwnFileFacts {
  return {
    path: entry.path,
    size: entry.bytes.length,
    hash: createHash("sha256").update(entry.bytes).digest("hex").slice(0, 32),
    kind: kindOfFile(entry.path, entry.bytes),
    mismatch: mismatchOf(entry.path, entry.bytes),
    isExecutable: (entry.mode & 0o111) !== 0,
  };
}

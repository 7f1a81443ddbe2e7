import type { FileKind } from "../package-facts.ts";

/** Kinds of files that are read as sources or scripts. */
export const codeKinds: ReadonlySet<FileKind> = new Set([
  "javascript",
  "typescript",
  "shell",
  "powershell",
  "batch",
  "python",
  "gyp",
]);

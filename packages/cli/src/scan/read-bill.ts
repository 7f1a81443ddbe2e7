import { readFile, stat } from "node:fs/promises";

import type { BillGap } from "@lockkeeper/sbom";
import type { ScannedGraph, UnreadFile } from "@lockkeeper/scan";

import { CliError } from "../errors.ts";
import { unreadFile } from "./unread-file.ts";

/** A bill of materials as a graph, and what of it could not be checked. */
export interface BillReading {
  readonly graphs: readonly ScannedGraph[];
  readonly unread: readonly UnreadFile[];
  /** Components that are nothing of npm's: what else a bill is of is not this scan's matter. */
  readonly others: number;
}

/** Reads a bill of materials. What it holds never makes it throw. */
export async function readBill(path: string, name: string): Promise<BillReading> {
  const { parseBill, sbomLimits } = await import("@lockkeeper/sbom");
  try {
    const stats = await stat(path);
    if (!stats.isFile() || stats.size > sbomLimits.maxBytes) throw notReadable(name, stats.size);
    const { graph, gaps } = parseBill(await readFile(path));
    const [foreign, unclear] = separate(gaps);
    return {
      graphs: [{ file: name, graph }],
      unread: unclear.map((gap) => unreadGap(name, gap)),
      others: foreign.reduce((sum, { count }) => sum + count, 0),
    };
  } catch (error) {
    return { graphs: [], unread: [unreadFile(name, error)], others: 0 };
  }
}

function notReadable(name: string, size: number): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot read "${name}" as it is no file, or too large: ${size} bytes`,
    hint: "What cannot be read was not checked.",
  });
}

function separate(gaps: readonly BillGap[]): readonly [readonly BillGap[], readonly BillGap[]] {
  const isForeign = ({ reason }: BillGap): boolean => reason === "other-ecosystem" || reason === "no-purl";
  return [gaps.filter(isForeign), gaps.filter((gap) => !isForeign(gap))];
}

const gapWords = {
  "other-ecosystem": "are of other ecosystems",
  "no-purl": "have no package URL",
  "bad-purl": "have a package URL that cannot be read",
  "no-version": "have no version",
} as const;

function unreadGap(name: string, { reason, count, example }: BillGap): UnreadFile {
  const message = `Cannot check ${count} components of "${name}" as they ${gapWords[reason]}, ${example.slice(0, 120)} first`;
  const error = new CliError("CLI_BAD_FILE", { message, hint: "Have the bill written with exact versions." });
  return unreadFile(name, error);
}

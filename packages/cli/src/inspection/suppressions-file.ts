import { resolve } from "node:path";

import { limits } from "@lockkeeper/core";
import type { Suppressions } from "@lockkeeper/policy";
import { createSuppressions, parseSuppressions } from "@lockkeeper/policy";

import { isThere, readBoundedFile } from "../bounded-file.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { count } from "../table.ts";

/** The name of the file that is read from the current folder unless another is named. */
export const suppressionsName = "lockkeeper.suppressions.yaml";

/**
 * Reads the named file, which must be there, else that of the current folder, else none; tells on standard error that
 * one is in force, and which of its entries have ended. Throws `CLI_BAD_FILE`, `POLICY_*`.
 */
export async function readSuppressions(
  named: string | undefined,
  { cwd, stderr }: Pick<Environment, "cwd" | "stderr">,
  now: number,
): Promise<Suppressions> {
  const path = resolve(cwd, named ?? suppressionsName);
  const text = await readText(path, named !== undefined);
  if (text === undefined) return createSuppressions([]);
  const suppressions = parseSuppressions(text, named ?? suppressionsName);
  const expired = suppressions.expiredAt(now);
  const inForce = suppressions.entries.length + suppressions.fileEntries.length - expired.length;
  if (named === undefined && inForce > 0) {
    const amount = count(inForce, "suppression");
    await stderr.write(`note CLI_SUPPRESSIONS: ${amount} of ${suppressionsName} in this folder in force\n`);
  }
  for (const entry of expired) {
    const { finding, owner, expires } = entry;
    const subject = "file" in entry ? entry.file : entry.package;
    await stderr.write(
      `warn CLI_SUPPRESSION_EXPIRED: ${showForeign(finding)} of ${showForeign(subject)} counts again since ${expires}; its owner is ${showForeign(owner)}\n`,
    );
  }
  return suppressions;
}

async function readText(path: string, isRequired: boolean): Promise<string | undefined> {
  if (!isRequired && !(await isThere(path))) return undefined;
  const { policyFileMaxBytes: maxBytes } = limits;
  return await readBoundedFile(path, { what: "suppressions", maxBytes, hint: "Check the path." });
}

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
  if (named === undefined && suppressions.entries.length > expired.length) {
    const amount = count(suppressions.entries.length - expired.length, "suppression");
    await stderr.write(`note CLI_SUPPRESSIONS: ${amount} of ${suppressionsName} in this folder in force\n`);
  }
  for (const { finding, package: name, owner, expires } of expired) {
    await stderr.write(
      `warn CLI_SUPPRESSION_EXPIRED: ${showForeign(finding)} of ${showForeign(name)} counts again since ${expires}; its owner is ${showForeign(owner)}\n`,
    );
  }
  return suppressions;
}

async function readText(path: string, isRequired: boolean): Promise<string | undefined> {
  if (!isRequired && !(await isThere(path))) return undefined;
  const { policyFileMaxBytes: maxBytes } = limits;
  return await readBoundedFile(path, { what: "suppressions", maxBytes, hint: "Check the path." });
}

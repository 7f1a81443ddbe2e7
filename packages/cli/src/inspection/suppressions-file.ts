import { readFile, stat } from "node:fs/promises";
import { resolve } from "node:path";

import { limits, systemErrorCode } from "@lockkeeper/core";
import type { Suppressions } from "@lockkeeper/policy";
import { createSuppressions, parseSuppressions } from "@lockkeeper/policy";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
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
  try {
    const stats = await stat(path);
    const isUsable = stats.isFile() && stats.size <= limits.policyFileMaxBytes;
    if (isUsable) return await readFile(path, "utf8");
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot use "${path}" as suppressions as it must be a file of at most ${limits.policyFileMaxBytes} bytes`,
    });
  } catch (cause) {
    if (cause instanceof CliError) throw cause;
    if (!isRequired && systemErrorCode(cause) === "ENOENT") return undefined;
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot read the suppressions "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Check the path.",
      cause,
    });
  }
}

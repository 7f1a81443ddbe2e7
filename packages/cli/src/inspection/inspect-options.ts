import { parseDuration, parseInstant } from "@lockkeeper/core";
import type { InspectOptions } from "@lockkeeper/inspect";
import { resolve } from "node:path";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { locateTarget, parseSubject } from "./subject.ts";

/** The flags that say how a version is looked at. */
export interface LookFlags {
  readonly at: string | undefined;
  readonly isOffline: boolean;
  readonly predecessor: string | undefined;
  readonly packument: string | undefined;
  readonly budget: string | undefined;
  readonly trustRoot: string | undefined;
  readonly registryKeys: string | undefined;
}

/** Reads the flags that `inspect` and `diff` hand to the inspector. Throws `CORE_BAD_INSTANT`, `CORE_BAD_DURATION`, `CLI_USAGE`. */
export async function readInspectOptions(
  flags: LookFlags,
  { cwd }: Pick<Environment, "cwd">,
): Promise<InspectOptions> {
  const { at, predecessor, packument, budget, isOffline } = flags;
  return {
    isOffline,
    at: at === undefined ? undefined : parseInstant(at),
    budgetMs: budget === undefined ? undefined : parseDuration(budget),
    packumentFile: packument === undefined ? undefined : resolve(cwd, packument),
    predecessor: predecessor === undefined ? undefined : await readPredecessor(predecessor, cwd),
  };
}

async function readPredecessor(text: string, cwd: string): Promise<InspectOptions["predecessor"]> {
  if (text === "none") return text;
  const { target } = parseSubject(text, cwd);
  if ("kind" in target) return await locateTarget(target);
  throw new CliError("CLI_USAGE", { message: target.message, hint: "Give a spec, a path, or none." });
}

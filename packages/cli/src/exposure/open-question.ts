import { isAbsolute, resolve } from "node:path";

import type { ExposureQuestion, ExposureTarget } from "@lockkeeper/exposure";

import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { parsePastTime } from "../time-flag.ts";
import { isThere } from "../bounded-file.ts";
import type { ExposureInput } from "./exposure-input.ts";
import { fillWindows } from "./fill-windows.ts";
import { targetsOfAdvisoryWord, targetsOfCampaignId } from "./find-targets.ts";

/** A question with the folders that it is asked about. */
export interface OpenQuestion {
  readonly question: ExposureQuestion;
  /** Absolute. */
  readonly roots: readonly string[];
}

/**
 * Reads the words and flags of `exposure`. Throws `CLI_USAGE` where nothing is asked or the window ends before it begins,
 * `CLI_BAD_FILE` for a folder that is not there, and what the targets' readers throw.
 */
export async function openQuestion(
  input: ExposureInput,
  dataFolder: string,
  environment: Environment,
): Promise<OpenQuestion> {
  const { targetsOfSpecs } = await import("@lockkeeper/exposure");
  const isNamed = input.campaigns.length + input.advisories.length > 0;
  const folders = input.words.filter((word) => isNamed || isPath(word));
  const specs = input.words.filter((word) => !folders.includes(word));
  for (const word of specs) await refuseAmbiguous(word, environment);
  const targets: ExposureTarget[] = [...targetsOfSpecs(specs)];
  // One by one: a mass campaign has more targets than a call takes arguments.
  for (const id of input.campaigns) {
    for (const target of await targetsOfCampaignId(id, dataFolder)) targets.push(target);
  }
  for (const word of input.advisories) {
    for (const target of await targetsOfAdvisoryWord(word, dataFolder, environment)) targets.push(target);
  }
  if (targets.length === 0) throw nothingAsked();
  if (input.isRemembered && folders.length === 0) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot remember what folders hold as none is named",
      hint: "Name them behind what is asked: exposure axios@1.14.1 ~/work --remember.",
    });
  }
  const dated = await fillWindows(targets, dataFolder, environment);
  const roots = folders.map((folder) => resolve(environment.cwd, expandHome(folder, environment)));
  for (const root of roots) await checkFolder(root);
  return { question: { targets: dated, ...readWindow(input, environment.clock.now()) }, roots };
}

/** A name of a package holds a slash only after its scope, and never begins with a dot. */
function isPath(word: string): boolean {
  if (word.startsWith(".") || word.startsWith("~") || word.includes("\\") || isAbsolute(word)) return true;
  return word.includes("/") && !word.startsWith("@") && !word.startsWith("pkg:");
}

/** A folder that is taken for a package would be looked into by nobody, and nobody would notice. */
async function refuseAmbiguous(word: string, environment: Environment): Promise<void> {
  if (word.includes("@", 1) || !(await isThere(resolve(environment.cwd, word)))) return;
  throw new CliError("CLI_USAGE", {
    message: `Cannot tell whether ${JSON.stringify(word.slice(0, 120))} is the package or what lies here by that name`,
    hint: `Write ./${word} for the folder or file, ${word}@* for every version of the package.`,
  });
}

function expandHome(word: string, { homeFolder }: Environment): string {
  return word === "~" || word.startsWith("~/") ? resolve(homeFolder, word.slice(2)) : word;
}

async function checkFolder(root: string): Promise<void> {
  if (await isThere(root)) return;
  throw new CliError("CLI_BAD_FILE", {
    message: `Cannot look into "${root}" as there is no such file or folder`,
    hint: "Name what to look for first, then existing folders: exposure axios@1.14.1 ~/work.",
  });
}

function readWindow({ since, until }: ExposureInput, now: number): Pick<ExposureQuestion, "window" | "now"> {
  const window = {
    since: since === undefined ? undefined : parsePastTime("--since", since, now),
    until: until === undefined ? undefined : parsePastTime("--until", until, now),
  };
  if (window.since === undefined || window.until === undefined || window.since < window.until) {
    return { window, now };
  }
  throw new CliError("CLI_USAGE", {
    message: `Cannot ask from "${since}" to "${until}" as that window ends before it begins`,
    hint: "--since is the earlier one. Durations count back from now: --since 2h --until 1h.",
  });
}

function nothingAsked(): CliError {
  return new CliError("CLI_USAGE", {
    message: "Cannot ask who was exposed as nothing is named",
    hint: "Name versions, a campaign or an advisory: exposure axios@1.14.1, exposure --campaign axios-2026 ~/work.",
  });
}

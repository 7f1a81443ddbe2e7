import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCalls, collectTexts } from "../command-host.ts";
import type { Call, CommandHost, Prepared } from "../command-host.ts";
import { CliError } from "../errors.ts";
import type { Flags } from "../flags.ts";
import type { ExposureInput, ExposureItem } from "../exposure/exposure-input.ts";
import type { LateInput, LateItem } from "../exposure/late-session.ts";
import { oneOf } from "./inspect.ts";

// Written out, so that a help page does not load what answers.
const channels = [
  "ledger",
  "inventory",
  "lockfile",
  "git-history",
  "range",
  "ci-log",
  "client-cache",
  "installed-tree",
  "sbom",
  "image",
  "proxy-log",
  "host-sweep",
] as const;
const grades = ["executed", "fetched", "locked", "could-have-resolved"] as const;

/** Declares `exposure`. */
export function addExposureCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("exposure")
    .description("Say who had a version, where, when, how sure that is, and what to do next.")
    .argument(
      "[what...]",
      "versions (axios@1.14.1, axios@1.14.1,0.30.4, a range), then folders and files to look into",
    )
    .option("--campaign <id>", "what this campaign published, such as axios-2026 (repeatable)", collectTexts)
    .option("--advisory <id>", "what this advisory affects; also the file of an OSV record", collectTexts)
    .option(
      "--since <time>",
      "from this time on: an ISO 8601 instant, or a duration that long ago such as 24h",
    )
    .option("--until <time>", "until this time")
    .option(
      "--channel <name>",
      `ask only this kind of evidence (repeatable): ${channels.join(", ")}`,
      collectChannels,
    )
    .option(
      "--fail-on <grade>",
      `exit with 1 from this grade on: ${grades.join(", ")} (default: locked)`,
      oneOf(grades),
    )
    .option("--remember", "keep what the folders' lockfiles pin now, so that later questions know it")
    .option("--all", "show also the places where nothing was found");
  command
    .option("--new", "instead of a question: who had what turned out to be bad since you were last told")
    .option("--dry-run", "with --new: tell it again next time");
  addExposureHelp(addJsonFlag(addDataFlag(command)));
  bindCalls(command, async (call) => {
    if (call.flags.isSet("new")) await host.execute(call, prepareNew);
    else await host.execute(call, prepareQuestion);
  });
}

async function prepareQuestion({ args, flags }: Call): Promise<Prepared<ExposureInput, ExposureItem>> {
  if (flags.isSet("dryRun")) throw refusal("--dry-run", "it is about --new", "Add --new, or leave it out.");
  const { createExposureCommand } = await import("../commands/exposure.ts");
  const input = readInput(args, flags);
  return { command: createExposureCommand(input), input };
}

async function prepareNew({ args, flags }: Call): Promise<Prepared<LateInput, LateItem>> {
  const [word] = [...args, ...flags.texts("campaign"), ...flags.texts("advisory")];
  if (word !== undefined) {
    throw refusal(word, "--new asks about everything that is known", "Leave out --new to ask about it.");
  }
  const other = questionFlags.find((name) => flags.isSet(name) || flags.text(name) !== undefined);
  if (other !== undefined || flags.texts("channel").length > 0) {
    throw refusal(
      `--${other ?? "channel"}`,
      "--new asks about everything that is known",
      "Leave one of them out.",
    );
  }
  const { newExposureCommand } = await import("../commands/exposure-new.ts");
  const input = { data: flags.text("data"), isDryRun: flags.isSet("dryRun") };
  return { command: newExposureCommand, input };
}

const questionFlags = ["since", "until", "failOn", "remember", "all"] as const;

function refusal(what: string, why: string, hint: string): CliError {
  return new CliError("CLI_USAGE", {
    message: `Cannot use ${JSON.stringify(what.slice(0, 80))} as ${why}`,
    hint,
  });
}

function collectChannels(text: string, before: readonly string[] = []): readonly string[] {
  const names = text.split(",");
  const unknown = names.find((name) => !channels.some((channel) => channel === name));
  if (unknown === undefined) return [...before, ...names];
  throw new InvalidArgumentError(`Channels are ${channels.join(", ")}.`);
}

function readInput(words: readonly string[], flags: Flags): ExposureInput {
  const chosen = flags.texts("channel");
  return {
    words,
    campaigns: flags.texts("campaign"),
    advisories: flags.texts("advisory"),
    since: flags.text("since"),
    until: flags.text("until"),
    channels: channels.filter((channel) => chosen.includes(channel)),
    failOn: grades.find((grade) => grade === flags.text("failOn")) ?? "locked",
    data: flags.text("data"),
    showsAll: flags.isSet("all"),
    isRemembered: flags.isSet("remember"),
  };
}

function addExposureHelp(command: Command): void {
  addHelpNotes(command, {
    examples: [
      "exposure --campaign axios-2026",
      "exposure --campaign axios-2026 ~/work /var/log/ci",
      "exposure axios@1.14.1 axios@0.30.4 ~/work --since 2026-03-31T00:21Z --until 2026-03-31T03:30Z",
      "exposure --advisory MAL-2026-2307 . --json",
      "exposure axios@1.14.1 --channel ledger",
      "exposure --campaign axios-2026 ~/work --remember",
      "exposure --new",
    ],
    notes: [
      "Without a folder, everything that the data folder and its server know is asked. In folders, lockfiles, repositories with",
      "their history, logs, caches, installed packages, bills, images and results of sweep are found by what they are.",
      "Grades, worst first: executed (its code ran), fetched (its bytes were taken), locked (chosen while it was served),",
      "could-have-resolved (a range or a list led to it), unreadable (a source that might have told could not be read).",
      "Without --since and --until, the time in which the registry served a version counts. Nothing of a project is run, and no",
      "registry is asked.",
      "--new matches everything that was served, remembered or swept with reports of malware, the policy's deny list and what",
      "inspections found, and tells once who had it; intel update and a running server do the same.",
    ],
    exits: [
      "0  nothing at or above --fail-on",
      "1  somebody had it: a place at or above --fail-on; with --new: somebody had what turned out to be bad",
      "2  usage, or a campaign, advisory or folder that is not known",
      "3  something that might have told could not be read, or was not there (1 beats 3)",
    ],
  });
}

import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import type { FindingStrength } from "@lockkeeper/core";

import {
  addDataFlag,
  addHelpNotes,
  addJsonFlag,
  bindCommand,
  collectTexts,
  parsePositiveCount,
} from "../command-host.ts";
import type { CommandHost } from "../command-host.ts";
import type { Flags } from "../flags.ts";
import type { LookFlags } from "../inspection/inspect-options.ts";
import type { InspectInput } from "../inspection/inspect-session.ts";

// Written out, so that a help page does not load what inspects.
const formats = ["text", "json", "sarif", "markdown", "html"] as const;
const strengths = ["context", "supporting", "strong", "decisive"] as const;
const severities = ["hold", "block"] as const;

/** Declares `inspect`. */
export function addInspectCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("inspect")
    .description(
      "Say whether a version is safe to let in, by what is in it and what has changed, with evidence.",
    )
    .argument(
      "[subject...]",
      "name, name@version, name@range, name@old..new, tarball, folder, or - for a list on standard input",
    )
    .option(
      "--lockfile <file>",
      "everything that a lockfile pins (of npm, pnpm, Yarn or Bun; repeatable)",
      collectTexts,
    )
    .option(
      "--only-new-since <rev>",
      "with --lockfile: only what a git revision, or an older copy, does not have",
    )
    .option("-0, --null", "the list on standard input is separated by NUL instead of line ends");
  addLookFlags(command)
    .option("--predecessor <what>", "compare with this spec, tarball or folder, or with none")
    .option("--no-detonate", "read only; do not run what installs or hides something in the emulator")
    .option(
      "--workers <count>",
      "packages read at once (default: one for each processor)",
      parsePositiveCount,
    )
    .option(
      "--fail-on <verdict>",
      "exit with 1 from this verdict on: hold or block (default: what the policy withholds, and block)",
      oneOf(severities),
    )
    .option(
      "--suppressions <file>",
      "findings that count for nothing (default: lockkeeper.suppressions.yaml here)",
    )
    .option(
      "--min-strength <strength>",
      `show findings from this strength on: ${strengths.join(", ")}`,
      oneOf(strengths),
    )
    .option("--show-all", "show every finding, also of versions that are let in")
    .option("--format <format>", `${formats.join(", ")} (default: text)`, oneOf(formats))
    .option("--out <file>", "write the report to a file; JSON lines are added as they are done")
    .option("--resume", "with --json --out: go on with the file, skipping what it has decided");
  addJsonFlag(addDataFlag(command));
  command.on("option:format", (format: string) => {
    if (format === "json") command.setOptionValue("json", true);
  });
  addInspectHelp(command);
  bindCommand(command, host, async ({ args, flags }) => {
    const { createInspectCommand } = await import("../commands/inspect.ts");
    const input = readInput(args, flags);
    return { command: createInspectCommand(input), input };
  });
}

/** Declares the flags that `inspect` and `diff` share. */
export function addLookFlags(command: Command): Command {
  return command
    .option("--upstream <url>", "registry to ask (default: the one your npm is configured with)")
    .option("--registry <url>", "the same as --upstream")
    .option("--packument <file>", "read the release history from a file instead of the registry")
    .option("--at <time>", "judge as of that moment, such as 2026-03-31T00:40:00Z")
    .option("--offline", "ask no registry: local files, and what was inspected before")
    .option("--policy <file>", "the organisation's policy (default: policy.yaml of the data folder)")
    .option("--budget <duration>", "time for each version, such as 10s; what is left undone is told")
    .option("--trust-root <file>", "believe Sigstore's authorities of this trusted_root.json")
    .option("--registry-keys <file>", "a registry's own keys: its answer at /-/npm/v1/keys, or a keys.json");
}

/** Reads the flags that `inspect` and `diff` share. */
export function readLookFlags(flags: Flags): LookFlags {
  return {
    at: flags.text("at"),
    isOffline: flags.isSet("offline"),
    predecessor: flags.text("predecessor"),
    packument: flags.text("packument"),
    budget: flags.text("budget"),
    trustRoot: flags.text("trustRoot"),
    registryKeys: flags.text("registryKeys"),
  };
}

/** A parser for a flag with one of a few words. It throws commander's own error, which becomes a usage error. */
export function oneOf<Word extends string>(words: readonly Word[]): (text: string) => Word {
  return (text) => {
    const word = words.find((each) => each === text);
    if (word !== undefined) return word;
    throw new InvalidArgumentError(`It must be one of ${words.join(", ")}.`);
  };
}

function readInput(args: readonly string[], flags: Flags): InspectInput {
  const minStrength: FindingStrength | undefined = strengths.find(
    (each) => each === flags.text("minStrength"),
  );
  const isComplete = flags.isSet("showAll");
  return {
    named: {
      words: args,
      lockfiles: flags.texts("lockfile"),
      onlyNewSince: flags.text("onlyNewSince"),
      isNulSeparated: flags.isSet("null"),
    },
    look: readLookFlags(flags),
    isDetonated: flags.isSet("detonate"),
    output: {
      format: flags.isSet("json")
        ? "json"
        : (formats.find((each) => each === flags.text("format")) ?? "text"),
      out: flags.text("out"),
      isResumed: flags.isSet("resume"),
      detail: { isComplete, minStrength: minStrength ?? (isComplete ? "context" : "supporting") },
    },
    data: flags.text("data"),
    upstream: flags.text("upstream") ?? flags.text("registry"),
    suppressions: flags.text("suppressions"),
    workers: flags.number("workers"),
    policy: flags.text("policy"),
    failOn: severities.find((each) => each === flags.text("failOn")),
  };
}

function addInspectHelp(command: Command): void {
  addHelpNotes(command, {
    examples: [
      "inspect axios@1.14.1",
      "inspect ./my-package-1.0.0.tgz ./packages/lib",
      "inspect --lockfile package-lock.json --only-new-since origin/main",
      "inspect --lockfile pnpm-lock.yaml --format sarif --out lockkeeper.sarif",
      "inspect - --json --out results.jsonl --resume < specs.txt",
    ],
    notes: [
      "Nothing of a package runs on this machine: what an install starts, and what is young, changed or hidden, is run in an",
      "emulator that has access to nothing (detonate shows all of it). A version is compared with the release before it;",
      "new dependencies are inspected as well. Without a registry a local file is judged from its bytes. What could not be",
      "looked at is told.",
      "lockkeeper.policy.yaml of this folder tightens the policy; what the policy makes of a verdict stands in the report.",
    ],
    exits: [
      "0  nothing at or above --fail-on",
      "1  a verdict at or above --fail-on",
      "2  usage, or a policy, suppressions, trust root or keys that cannot be read",
      "3  something could not be decided (1 beats 3)",
    ],
  });
}

import { InvalidArgumentError } from "commander";
import type { Command } from "commander";

import { addDataFlag, addHelpNotes, addJsonFlag, bindCalls } from "../command-host.ts";
import type { Call, CommandHost, Prepared } from "../command-host.ts";
import { CliError } from "../errors.ts";
import type { Flags } from "../flags.ts";
import type { FixInput, RepairItem } from "../repair/fix-input.ts";
import { scanFormats } from "../scan/scan-input.ts";
import type { ScanInput, ScanItem } from "../scan/scan-input.ts";
import type { WhyInput, WhyItem } from "../scan/why-session.ts";
import type { AcceptInput, AcceptItem } from "../scan/accept-session.ts";
import { addAcceptFlags, isAcceptance, readAcceptInput } from "./accept-flags.ts";
import { oneOf } from "./inspect.ts";
import { refuseMixedFlags } from "./refuse-mixed-flags.ts";
import { addRepairFlags, readRepairFlags } from "./repair-flags.ts";

// Written out, so that a help page does not load what scans.
const kinds = [
  "malware",
  "vulnerability",
  "integrity",
  "disk",
  "source",
  "pin",
  "lockfile",
  "script",
  "sri",
  "setting",
  "age",
  "trust",
  "deprecated",
  "confusion",
  "runner",
] as const;
const severities = ["malware", "critical", "high", "moderate", "low", "info"] as const;

/** Declares `scan`. */
export function addScanCommand(root: Command, host: CommandHost): void {
  const command = root
    .command("scan")
    .description(
      "Say what a project runs, whether any of it is bad, unpinned or unverified, and what repairs it.",
    )
    .argument(
      "[target...]",
      "folder (of one project or of many), lockfile, bill of materials, or archive of an image (default: .)",
    )
    .option(
      "--fail-on <severity>",
      `exit with 1 from this severity on: ${severities.join(", ")} (default: high)`,
      oneOf(severities),
    )
    .option(
      "--min-severity <severity>",
      "show findings from this severity on (default: low)",
      oneOf(severities),
    )
    .option("--no-dev", "leave out what only development dependencies bring; malware counts all the same")
    .option("--baseline <file>", "findings of an earlier scan that count for nothing")
    .option("--write-baseline <file>", "write what is found now to a baseline")
    .option("--since <rev>", "only what the lockfiles did not pin at a git revision")
    .option(
      "--suppressions <file>",
      "findings that count for nothing (default: lockkeeper.suppressions.yaml here)",
    )
    .option(
      "--report <file>",
      "what another tool found, or a publisher states (OpenVEX, CycloneDX, osv-scanner, npm audit); may be repeated",
      collectFiles,
    )
    .option("--policy <file>", "the organisation's policy (default: policy.yaml of the data folder)")
    .option("--online", "ask the registry for ages, evidence and hashes of what is locked")
    .option(
      "--upstream <url>",
      "with --online: registry to ask (default: the one your npm is configured with)",
    )
    .option("--global", "what is installed on this machine for all projects, and what npx and its like keep")
    .option("--verify-disk", "compare every installed file with what the client keeps in its cache or store")
    .option("--why <package>", "only say who pulls in a package (name or name@version), by which dependency")
    .option("--format <format>", `${scanFormats.join(", ")} (default: text)`, oneOf(scanFormats))
    .option("--out <file>", "write the document to a file");
  addAcceptFlags(command);
  addFixFlags(command);
  addJsonFlag(addDataFlag(command));
  command.on("option:format", (format: string) => {
    if (format === "json") command.setOptionValue("json", true);
  });
  addScanHelp(command);
  bindCalls(command, async (call) => {
    if (call.flags.text("why") !== undefined) await host.execute(call, prepareWhy);
    else if (isAcceptance(call.flags)) await host.execute(call, prepareAccept);
    else if (call.flags.isSet("fix")) await host.execute(call, prepareFix);
    else await host.execute(call, prepareScan);
  });
}

function addFixFlags(command: Command): void {
  command
    .option("--fix", "make the smallest safe changes that repair what is found; the plan is shown first")
    .option("--only <kinds>", `with --fix: only findings of these kinds: ${kinds.join(", ")}`, parseKinds)
    .option("--offline", "with --fix: ask no registry")
    .option(
      "--vendor",
      "with --fix --online: take files that a page has from hosts which change them into vendor/ beside it",
    )
    .option("--undo", "with --fix: put back, byte for byte, what the last repair changed");
  addRepairFlags(command, "with --fix: ");
}

async function prepareScan({ args, flags }: Call): Promise<Prepared<ScanInput, ScanItem>> {
  refuseMixedFlags(flags);
  const { createScanCommand } = await import("../commands/scan.ts");
  const input = readInput(args, flags);
  return { command: createScanCommand(input), input };
}

async function prepareAccept({ args, flags }: Call): Promise<Prepared<AcceptInput, AcceptItem>> {
  refuseMixedFlags(flags);
  const { acceptCommand } = await import("../commands/accept.ts");
  return { command: acceptCommand, input: readAcceptInput(flags, readInput(args, flags)) };
}

async function prepareWhy({ args, flags }: Call): Promise<Prepared<WhyInput, WhyItem>> {
  refuseMixedFlags(flags);
  if (flags.isSet("fix"))
    throw new CliError("CLI_USAGE", {
      message: "Cannot use --why with --fix as it changes nothing",
      hint: "Leave one of them away.",
    });
  const { createWhyCommand } = await import("../commands/why.ts");
  return { command: createWhyCommand(), input: { wanted: flags.text("why") ?? "", targets: args } };
}

async function prepareFix({ args, flags }: Call): Promise<Prepared<FixInput, RepairItem>> {
  refuseMixedFlags(flags);
  const { fixCommand } = await import("../commands/fix.ts");
  return { command: fixCommand, input: readFixInput(args, flags) };
}

function collectFiles(file: string, earlier: readonly string[] | undefined): readonly string[] {
  return [...(earlier ?? []), file];
}

function parseKinds(text: string): string {
  const known: ReadonlySet<string> = new Set(kinds);
  if (text.split(",").every((kind) => known.has(kind))) return text;
  throw new InvalidArgumentError(`Kinds are ${kinds.join(", ")}, separated by commas.`);
}

/** Throws `CLI_USAGE` for flags that do not go together. */
function readFixInput(args: readonly string[], flags: Flags): FixInput {
  if (flags.isSet("online") && flags.isSet("offline")) {
    throw new CliError("CLI_USAGE", {
      message: "Cannot repair with --online and --offline at once",
      hint: "Write one of them: without both, the registry is asked for what changes alone.",
    });
  }
  const only = flags.text("only");
  return {
    ...readRepairFlags(flags),
    targets: args,
    failOn: severities.find((each) => each === flags.text("failOn")) ?? "high",
    only: only === undefined ? undefined : new Set(kinds.filter((kind) => only.split(",").includes(kind))),
    isUndone: flags.isSet("undo"),
    isOnline: flags.isSet("online"),
    isVendoring: flags.isSet("vendor"),
  };
}

function readInput(args: readonly string[], flags: Flags): ScanInput {
  const severityOf = (name: string): ScanInput["failOn"] | undefined =>
    severities.find((each) => each === flags.text(name));
  return {
    targets: args,
    format: flags.isSet("json")
      ? "json"
      : (scanFormats.find((each) => each === flags.text("format")) ?? "text"),
    out: flags.text("out"),
    failOn: severityOf("failOn") ?? "high",
    minSeverity:
      severityOf("minSeverity") ??
      (flags.isSet("json") || flags.text("writeBaseline") !== undefined ? "info" : "low"),
    // Commander turns `--no-dev` into `dev: false`.
    hasDevelopment: flags.isSet("dev"),
    baseline: flags.text("baseline"),
    writeBaseline: flags.text("writeBaseline"),
    since: flags.text("since"),
    suppressions: flags.text("suppressions"),
    reports: flags.texts("report"),
    policy: flags.text("policy"),
    data: flags.text("data"),
    upstream: flags.text("upstream"),
    isOnline: flags.isSet("online"),
    isThorough: flags.isSet("verifyDisk"),
    isGlobal: flags.isSet("global"),
    isShowingAccepted: flags.isSet("showAccepted"),
  };
}

function addScanHelp(command: Command): void {
  addHelpNotes(command, {
    examples: [
      "scan",
      "scan ~/work --json",
      "scan package-lock.json --fail-on critical --no-dev",
      "scan --since origin/main --format github",
      "scan --global",
      "scan --why axios",
      "scan --write-baseline lockkeeper.baseline.json",
      "scan --baseline lockkeeper.baseline.json --format sarif --out lockkeeper.sarif",
      "scan --fix --dry-run",
      'scan --fix --yes --only malware,vulnerability --verify "npm test"',
      "scan --fix --undo",
      'scan --accept git-dependency:lib --reason "our own fork" --owner ada --expires 90d',
      "scan --show-accepted",
    ],
    notes: [
      "Nothing of a project is run, and without --online no registry is asked: advisories come from the data folder",
      "(intel update brings them), and the report says how old they are. A file that could not be understood is named,",
      "and the exit code is 3: a scan never says that all is well of what it did not read.",
      "--fix asks the registry for the packages that are to change, edits manifests, lockfiles and settings, has the client",
      "check them, runs --verify and puts back what fails; nothing is written before you agreed or wrote --yes.",
      "--accept writes to the suppressions, which belong into the repository; nothing is ever accepted by itself.",
    ],
    exits: [
      "0  nothing at or above --fail-on; with --fix: nothing is left at or above it",
      "1  a finding at or above --fail-on, or malware",
      "2  usage, or a policy, suppressions or baseline that cannot be read",
      "3  something could not be read (1 beats 3)",
      "with --why: 0 when something locks the package, 1 when nothing does, 3 when something could not be read",
    ],
  });
}

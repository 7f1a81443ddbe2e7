import { Command, CommanderError } from "commander";

import type { Call, CommandHost, Prepared } from "./command-host.ts";
import { addCacheCommands } from "./definitions/cache.ts";
import { addCampaignCommands } from "./definitions/campaign.ts";
import { addDetonateCommand } from "./definitions/detonate.ts";
import { addDiffCommand } from "./definitions/diff.ts";
import { addDoctorCommand } from "./definitions/doctor.ts";
import { addCompletionCommand } from "./definitions/completion.ts";
import { addDbCommands } from "./definitions/db.ts";
import { addDrillCommands } from "./definitions/drill.ts";
import { addExceptionCommands } from "./definitions/exception.ts";
import { addExplainCommand } from "./definitions/explain.ts";
import { addExposureCommand } from "./definitions/exposure.ts";
import { addInspectCommand } from "./definitions/inspect.ts";
import { addIntelCommands } from "./definitions/intel.ts";
import { addLedgerCommand } from "./definitions/ledger.ts";
import { addPolicyCommands } from "./definitions/policy.ts";
import { addRespondCommand } from "./definitions/respond.ts";
import { addRunCommand } from "./definitions/run.ts";
import { addScanCommand } from "./definitions/scan.ts";
import { addSetupCommands } from "./definitions/setup.ts";
import { addStartCommand } from "./definitions/start.ts";
import { addSweepCommand } from "./definitions/sweep.ts";
import { addTokenCommands } from "./definitions/token.ts";
import { addUpdateCommand } from "./definitions/update.ts";
import type { Environment } from "./environment.ts";
import { exitCodeOf, exitCodes } from "./exit-code.ts";
import { separateCommand } from "./run-arguments.ts";
import { reportError, runCommand } from "./run-command.ts";
import type { RunOptions } from "./run-command.ts";

/** Runs one command line and answers its exit code. Never throws; everything is written to the environment's sinks. */
export async function runProgram(argv: readonly string[], environment: Environment): Promise<number> {
  let code = 0;
  const host: CommandHost = {
    execute: async (call, prepare) => {
      code = await execute(call, prepare, environment);
    },
  };
  const [first] = argv;
  // No option of commander's: it would take the `--version` of `ledger` for its own.
  if (first === "--version" || first === "-v") {
    await environment.stdout.write(`${environment.version}\n`);
    return code;
  }
  const texts: Promise<void>[] = [];
  const root = createProgram(host, {
    out: (text) => texts.push(environment.stdout.write(text)),
    err: (text) => texts.push(environment.stderr.write(text)),
  });
  try {
    await root.parseAsync([...separateCommand(argv)], { from: "user" });
  } catch (error) {
    if (error instanceof CommanderError) code = error.exitCode === 0 ? 0 : usageCodeOf(first);
    else {
      await reportError(error, { environment, isJson: false, isColourWanted: true });
      code = exitCodeOf(error);
    }
  }
  await Promise.all(texts);
  return code;
}

/** The codes below 125 are those of the command that `run` was to start. */
function usageCodeOf(command: string | undefined): number {
  return command === "run" ? 125 : 2;
}

async function execute<Input, Item>(
  call: Call,
  prepare: (call: Call) => Promise<Prepared<Input, Item>>,
  environment: Environment,
): Promise<number> {
  const options: RunOptions = {
    environment,
    isJson: call.flags.isSet("json"),
    // Commander turns `--no-color` into `color: false`.
    isColourWanted: call.flags.isSet("color"),
  };
  try {
    const { command, input } = await prepare(call);
    return await runCommand(command, input, options);
  } catch (error) {
    await reportError(error, options);
    return exitCodeOf(error);
  }
}

/** Where help pages and usage errors go. */
export interface ProgramOutput {
  readonly out: (text: string) => void;
  readonly err: (text: string) => void;
}

/** Creates the tree of commands. The commands themselves are loaded when they are called. */
export function createProgram(host: CommandHost, { out, err }: ProgramOutput): Command {
  const root = new Command("lockkeeper")
    .description(
      "Stands between a team and the npm registry: lets good versions through, holds doubtful ones, says why.",
    )
    .option("--no-color", "no colours (also: NO_COLOR; FORCE_COLOR forces them)")
    .helpOption("-h, --help", "show this help")
    .helpCommand(false)
    .exitOverride()
    .configureHelp({ helpWidth: 100, showGlobalOptions: true })
    .configureOutput({
      writeOut: out,
      writeErr: err,
      outputError: (text, write) => write(text.replace(/^error: /, "error CLI_USAGE: ")),
    })
    .addHelpText(
      "after",
      `\nExit codes:\n${renderExitCodes()}\n\nStart with: npx --no lockkeeper start\nVersion:    npx --no -- lockkeeper --version`,
    );
  addStartCommand(root, host);
  addSetupCommands(root, host);
  addRunCommand(root, host);
  addExplainCommand(root, host);
  addInspectCommand(root, host);
  addDiffCommand(root, host);
  addDetonateCommand(root, host);
  addScanCommand(root, host);
  addUpdateCommand(root, host);
  addExposureCommand(root, host);
  addSweepCommand(root, host);
  addRespondCommand(root, host);
  addPolicyCommands(root, host);
  addExceptionCommands(root, host);
  addTokenCommands(root, host);
  addLedgerCommand(root, host);
  addDoctorCommand(root, host);
  addCacheCommands(root, host);
  addDbCommands(root, host);
  addIntelCommands(root, host);
  addCampaignCommands(root, host);
  addDrillCommands(root, host);
  addCompletionCommand(root, host);
  for (const command of allCommands(root)) {
    // npx takes a flag that follows the first word for its own; `--` keeps it from that.
    const npx = command === root ? "npx --no --" : "npx --no";
    command.showHelpAfterError(`hint: ${npx} ${commandPath(command)} --help`);
  }
  return root;
}

/** Every command below and with the given one, parents first. */
export function allCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

/** The words that call a command: `lockkeeper policy show`. */
export function commandPath(command: Command): string {
  return command.parent === null ? command.name() : `${commandPath(command.parent)} ${command.name()}`;
}

function renderExitCodes(): string {
  return [...exitCodes].map(([code, meaning]) => `  ${code}  ${meaning}`).join("\n");
}

import { systemErrorCode, toErrorRecord } from "@lockkeeper/core";
import type { ErrorRecord } from "@lockkeeper/core";

import type { CommandModule, CommandWrap } from "./command.ts";
import type { Environment } from "./environment.ts";
import { CliError } from "./errors.ts";
import { exitCodeOf, worseExitCode } from "./exit-code.ts";
import type { ExitCode } from "./exit-code.ts";
import { renderJsonLine } from "./foreign-text.ts";
import { styleFor } from "./style.ts";
import type { Style } from "./style.ts";
import type { TextSink } from "./text-sink.ts";

/** How the result of a command is shown. */
export interface RunOptions {
  readonly environment: Environment;
  readonly isJson: boolean;
  readonly isColourWanted: boolean;
}

/** Runs a command, prints what it yields as it comes, and answers the exit code. Never throws. */
export async function runCommand<Input, Item>(
  command: CommandModule<Input, Item>,
  input: Input,
  options: RunOptions,
): Promise<number> {
  if (command.wraps !== undefined) return await runWrapping(command, command.wraps, input, options);
  const { environment, isJson } = options;
  const style = styleFor(environment.stdout, environment, options.isColourWanted);
  let code: ExitCode = 0;
  let isFirst = true;
  try {
    for await (const item of command.run(input, environment)) {
      const text: string = isJson
        ? renderJson(command.views.json(item))
        : command.views.person(item, {
            style,
            now: environment.clock.now(),
            isFirst,
            width: widthOf(environment.stdout),
          });
      isFirst &&= text === "";
      code = worseExitCode(code, command.exitCode?.(item) ?? 0);
      await environment.stdout.write(text);
      if (!environment.stdout.isClosed || command.isService === true) continue;
      checkOutput(environment.stdout);
      return code;
    }
    return code;
  } catch (error) {
    await reportError(error, options);
    return worseExitCode(code, exitCodeOf(error));
  }
}

async function runWrapping<Input, Item>(
  command: CommandModule<Input, Item>,
  wraps: CommandWrap<Item>,
  input: Input,
  options: RunOptions,
): Promise<number> {
  const { stderr, clock } = options.environment;
  const style = styleFor(stderr, options.environment, options.isColourWanted);
  let code = 0;
  try {
    for await (const item of command.run(input, options.environment)) {
      code = wraps.codeOf(item);
      const context = { style, now: clock.now(), isFirst: true, width: widthOf(stderr) };
      await stderr.write(command.views.person(item, context));
    }
    return code;
  } catch (error) {
    await reportError(error, options);
    return wraps.failureCode(error);
  }
}

const widths = { least: 50, most: 120, elsewhere: 100 } as const;

/** A file or a pipe gets lines that people can read in an editor; a very wide terminal, lines that they can follow. */
function widthOf({ columns }: TextSink): number {
  if (columns === undefined || columns <= 0) return widths.elsewhere;
  return Math.min(Math.max(columns, widths.least), widths.most);
}

/** What was to be kept in a file must not end in the middle as if that were all. */
function checkOutput({ failure }: TextSink): void {
  if (failure === undefined) return;
  throw new CliError("CLI_OUTPUT_LOST", {
    message: `Cannot write the whole answer as the system refuses: ${systemErrorCode(failure) ?? failure.message}`,
    hint: "What was written is incomplete. Make room, or write it elsewhere, and run the command again.",
    cause: failure,
  });
}

/** Prints an error: for people on standard error, and for programs as a line on standard output. */
export async function reportError(error: unknown, options: RunOptions): Promise<void> {
  const { environment, isJson, isColourWanted } = options;
  const record = toErrorRecord(error);
  if (isJson) await environment.stdout.write(renderJson({ error: record }));
  await environment.stderr.write(
    renderError(record, styleFor(environment.stderr, environment, isColourWanted)),
  );
}

/** The two lines that a person reads when a command could not do its job. */
function renderError({ code, message, hint }: ErrorRecord, style: Style): string {
  const advice =
    hint ?? (code === "INTERNAL" ? "This is a fault in Lockkeeper itself. Please report it." : null);
  const lines = [`${style.red(style.bold("error"))} ${code}: ${message}`];
  if (advice !== null) lines.push(`${style.bold("hint")}: ${advice}`);
  return `${lines.join("\n")}\n`;
}

function renderJson(line: object | undefined): string {
  return line === undefined ? "" : renderJsonLine({ schema: 1, ...line });
}

import { stat } from "node:fs/promises";
import { win32 } from "node:path";

import { CliError } from "./errors.ts";
import { noSuchCommand } from "./run-child.ts";

/** A program as the system starts it. */
export interface ResolvedProgram {
  /** As the user called it. */
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  /** Whether the arguments are quoted already; Windows alone. */
  readonly isVerbatim: boolean;
}

/** What a program is looked for with. */
export interface ProgramSearch {
  readonly platform: string;
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly isFile?: (path: string) => Promise<boolean>;
}

/**
 * Finds the program of a command line. POSIX systems look in PATH themselves. Windows starts `npm.cmd` and the like
 * through its command interpreter alone, which takes apart what it is given, so every argument is escaped for it.
 * Throws CLI_NO_SUCH_COMMAND, CLI_USAGE.
 */
export async function resolveProgram(
  [name = "", ...args]: readonly string[],
  search: ProgramSearch,
): Promise<ResolvedProgram> {
  if (search.platform !== "win32") return { name, file: name, args, isVerbatim: false };
  const file = await findOnWindows(name, search);
  if (file === undefined) throw noSuchCommand(name);
  if (!/\.(?:cmd|bat)$/i.test(file)) return { name, file, args, isVerbatim: false };
  const line = [escapeForCmd(file), ...args.map((arg) => escapeForBatch(name, arg))].join(" ");
  const interpreter = variable(search.env, "COMSPEC") ?? "cmd.exe";
  return { name, file: interpreter, args: ["/d", "/s", "/v:off", "/c", `"${line}"`], isVerbatim: true };
}

async function findOnWindows(name: string, search: ProgramSearch): Promise<string | undefined> {
  const { cwd, env, isFile = isExistingFile } = search;
  const extensions = (variable(env, "PATHEXT") ?? ".COM;.EXE;.BAT;.CMD")
    .split(";")
    .filter((each) => each !== "");
  const hasFolder = /[/\\]/.test(name);
  // Security: the current folder is not searched, unlike Windows does: a project may hold an npm.cmd.
  const folders = hasFolder ? [cwd] : (variable(env, "PATH") ?? "").split(";").filter((each) => each !== "");
  for (const folder of folders) {
    const base = win32.resolve(cwd, folder, name);
    const hasExtension = extensions.some((each) => base.toLowerCase().endsWith(each.toLowerCase()));
    for (const candidate of hasExtension ? [base] : extensions.map((each) => base + each.toLowerCase())) {
      if (await isFile(candidate)) return candidate;
    }
  }
  return undefined;
}

async function isExistingFile(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isFile();
  } catch {
    // Whatever cannot be looked at cannot be started either.
    return false;
  }
}

/** Windows does not tell capitals from small letters in names of variables. */
function variable(env: ProgramSearch["env"], name: string): string | undefined {
  return Object.entries(env).find(([key]) => key.toUpperCase() === name)?.[1];
}

/** Characters to which the command interpreter gives a meaning. */
const meaningful = /[()[\]{}^=;!'+,`~%&|<>"* \t]/g;

function escapeForCmd(text: string): string {
  return text.replace(meaningful, "^$&");
}

/**
 * Quotes an argument for the program behind a batch file. The interpreter reads the line twice: when it is called and
 * when the batch file hands `%*` on, so it is escaped twice.
 */
function escapeForBatch(name: string, text: string): string {
  if (/[\r\n\0]/.test(text)) {
    throw new CliError("CLI_USAGE", {
      message: `Cannot hand an argument to "${name}" as Windows has no way to write a line break in one`,
    });
  }
  const quoted = `"${text.replace(/(\\*)"/g, '$1$1\\"').replace(/(\\*)$/, "$1$1")}"`;
  return escapeForCmd(escapeForCmd(quoted));
}

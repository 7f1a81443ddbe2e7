import { markOf } from "../../network/answer-request.ts";
import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

import { tellScript } from "./told-script.ts";

/** Shells, which are followed, and other languages, which are read. */
export const interpreterPrograms: Readonly<Record<string, Program>> = {
  sh: runShellProgram,
  bash: runShellProgram,
  dash: runShellProgram,
  ash: runShellProgram,
  zsh: runShellProgram,
  ksh: runShellProgram,
  fish: runShellProgram,
  source: runShellProgram,
  ".": runShellProgram,
  python: (call) => readOther(call, "-c"),
  python2: (call) => readOther(call, "-c"),
  python3: (call) => readOther(call, "-c"),
  py: (call) => readOther(call, "-c"),
  perl: (call) => readOther(call, "-e"),
  ruby: (call) => readOther(call, "-e"),
  php: (call) => readOther(call, "-r"),
};

function runShellProgram(call: ProgramCall): CommandResult {
  const { BASH_ENV: before = "", ...environment } = call.environment;
  const first = /(?:^|[\\/])bash(?:\.exe)?$/.test(call.program) ? textAt(call, before) : undefined;
  // Read before anything else, as what is not asked for by anybody; once.
  if (before !== "" && first !== undefined) followed({ ...call, environment }, first, { file: before });
  const words = call.arguments;
  const at = words.findIndex((word) => /^-[a-z]*c$/.test(word));
  if (at !== -1) return followed(call, words[at + 1] ?? "", { parameters: words.slice(at + 3) });
  const file = words.find((word) => !word.startsWith("-"));
  if (file === undefined) {
    if (call.stdin.trim() !== "") observeCode(call, call.stdin);
    return followed(call, call.stdin, {});
  }
  const text = textAt(call, file);
  if (text === undefined) return failed(`sh: 0: cannot open ${file}: No such file\n`, 2);
  return followed(call, text, { parameters: words.slice(words.indexOf(file) + 1), file });
}

function followed(
  call: ProgramCall,
  text: string,
  { parameters = [], file }: { readonly parameters?: readonly string[]; readonly file?: string },
): CommandResult {
  if (text.includes(markOf(call.scene.process.world)) && file !== undefined)
    observeCode(call, text.slice(0, 2_000), file);
  return call.scene.shell({ ...call, stdin: "", depth: call.depth + 1 }, text, parameters);
}

function readOther(call: ProgramCall, flag: string): CommandResult {
  const { process } = call.scene;
  const words = call.arguments;
  if (words.some((word) => /^(?:-V|--version)$/.test(word))) return said("Python 3.12.3\n");
  const at = words.indexOf(flag);
  const file = at === -1 ? words.find((word) => !word.startsWith("-")) : undefined;
  const text = at === -1 ? (file === undefined ? call.stdin : textAt(call, file)) : words[at + 1];
  if (text === undefined)
    return failed(`can't open file '${file ?? ""}': [Errno 2] No such file or directory\n`, 2);
  if (file === undefined || text.includes(markOf(process.world)))
    observeCode(call, text.slice(0, 2_000), file);
  if ((call.program.split("/").at(-1) ?? "").startsWith("py")) tellScript(call, "python", text);
  return said("");
}

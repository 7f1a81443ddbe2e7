import type { SourceKind } from "../../source-facts.ts";
import { tryDecodeEncodedCommand } from "../decode-text.ts";

import { flowFrom, hasFlag, isUnseen, operandsOf, optionValue, unionOf } from "./shell-call.ts";
import type { RunText, ShellArgument, ShellCall, ShellFlow, ShellProgram } from "./shell-call.ts";

type Language = RunText["language"];

/** sh, bash: a text, what is piped in, or a file of the package. */
function shell(call: ShellCall): ShellFlow {
  const index = call.arguments.findIndex(({ text }) => /^-[a-z]*c$/.test(text));
  const text = index === -1 ? undefined : call.arguments[index + 1];
  return interpret(call, "shell", text);
}

function node(call: ShellCall): ShellFlow {
  for (const name of ["-r", "--require", "--import", "--loader", "--experimental-loader"]) {
    const preloaded = optionValue(call, name);
    if (preloaded !== undefined)
      call.recorder.reference(call.frame, preloaded.text, preloaded.offset, "require");
  }
  const text = optionValue(call, "-e", "--eval", "-p", "--print", "-pe", "-ep");
  return interpret(call, "javascript", text, [
    "-r",
    "--require",
    "--import",
    "--loader",
    "--experimental-loader",
  ]);
}

function python(call: ShellCall): ShellFlow {
  return interpret(call, "python", optionValue(call, "-c"));
}

function powershell(call: ShellCall): ShellFlow {
  const lower = call.arguments.map((argument) => ({ ...argument, flag: argument.text.toLowerCase() }));
  const encoded = lower.findIndex(({ flag }) => /^[-/]e(?:c|nc|nco\w*)?$/.test(flag));
  if (encoded !== -1) return runEncoded(call, lower[encoded + 1]);
  const options = lower.some(
    ({ flag }, index) => /^[-/]w/.test(flag) && /^hid|^1$/.test(lower[index + 1]?.flag ?? ""),
  )
    ? ["windowsHide"]
    : [];
  const from = startOfCommand(lower);
  const rest = from === undefined ? undefined : call.arguments.slice(from);
  const first = rest?.[0];
  if (rest === undefined || first === undefined) {
    const file = lower.findIndex(({ flag }) => /^[-/]f(?:ile)?$/.test(flag));
    const named =
      file === -1 ? call.arguments.find(({ text }) => /\.ps1$/i.test(text)) : call.arguments[file + 1];
    if (named !== undefined) call.recorder.reference(call.frame, named.text, named.offset);
    else
      call.effect({
        kind: "process",
        api: "powershell",
        argument: call.command,
        options,
        sources: call.input.sources,
      });
    return flowFrom("process");
  }
  if (options.length > 0)
    call.effect({ kind: "process", api: "powershell", argument: call.command, options });
  const text = rest.map((argument) => argument.text).join(" ");
  return call.run({
    language: "powershell",
    text,
    offset: first.offset,
    isDecoded: false,
    input: call.input,
  });
}

/** Where the command begins: after `-Command`, or at the first word that is neither an option nor a file. */
function startOfCommand(words: readonly { readonly flag: string }[]): number | undefined {
  const named = words.findIndex(({ flag }) => /^[-/]c(?:o(?:m\w*)?)?$/.test(flag));
  if (named !== -1) return named + 1;
  const first = words.findIndex(
    ({ flag }, index) => !/^[-/]/.test(flag) && !takesValue.test(words[index - 1]?.flag ?? ""),
  );
  const word = words[first]?.flag ?? "";
  const isCommand = /^[a-z]{2,20}-[a-z]{2,40}\b|^["'(&$[]|^(?:iex|iwr|irm)\b/.test(word);
  return isCommand && !word.endsWith(".ps1") ? first : undefined;
}

/** Options of PowerShell before a value. */
const takesValue = /^[-/](?:w|ep|ex|f$|fi|v|ps|in|o|config|cus)/;

function runEncoded(call: ShellCall, argument: ShellArgument | undefined): ShellFlow {
  const text = argument === undefined ? undefined : tryDecodeEncodedCommand(argument.text);
  call.effect({
    kind: "process",
    api: "powershell",
    argument: call.command,
    sources: ["decoded"],
    naming: "decoded",
  });
  if (text === undefined || argument === undefined) return flowFrom("process");
  return call.run({
    language: "powershell",
    text,
    offset: argument.offset,
    isDecoded: true,
    input: call.input,
  });
}

function commandPrompt(call: ShellCall): ShellFlow {
  const index = call.arguments.findIndex(({ text }) => /^\/[ck]$/i.test(text));
  const rest = call.arguments.slice(index + 1);
  const [first] = rest;
  if (index === -1 || first === undefined) return otherInterpreter(call);
  const text = rest.map((argument) => argument.text).join(" ");
  return call.run({ language: "batch", text, offset: first.offset, isDecoded: false, input: call.input });
}

/** Whether a text is known so far that it can be read: the output of a command that is not known is no code of its own. */
function isReadable({ text, isConstant }: ShellArgument): boolean {
  return isConstant || !text.includes("$(");
}

/** A text given on the command line, one that is piped in, or a file. */
function interpret(
  call: ShellCall,
  language: Language,
  text: ShellArgument | undefined,
  optionsWithValue: readonly string[] = [],
): ShellFlow {
  const { input } = call;
  if (text !== undefined) {
    if (text.sources.has("network") || text.sources.has("decoded")) noteRun(call, text.sources);
    if (!isReadable(text)) return flowFrom("process");
    const isDecoded = text.naming === "decoded";
    return call.run({ language, text: text.text, offset: text.offset, isDecoded, input });
  }
  const file = fileOf(call, optionsWithValue);
  if (file !== undefined) {
    if (file.sources.has("network") || file.sources.has("decoded")) noteRun(call, file.sources);
    else call.recorder.reference(call.frame, file.text, file.offset);
    noteHowItRuns(call);
    return flowFrom("process");
  }
  if (input.text !== undefined) {
    if (input.isDecoded) noteRun(call, input.sources);
    const { isDecoded } = input;
    return call.run({ language, text: input.text, offset: call.offset, isDecoded, input });
  }
  noteRun(call, input.sources);
  return flowFrom("process");
}

/** A file of the package that is started unseen or beyond the end of the command is more than a step of a build. */
function noteHowItRuns(call: ShellCall): void {
  if (!isUnseen(call.options)) return;
  call.effect({ kind: "process", api: call.program, argument: call.command, options: call.options });
}

function fileOf(call: ShellCall, optionsWithValue: readonly string[]): ShellArgument | undefined {
  return call.arguments.find(
    ({ text }, index) =>
      !text.startsWith("-") &&
      !optionsWithValue.includes(call.arguments[index - 1]?.text ?? "") &&
      text !== "",
  );
}

function noteRun(call: ShellCall, sources: Iterable<SourceKind>): void {
  call.effect({ kind: "process", api: call.program, argument: call.command, options: call.options, sources });
}

/** Programs that run texts which are not read here. */
function otherInterpreter(call: ShellCall): ShellFlow {
  const sources = unionOf([call.input.sources, ...call.arguments.map((argument) => argument.sources)]);
  noteRun(call, sources);
  const file = operandsOf(call).find(({ text }) =>
    /\.(?:pl|rb|php|lua|applescript|scpt|vbs|js|jse|wsf|hta|exe|dll)$/i.test(text),
  );
  if (file !== undefined) call.recorder.reference(call.frame, file.text, file.offset);
  return flowFrom("process");
}

function evaluate(call: ShellCall): ShellFlow {
  const text = call.arguments.map((argument) => argument.text).join(" ");
  const sources = unionOf(call.arguments.map((argument) => argument.sources));
  const isDecoded = call.arguments.some(({ naming }) => naming === "decoded");
  if (sources.size > 0 || isDecoded) call.effect({ kind: "run-code", api: "eval", argument: text, sources });
  if (!call.arguments.every(isReadable)) return flowFrom("process");
  return call.run({ language: "shell", text, offset: call.offset, isDecoded, input: call.input });
}

function source(call: ShellCall): ShellFlow {
  const [file] = call.arguments;
  if (file === undefined) return flowFrom();
  if (file.sources.size > 0) noteRun(call, file.sources);
  else call.recorder.reference(call.frame, file.text, file.offset);
  return flowFrom("process");
}

function bun(call: ShellCall): ShellFlow {
  const [command, target] = call.arguments;
  if (command?.text === "run" && target !== undefined) {
    const isFile = /[./]/.test(target.text);
    call.recorder.reference(call.frame, isFile ? target.text : `scripts.${target.text}`, target.offset);
    call.effect({ kind: "process", api: call.program, argument: call.command, options: call.options });
    return flowFrom("process");
  }
  if (command !== undefined && /\.[cm]?[jt]sx?$/.test(command.text)) {
    call.recorder.reference(call.frame, command.text, command.offset);
  }
  call.effect({ kind: "process", api: call.program, argument: call.command, options: call.options });
  return hasFlag(call, "-e", "--eval")
    ? interpret(call, "javascript", optionValue(call, "-e", "--eval"))
    : flowFrom("process");
}

/** Programs that run other texts or files. */
export const interpreterPrograms: ReadonlyMap<string, ShellProgram> = new Map([
  ...["sh", "bash", "zsh", "dash", "ksh", "ash", "fish"].map((name) => [name, shell] as const),
  ...["node", "nodejs", "node.exe", "tsx", "ts-node", "babel-node", "electron", "esno", "jiti"].map(
    (name) => [name, node] as const,
  ),
  ...["python", "python2", "python3", "py"].map((name) => [name, python] as const),
  ...["powershell", "powershell.exe", "pwsh", "pwsh.exe"].map((name) => [name, powershell] as const),
  ...["cmd", "cmd.exe"].map((name) => [name, commandPrompt] as const),
  ...["perl", "ruby", "php", "lua", "osascript", "cscript", "wscript", "mshta", "rundll32", "regsvr32"].map(
    (name) => [name, otherInterpreter] as const,
  ),
  ["eval", evaluate],
  ["source", source],
  [".", source],
  ["bun", bun],
  ["deno", bun],
]);

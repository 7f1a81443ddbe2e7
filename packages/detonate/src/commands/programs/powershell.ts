import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

import { foldPowershell } from "./fold-powershell.ts";
import { followPowershell } from "./powershell-commands.ts";
import { tellScript } from "./told-script.ts";

/** PowerShell is read, after what hides it was taken off. */
export const powershellPrograms: Readonly<Record<string, Program>> = {
  powershell: runPowershell,
  pwsh: runPowershell,
};

function runPowershell(call: ProgramCall): CommandResult {
  const words = call.arguments;
  for (const [index, word] of words.entries()) {
    const value = words[index + 1] ?? "";
    if (/^[-/]e(?:nc?|ncodedcommand|c)?$/i.test(word))
      return told(call, Buffer.from(value, "base64").toString("utf16le"), true);
    if (/^[-/]c(?:o?m?mand)?$|^[-/]command$/i.test(word))
      return told(call, words.slice(index + 1).join(" "), false);
    if (/^[-/]f(?:ile)?$/i.test(word)) return runFile(call, value);
    if (
      /^[-/](?:ex|ep|executionpolicy|exec|w|windowstyle|version|inputformat|outputformat|psconsolefile|sta|configurationname)$/i.test(
        word,
      )
    )
      continue;
    if (/\.ps1$/i.test(word)) return runFile(call, word);
  }
  const rest = words.filter(
    (word, index) => !word.startsWith("-") && !/^[-/](?:ex|ep|exec|w)/i.test(words[index - 1] ?? ""),
  );
  return told(call, rest.length > 0 ? rest.join(" ") : call.stdin, false);
}

function runFile(call: ProgramCall, file: string): CommandResult {
  const text = textAt(call, file);
  if (text === undefined) return failed(`The argument '${file}' to the -File parameter does not exist.\r\n`);
  return told(call, text, true, file);
}

function told(call: ProgramCall, text: string, isCode: boolean, file?: string): CommandResult {
  if (text.trim() === "") return said("");
  if (isCode || call.stdin === text) observeCode(call, text.slice(0, 2_000), file);
  const folded = foldPowershell(text);
  tellScript(call, "powershell", folded);
  followPowershell(call, folded);
  return said("");
}

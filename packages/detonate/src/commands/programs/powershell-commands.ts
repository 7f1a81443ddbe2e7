import type { ProgramCall } from "../command-call.ts";

import { filePrograms } from "./files.ts";

const textMaxCharacters = 100_000;
const statementMaxCount = 400;
const deleting = /^(?:remove-item|ri|rm|rmdir|rd|del|erase)$/i;
const listing = /^(?:get-childitem|gci|ls|dir|get-item|gi)$/i;
/** Parameters of both whose value is no path. */
const otherValue = /^-(?:exclude|include|filter|erroraction|ea|stream|depth|attributes)$/i;
/** Programs that are started from PowerShell as from any other shell. */
const started =
  /^(?:cmd|powershell|pwsh|node|npm|npx|cscript|wscript|mshta|certutil|bitsadmin)(?:\.exe|\.cmd)?$/i;
const deletedByClass = /\[(?:System\.)?IO\.(?:Directory|File)\]::Delete\(\s*("[^"\n]*"|'[^'\n]*'|[^\s,)]+)/gi;

/**
 * Follows those commands of a PowerShell text that do something to the pretended disk or start another program: what deletes, by
 * itself, at the end of a pipeline or in a loop over a folder, and programs of the system. The rest of it is read elsewhere.
 */
export function followPowershell(call: ProgramCall, text: string): void {
  const placed = placeVariables(text.slice(0, textMaxCharacters), call);
  for (const [, path = ""] of placed.matchAll(deletedByClass)) remove(call, [unquoted(path)], true);
  let listed: readonly string[] = [];
  for (const words of splitStatements(placed).slice(0, statementMaxCount)) {
    const [first = "", ...rest] = commandOf(words);
    if (listing.test(first)) listed = orHere(pathsOf(rest));
    else if (deleting.test(first)) {
      const paths = pathsOf(rest).flatMap((path) => (path.startsWith("$") ? listed : [path]));
      remove(
        call,
        paths.length === 0 ? listed : paths,
        rest.some((word) => /^-r/i.test(word)),
      );
    } else if (started.test(first) && call.scene.budget.left > 0) {
      call.scene.budget.left -= 1;
      call.scene.start({ ...call, program: first, arguments: rest, stdin: "", depth: call.depth + 1 });
    }
  }
}

/** Without what calls it, or the variable of a loop that goes over what it gives. */
function commandOf(words: readonly string[]): readonly string[] {
  if (words[1]?.toLowerCase() === "in") return words.slice(2);
  return words[0] === "&" || words[0] === "." ? words.slice(1) : words;
}

function orHere(paths: readonly string[]): readonly string[] {
  return paths.length === 0 ? ["."] : paths;
}

function remove(call: ProgramCall, paths: readonly string[], isDeep: boolean): void {
  if (paths.length === 0) return;
  filePrograms["rm"]?.({
    ...call,
    program: "Remove-Item",
    arguments: [...(isDeep ? ["-r"] : []), ...paths],
  });
}

/** Words that are no parameters, nor values of those that take another. */
function pathsOf(words: readonly string[]): readonly string[] {
  return words
    .filter((word, index) => !word.startsWith("-") && !otherValue.test(words[index - 1] ?? ""))
    .flatMap((word) => word.split(","))
    .filter((word) => word !== "");
}

/** Variables of the environment, and the home by its other names, as the machine has them. */
function placeVariables(text: string, { environment, scene, folder }: ProgramCall): string {
  const values = new Map(Object.entries(environment).map(([name, value]) => [name.toLowerCase(), value]));
  const { home } = scene.process.world;
  return text
    .replaceAll(/\$(?:env:(\w{1,60})|\{env:(\w{1,60})\})/gi, (whole, plain?: string, braced?: string) => {
      return values.get((plain ?? braced ?? "").toLowerCase()) ?? whole;
    })
    .replaceAll(/\$home\b/gi, () => home)
    .replaceAll(/\$pwd\b/gi, () => folder)
    .replaceAll(/(?<=[\s"'(])~(?=[\s\\/"')]|$)/g, () => home);
}

/** The commands of a text, each as its words; pipelines and blocks are followed as if one command came after the other. */
function splitStatements(text: string): readonly (readonly string[])[] {
  const statements: string[][] = [[]];
  for (const [token] of text.matchAll(/'[^'\n]*'|"[^"\n]*"|[;|\n{}()]|[^\s;|{}()'"]+|[^\S\n]+/g)) {
    const last = statements.at(-1) ?? [];
    if (/^[;|\n{}()]$/.test(token)) statements.push([]);
    else if (/^\s/.test(token)) last.push("");
    else if (last.length === 0) last.push(unquoted(token));
    else last[last.length - 1] = `${last.at(-1) ?? ""}${unquoted(token)}`;
  }
  return statements.map((words) => words.filter((word) => word !== "")).filter(({ length }) => length > 0);
}

function unquoted(word: string): string {
  return /^(["']).*\1$/s.test(word) ? word.slice(1, -1) : word;
}

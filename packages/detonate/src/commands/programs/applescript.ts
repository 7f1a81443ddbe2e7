import { failed, observeCode, said, textAt } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

/** AppleScript: what it hands to a shell is followed. */
export const applescriptPrograms: Readonly<Record<string, Program>> = { osascript: runScript };

const shellCall = /do shell script\s+((?:"(?:[^"\\]|\\.)*"|quoted form of \w+|\w+|\s*&\s*)+)/gi;
const callMaxCount = 20;

function runScript(call: ProgramCall): CommandResult {
  const { process } = call.scene;
  if (process.world.platform !== "darwin") return { status: 127, stdout: "", stderr: "", isMissing: true };
  const lines = call.arguments.flatMap((word, index) => (call.arguments[index - 1] === "-e" ? [word] : []));
  const file = call.arguments.find(
    (word, index) =>
      !word.startsWith("-") && call.arguments[index - 1] !== "-e" && call.arguments[index - 1] !== "-l",
  );
  const text = lines.length > 0 ? lines.join("\n") : file === undefined ? call.stdin : textAt(call, file);
  if (text === undefined) return failed(`osascript: ${file ?? ""}: No such file or directory\n`);
  if (lines.length === 0) observeCode(call, text.slice(0, 2_000), file);
  const variables = variablesOf(text);
  let stdout = "";
  let count = 0;
  for (const [, expression = ""] of text.slice(0, 100_000).matchAll(shellCall)) {
    count += 1;
    if (count > callMaxCount) break;
    const command = joined(expression, variables);
    process.observe({ kind: "process", api: "osascript do shell script", data: { command } });
    stdout = call.scene.shell({ ...call, stdin: "", depth: call.depth + 1 }, command).stdout;
  }
  if (/display dialog|hidden answer/i.test(text))
    process.observe({ kind: "process", api: "osascript display dialog", data: { text: text.slice(0, 500) } });
  return said(stdout);
}

function variablesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name = "", value = ""] of text
    .slice(0, 100_000)
    .matchAll(/^\s*set\s+(\w{1,60})\s+to\s+(.{1,2000})$/gim)) {
    found.set(name, joined(value, found));
  }
  return found;
}

/** A text of pieces joined by `&`. */
function joined(expression: string, variables: ReadonlyMap<string, string>): string {
  const pieces = expression.match(/"(?:[^"\\]|\\.)*"|quoted form of \w+|\w+/g) ?? [];
  return pieces
    .map((piece) => {
      if (piece.startsWith('"')) return piece.slice(1, -1).replaceAll(/\\(.)/g, "$1");
      if (piece.startsWith("quoted form of "))
        return `'${variables.get(piece.slice("quoted form of ".length)) ?? ""}'`;
      return variables.get(piece) ?? "";
    })
    .join("");
}

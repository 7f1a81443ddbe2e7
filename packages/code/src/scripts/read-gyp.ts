import type { ReadingFrame, ScriptRecorder } from "./recorder.ts";
import { scriptLimits } from "./script-limits.ts";
import type { ShellFlow } from "./shell/shell-call.ts";
import { closingOf } from "./shell/word-reader.ts";

/** What reading a gyp file needs: a way to follow a shell text that stands at an offset of it. */
export interface GypSetting {
  readonly recorder: ScriptRecorder;
  readonly runShell: (frame: ReadingFrame, text: string, offset: number) => ShellFlow;
}

/**
 * Reads a gyp file, which is a Python literal with comments: commands in `<!(…)` and `<!@(…)` that reading it runs,
 * commands of actions, files it includes. Sources it compiles are references of the kind `resolve`.
 */
export function readGyp(setting: GypSetting, frame: ReadingFrame, text: string): void {
  const bare = blankComments(text);
  for (const { command, offset } of [...substitutionsOf(bare), ...actionsOf(bare)]) {
    if (!setting.recorder.spend()) return;
    setting.runShell(frame, command, offset);
  }
  for (const { items, offset } of listsOf(bare, "sources!?|includes|dependencies")) {
    for (const item of items) {
      if (!/^<!|^<\(|:/.test(item)) setting.recorder.reference(frame, item, offset, "resolve");
    }
  }
}

interface GypCommand {
  readonly command: string;
  readonly offset: number;
}

/** `<!(…)`, `<!@(…)`: the command stands in a quoted text of the file. */
function substitutionsOf(text: string): readonly GypCommand[] {
  return [...text.matchAll(/[<>^]!@?\(/g)].slice(0, commandMaxCount).map((match) => {
    const open = match.index + match[0].length - 1;
    const command = text.slice(open + 1, Math.min(closingOf(text, open, "(", ")"), open + 4_000));
    return { command: command.replaceAll(/\\(["'\\])/g, "$1"), offset: match.index };
  });
}

/** `"action": ["python", "x.py"]`. */
function actionsOf(text: string): readonly GypCommand[] {
  return listsOf(text, "action|command").map(({ items, offset }) => ({
    command: items
      .filter((item) => !/^<!@?\(/.test(item))
      .map(quoteWord)
      .join(" "),
    offset,
  }));
}

interface GypList {
  readonly items: readonly string[];
  readonly offset: number;
}

const listMaxCharacters = 50_000;
const commandMaxCount = 200;

/** The texts of all lists under some keys. */
function listsOf(text: string, keys: string): readonly GypList[] {
  return [...text.matchAll(new RegExp(`["'](?:${keys})["']\\s{0,50}:\\s{0,50}\\[`, "g"))]
    .slice(0, 2_000)
    .map((match) => {
      const open = match.index + match[0].length;
      const body = text.slice(open, Math.min(text.length, open + listMaxCharacters));
      return { items: stringsOf(body), offset: match.index };
    });
}

/** The texts of a list, up to the bracket that closes it. */
function stringsOf(body: string): readonly string[] {
  const items: string[] = [];
  for (let at = 0; at < body.length && items.length < 2_000; at += 1) {
    const character = body.charAt(at);
    if (character === "]") break;
    if (character !== '"' && character !== "'") continue;
    let end = at + 1;
    while (end < body.length && body.charAt(end) !== character) end += body.charAt(end) === "\\" ? 2 : 1;
    items.push(body.slice(at + 1, end).replaceAll(/\\(.)/g, "$1"));
    at = end;
  }
  return items;
}

/** Replaces comments by blanks, so that offsets stay. */
function blankComments(text: string): string {
  return text.replaceAll(
    /("(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*')|#[^\n]*/g,
    (all, quoted: string | undefined) => (quoted === undefined ? " ".repeat(all.length) : all),
  );
}

function quoteWord(word: string): string {
  return /^[\w./:=@-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

/** Commands of a gyp file: those that reading it runs, and those of its actions; at most 200. */
export function findGypCommands(
  text: string,
): readonly { readonly command: string; readonly offset: number }[] {
  const bare = blankComments(text.slice(0, scriptLimits.maxCharacters));
  return [...substitutionsOf(bare), ...actionsOf(bare)].slice(0, commandMaxCount);
}

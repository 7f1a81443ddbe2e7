import type { Machine } from "../engine/machine.ts";
import { ownFile } from "../engine/modules.ts";
import { namingOf } from "../engine/taint.ts";
import { knownText, renderText } from "../engine/texts.ts";
import type { Value } from "../engine/values.ts";
import type { EffectDraft } from "./effect-draft.ts";

/** A command that is started: as a line, or as words. */
export interface StartedCommand {
  readonly command: string | undefined;
  readonly words: readonly Value[] | undefined;
  readonly draft: EffectDraft;
}

const runtime =
  /^(?:["']?(?:\S*[/\\])?(?:node|nodejs|bun|deno|tsx|ts-node)(?:\.exe)?["']?|["']?\$\{execPath\}["']?)$/;
const publishing = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:(?:-\S+|npm)\s+)*publish\b/;
const installing =
  /\b(?:npm|pnpm|yarn|bun|npx|pip3?)(?:\.cmd)?\s+(?:-\S+\s+)*(?:i|install|add|ci|global\s+add|dlx|exec|x)\b|\bnpx(?:\.cmd)?\s+\S/;
const persisting =
  /\bcrontab\b|\bschtasks(?:\.exe)?\b.*\/create|\bsystemctl\b.*\b(?:enable|start)\b|\blaunchctl\b\s+(?:load|bootstrap|submit)|\breg(?:\.exe)?\s+add\b.*\\Run\b|New-ScheduledTask|Register-ScheduledTask|CurrentVersion\\Run/i;

/** A script of the package in another language, wherever it stands in the command. */
const ownScript = /\$\{__dirname\}([\\/][\w.@\\/-]{1,200}\.(?:bat|cmd|ps1|vbs|sh|py))\b/i;

/** Tells what a command does beyond being one, and follows the code it carries. */
export function runCommand(m: Machine, { command, words, draft }: StartedCommand): void {
  if (command === undefined) return;
  const note = {
    api: draft.api,
    argument: command,
    naming: draft.naming,
    taint: draft.taint,
    options: [...draft.options],
  };
  if (publishing.test(command)) m.note({ ...note, kind: "publish" });
  if (installing.test(command)) m.note({ ...note, kind: "install-packages" });
  if (persisting.test(command)) m.note({ ...note, kind: "persist" });
  const script = ownScript.exec(command)?.[1];
  if (script !== undefined) noteFile(m, words?.[0] ?? command, `.${script.replaceAll("\\", "/")}`);
  runRuntime(m, words ?? splitLine(command));
}

/** `node -e text`, `node file`. */
function runRuntime(m: Machine, words: readonly Value[]): void {
  const program = renderText(words[0]);
  if (!runtime.test(program)) return;
  for (let index = 1; index < words.length; index++) {
    const word = renderText(words[index]);
    if (/^(?:-e|--eval|-p|--print|-pe|eval|--eval=)$/.test(word)) {
      const text = knownText(words[index + 1]);
      if (text !== undefined) m.runText(text, undefined);
      return;
    }
    if (word === "run") continue;
    if (!word.startsWith("-")) {
      noteFile(m, words[index], word);
      return;
    }
  }
}

function noteFile(m: Machine, value: Value, word: string): void {
  const specifier = ownFile(word) ?? (word.includes("${") ? undefined : word);
  if (specifier === undefined) return;
  m.recorder.noteModule({
    specifier,
    kind: "run",
    runs: m.runs,
    naming: namingOf(value),
    start: m.site ?? m.at,
  });
}

/** The words of a simple command line, quotes taken off. */
function splitLine(line: string): readonly string[] {
  const words: string[] = [];
  for (const match of line.slice(0, 20_000).matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|([^\s"']+)/g)) {
    if (words.length > 60) break;
    words.push((match[1]?.replaceAll('\\"', '"') ?? match[2] ?? match[3] ?? "").replaceAll("\\\\", "\\"));
  }
  return words;
}

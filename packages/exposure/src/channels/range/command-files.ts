import type { CommandUse } from "./command-use.ts";
import { readCommandLine, readCommandWords } from "./command-use.ts";
import { listJsonCommands } from "./json-commands.ts";

/** How a file holds commands. */
export type CommandForm = "lines" | "dockerfile" | "json" | "scripts";

/** A use with its line, from 1, and the line's text. */
export interface PlacedUse extends CommandUse {
  readonly line: number;
  readonly text: string;
}

const pipelineNames: ReadonlySet<string> = new Set([
  ".gitlab-ci.yml",
  "Jenkinsfile",
  "azure-pipelines.yml",
  "bitbucket-pipelines.yml",
  "amplify.yml",
  "buildspec.yml",
  "cloudbuild.yaml",
  "action.yml",
  "action.yaml",
  ".travis.yml",
  "Makefile",
  "Justfile",
  "justfile",
  "Procfile",
]);
const settingNames =
  /^(?:\.mcp|mcp|mcp_config|claude_desktop_config|opencode|tasks|settings|settings\.local|devcontainer)\.json$/;

/**
 * How a file holds commands, by its path below its place; `undefined` for what holds none. Settings of editors and agents
 * count where they lie in a hidden folder, or by names of their own.
 */
export function formOfCommands(path: string): CommandForm | undefined {
  const name = path.slice(path.lastIndexOf("/") + 1);
  if (name === "package.json") return "scripts";
  if (/^(?:Dockerfile|Containerfile)(?:\..{1,100})?$|\.dockerfile$/i.test(name)) return "dockerfile";
  const isWorkflow =
    /(?:^|\/)(?:\.github\/(?:workflows|actions)|\.circleci|\.gitea\/workflows|\.forgejo\/workflows)\//.test(
      path,
    );
  if (isWorkflow && /\.ya?ml$/.test(name)) return "lines";
  if (pipelineNames.has(name) || /\.(?:sh|bash|zsh|ps1|cmd|bat)$/.test(name)) return "lines";
  const isSetting =
    /^\.?(?:mcp|claude_desktop_config|opencode)/.test(name) || /(?:^|\/)\.[a-z]+\//.test(path);
  return settingNames.test(name) && isSetting ? "json" : undefined;
}

const maxLines = 100_000;
const maxUses = 5000;

/** Reads what a file's commands do with packages. Never throws. */
export function readCommandFile(form: CommandForm, text: string): readonly PlacedUse[] {
  const lines = text.split("\n", maxLines);
  const found: PlacedUse[] = [];
  if (form === "json" || form === "scripts") {
    for (const { line, words } of listJsonCommands(text, form)) {
      const uses = typeof words === "string" ? readCommandLine(words) : readCommandWords(words);
      const shown = typeof words === "string" ? words : words.join(" ");
      for (const use of uses) if (found.length < maxUses) found.push({ ...use, line, text: shown });
    }
    return found;
  }
  const block = new BlockFolder();
  for (const { line, content } of joinLines(lines)) {
    const folder = block.take(content);
    for (const use of readCommandLine(stripLine(content, form))) {
      if (found.length >= maxUses) return found;
      const joined = [folder, use.folder].filter((part) => part !== "").join("/");
      found.push({ ...use, folder: joined, line, text: content.trim() });
    }
  }
  return found;
}

/** Lines that end with a backslash go on in the next one. */
function* joinLines(lines: readonly string[]): Iterable<{ readonly line: number; readonly content: string }> {
  let open = "";
  let start = 0;
  for (const [index, raw] of lines.entries()) {
    const content = raw.replace(/\r$/, "");
    if (open === "") start = index + 1;
    const isOpen = content.endsWith("\\") && open.length < maxJoined;
    open += isOpen ? `${content.slice(0, -1)} ` : content;
    if (isOpen) continue;
    if (!/^\s*(?:#|\/\/)/.test(open)) yield { line: start, content: open };
    open = "";
  }
  if (open !== "") yield { line: start, content: open };
}

const maxJoined = 20_000;

/** What stands before a command in pipelines' files, images' files and makefiles. */
function stripLine(content: string, form: CommandForm): string {
  const line = content.trim();
  if (form === "dockerfile") {
    const run =
      /^(?:ONBUILD\s+)?(?:RUN|CMD|ENTRYPOINT)\s+(?:--\S{1,200}\s+){0,10}(.*)$/i.exec(line)?.[1] ?? "";
    return run.startsWith("[")
      ? run
          .slice(1)
          .replaceAll(/"\s*,\s*"/g, " ")
          .replaceAll(/["\]]/g, "")
      : run;
  }
  const step =
    /^(?:-\s+)?(?:run|script|command|cmd|bash|pwsh|sh|before_script|after_script)\s*:\s*[|>]?[-+]?\s*(.*)$/.exec(
      line,
    );
  if (step !== null) return unquote(step[1] ?? "");
  const call = /^(?:sh|bat|pwsh)\s*\(?\s*['"]{1,3}(.*?)['"]{1,3}\)?$/.exec(line);
  return unquote(call?.[1] ?? line.replace(/^-\s+/, ""));
}

function unquote(text: string): string {
  return /^'[^']*'$|^"[^"]*"$/.test(text) ? text.slice(1, -1) : text.replace(/^@/, "");
}

/** Follows `working-directory` and `cd` through the lines of one step. */
class BlockFolder {
  #folder = "";
  #indent = 0;

  take(content: string): string {
    const indent = content.length - content.trimStart().length;
    if (/^\s*-\s/.test(content) || (indent < this.#indent && content.trim() !== "")) this.#folder = "";
    if (content.trim() !== "") this.#indent = indent;
    const named = /^\s*(?:-\s+)?(?:working-directory|workingDirectory)\s*:\s*["']?([^"'#\s]{1,300})/.exec(
      content,
    )?.[1];
    if (named !== undefined) this.#folder = named.replace(/^\.\/|\/$/g, "");
    const moved = /^\s*(?:cd|pushd)\s+["']?([^"'\s;&|]{1,300})["']?\s*$/.exec(content)?.[1];
    if (moved !== undefined)
      this.#folder = [this.#folder, moved.replace(/^\.\/|\/$/g, "")].filter((each) => each !== "").join("/");
    return this.#folder;
  }
}

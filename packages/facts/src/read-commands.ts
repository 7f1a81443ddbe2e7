import { analyzeScript, findGypCommands } from "@lockkeeper/code";
import type { SourceLanguage } from "@lockkeeper/code";

import type { AutorunFile, CommandFacts, ManifestFacts, Trigger } from "./package-facts.ts";
import { analyzeJavaScript } from "./read-sources.ts";
import type { SourceReader } from "./read-sources.ts";

const commandMaxCharacters = 2_000;
const commandMaxCount = 120;
/** Scripts that npm runs of itself when a package is installed from git, besides those of every install. */
const gitScripts: ReadonlySet<string> = new Set(["preprepare", "prepare", "postprepare"]);

/** What has commands. */
export interface CommandParts {
  readonly manifest: ManifestFacts;
  readonly autoruns: readonly AutorunFile[];
  /** The build description in the root, where there is one. */
  readonly gyp: string | undefined;
  readonly isGitDependency: boolean;
  readonly reader: SourceReader;
}

interface Command {
  readonly from: string;
  readonly trigger: Trigger;
  readonly command: string;
  readonly language?: SourceLanguage;
}

/** Reads the commands of a package: those of scripts, of build descriptions, of files that tools obey. */
export function readCommands(parts: CommandParts): readonly CommandFacts[] {
  const { manifest, autoruns, gyp } = parts;
  const installs = installCommands(parts);
  const atInstall = new Set(installs.map(({ from }) => from));
  const others = Object.entries(manifest.scripts)
    .map(([name, command]): Command => ({ from: `scripts.${name}`, trigger: "development", command }))
    .filter(({ from }) => !atInstall.has(from));
  const builds = isBuiltAtInstall(installs)
    ? findGypCommands(gyp ?? "").map(({ command }): Command => ({
        from: "binding.gyp",
        trigger: "install",
        command,
      }))
    : [];
  const tools = autoruns.flatMap(({ path, command }): readonly Command[] =>
    command === undefined ? [] : [{ from: path, trigger: "tool", command }],
  );
  return [...installs, ...builds, ...tools, ...others]
    .slice(0, commandMaxCount)
    .map((command) => readCommand(command, parts.reader));
}

/** The scripts that an install runs, and those that they run. */
function installCommands({ manifest, isGitDependency }: CommandParts): readonly Command[] {
  const { scripts, installScripts } = manifest;
  const names = [
    ...installScripts,
    ...Object.keys(scripts).filter(
      (name) => isGitDependency && gitScripts.has(name) && !installScripts.includes(name),
    ),
  ];
  const commands: Command[] = [];
  for (let at = 0; at < names.length && at < 50; at += 1) {
    const name = names[at] ?? "";
    // npm makes up this one when there is a binding.gyp and nothing else is said.
    const command = Object.hasOwn(scripts, name)
      ? scripts[name]
      : name === "install"
        ? "node-gyp rebuild"
        : undefined;
    if (command === undefined) continue;
    commands.push({ from: `scripts.${name}`, trigger: "install", command });
    for (const run of scriptsRunBy(command)) if (!names.includes(run)) names.push(run);
  }
  return commands;
}

function scriptsRunBy(command: string): readonly string[] {
  return analyzeScript({ text: command, language: "shell" }).modules.flatMap(({ specifier }) =>
    specifier?.startsWith("scripts.") === true ? [specifier.slice("scripts.".length)] : [],
  );
}

/** Whether an install has node-gyp read the build description. */
function isBuiltAtInstall(installs: readonly Command[]): boolean {
  return installs.some(({ command }) => /\bnode-gyp|node-pre-gyp|prebuild|cmake-js|gyp\b/.test(command));
}

function readCommand({ from, trigger, command }: Command, reader: SourceReader): CommandFacts {
  const text = command.slice(0, commandMaxCharacters);
  const facts = analyzeScript({ text: command, language: "shell", analyzeJavaScript });
  const runs = facts.modules.flatMap((reference) =>
    reference.specifier?.startsWith("scripts.") === true
      ? []
      : reader.resolveReference("package.json", reference),
  );
  return { from, trigger, command: text, runs: [...new Set(runs)], facts };
}

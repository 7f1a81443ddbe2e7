import type { Dirent } from "node:fs";

import { readStats, readText } from "../disk/read-disk.ts";
import type { SweepLimits } from "../disk/sweep-limits.ts";
import { fileTime } from "../files/file-matcher.ts";
import type { IndicatorIndex } from "../indicator-index.ts";
import { matchesSegment } from "../indicator-path.ts";
import { tryParseObject } from "../packages/hidden-lockfile.ts";
import { includesPattern } from "../persistence/judge-autorun.ts";
import type { AutorunEntry, AutorunSource } from "../persistence/autorun.ts";
import type { AutorunJudge } from "../persistence/judge-autorun.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { findScriptTells, scriptOfCommand } from "./agent-script.ts";
import { parseAgentHooks, parseFolderOpenTasks, parseMcpServers } from "./parse-agent-files.ts";
import { parseGitConfiguration } from "./parse-git-configuration.ts";
import { findWorkflowTells } from "./workflow-tells.ts";

interface AgentFile {
  readonly source: AutorunSource;
  readonly parse: (text: string) => readonly AutorunEntry[];
}

const hooks: AgentFile = { source: "agent-hook", parse: parseAgentHooks };
const servers: AgentFile = { source: "mcp-server", parse: parseMcpServers };
const agentFiles: ReadonlyMap<string, ReadonlyMap<string, AgentFile>> = new Map([
  [
    ".claude",
    new Map([
      ["settings.json", hooks],
      ["settings.local.json", hooks],
    ]),
  ],
  [".codex", new Map([["hooks.json", hooks]])],
  [".gemini", new Map([["settings.json", hooks]])],
  [
    ".cursor",
    new Map([
      ["hooks.json", hooks],
      ["mcp.json", servers],
    ]),
  ],
  [
    ".windsurf",
    new Map([
      ["hooks.json", hooks],
      ["mcp.json", servers],
    ]),
  ],
  [
    ".vscode",
    new Map<string, AgentFile>([
      ["tasks.json", { source: "editor-task", parse: parseFolderOpenTasks }],
      ["mcp.json", servers],
    ]),
  ],
]);
const filesPerFolder = 300;
const hookMaxBytes = 65_536;

/** Looks at what a repository or a home folder has an editor, an agent, git or a pipeline run. */
export class RepositoryVisitor {
  readonly #index: IndicatorIndex;
  readonly #sink: SweepSink;
  readonly #judge: AutorunJudge;
  readonly #limits: SweepLimits;

  constructor(
    {
      index,
      sink,
      judge,
    }: { readonly index: IndicatorIndex; readonly sink: SweepSink; readonly judge: AutorunJudge },
    limits: SweepLimits,
  ) {
    this.#index = index;
    this.#sink = sink;
    this.#judge = judge;
    this.#limits = limits;
  }

  visit(folder: string, entries: readonly Dirent[]): void {
    // What a package ships in such folders, nobody runs.
    if (folder.includes("/node_modules/")) return;
    const name = folder.slice(folder.lastIndexOf("/") + 1);
    const files = agentFiles.get(name);
    if (files !== undefined) this.#visitAgent(folder, entries, files);
    else if (name === ".git") this.#visitConfiguration(`${folder}/config`);
    else if (name === "hooks" && folder.endsWith("/.git/hooks")) this.#visitHooks(folder, entries);
    else if (name === "workflows" && folder.endsWith("/.github/workflows"))
      this.#visitWorkflows(folder, entries);
    else this.#visitOther(folder, entries);
  }

  /** The configuration of git for all repositories of a user. */
  visitHome(home: string): void {
    for (const name of [".gitconfig", ".config/git/config"]) this.#visitConfiguration(`${home}/${name}`);
  }

  #visitOther(folder: string, entries: readonly Dirent[]): void {
    for (const { name } of entries) {
      if (name === ".mcp.json") this.#visitFile(`${folder}/${name}`, servers);
      else if (name === ".runner") this.#visitRunner(`${folder}/${name}`);
    }
  }

  /** What makes a machine a runner of GitHub Actions, with the name that it goes by there. */
  #visitRunner(place: string): void {
    const text = this.#read(place);
    const runner = text === undefined ? undefined : tryParseObject(text.replace(/^\uFEFF/, ""));
    const { runners } = this.#index;
    for (const { name, campaign, meaning, isSure } of runners.filter(
      (each) => each.name === runner?.["agentName"],
    )) {
      this.#sink.match({
        subject: "autorun",
        grade: isSure ? "executed" : "suspicious",
        rule: "runner-name",
        campaigns: [campaign],
        place,
        evidence: `${meaning} (${name})`,
        at: fileTime(this.#sink.take(place, readStats(place))),
      });
    }
  }

  #visitAgent(folder: string, entries: readonly Dirent[], files: ReadonlyMap<string, AgentFile>): void {
    for (const { name } of entries) {
      const file = files.get(name);
      if (file !== undefined) this.#visitFile(`${folder}/${name}`, file);
    }
  }

  #visitFile(place: string, { source, parse }: AgentFile): void {
    const text = this.#read(place);
    if (text === undefined) return;
    const at = fileTime(this.#sink.take(place, readStats(place)));
    for (const entry of parse(text)) {
      this.#judge.judge({ source, place, ...entry, at });
      const script = scriptOfCommand(entry.command, place);
      if (script === undefined || source === "mcp-server") continue;
      for (const { rule, evidence } of findScriptTells(script)) {
        this.#sink.match({
          subject: "autorun",
          grade: "suspicious",
          rule,
          place,
          evidence: `${evidence}: ${source} ${entry.name} starts ${entry.command}`,
          at,
        });
      }
    }
  }

  #visitConfiguration(place: string): void {
    const text = this.#read(place);
    if (text === undefined) return;
    const { commands, remotes } = parseGitConfiguration(text);
    const at = fileTime(this.#sink.take(place, readStats(place)));
    for (const entry of commands) this.#judge.judge({ source: "git-configuration", place, ...entry, at });
    for (const remote of remotes) {
      const path = remote.replace(/\.git$/, "");
      for (const { name, campaign, meaning, isSure } of this.#index.repositories) {
        if (!includesPattern(path.slice(path.lastIndexOf("/") + 1), name.slice(name.lastIndexOf("/") + 1)))
          continue;
        this.#sink.match({
          subject: "file",
          grade: isSure ? "executed" : "suspicious",
          rule: "repository-name",
          campaigns: [campaign],
          place,
          evidence: `${meaning}: a remote of this repository is ${remote}`,
          at,
        });
      }
    }
  }

  #visitHooks(folder: string, entries: readonly Dirent[]): void {
    for (const { name } of entries.filter((entry) => entry.isFile()).slice(0, filesPerFolder)) {
      if (name.endsWith(".sample")) continue;
      const place = `${folder}/${name}`;
      const text = this.#sink.take(place, readText(place, hookMaxBytes));
      if (text === undefined) continue;
      const at = fileTime(this.#sink.take(place, readStats(place)));
      for (const line of text.split(/\r?\n/)) {
        const command = line.trim();
        if (command !== "" && !command.startsWith("#"))
          this.#judge.compare({ source: "git-hook", place, name, command, at });
      }
    }
  }

  #visitWorkflows(folder: string, entries: readonly Dirent[]): void {
    for (const { name } of entries.slice(0, filesPerFolder)) {
      if (!/\.ya?ml$/.test(name)) continue;
      const place = `${folder}/${name}`;
      const text = this.#read(place);
      if (text === undefined) continue;
      const at = fileTime(this.#sink.take(place, readStats(place)));
      this.#matchWorkflow(place, text);
      for (const { rule, evidence } of findWorkflowTells(text))
        this.#sink.match({ subject: "workflow", grade: "suspicious", rule, place, evidence, at });
    }
  }

  #matchWorkflow(place: string, text: string): void {
    const title = /^name:[ \t]*["']?([^"'\r\n]{1,200})/m.exec(text)?.[1]?.trim();
    const named = this.#index.workflows.filter(
      ({ name }) => title !== undefined && matchesSegment(name, title),
    );
    for (const { campaign, meaning, isSure, name } of named) {
      this.#sink.match({
        subject: "workflow",
        grade: isSure ? "present" : "suspicious",
        rule: "workflow-name",
        campaigns: [campaign],
        place,
        evidence: `${meaning} (${name})`,
        at: fileTime(this.#sink.take(place, readStats(place))),
      });
    }
  }

  #read(place: string): string | undefined {
    return this.#sink.take(place, readText(place, this.#limits.textMaxBytes));
  }
}

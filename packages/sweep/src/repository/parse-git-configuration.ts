import type { AutorunEntry } from "../persistence/autorun.ts";

/** What a configuration of git has run, and where its remotes are. */
export interface GitConfiguration {
  readonly commands: readonly AutorunEntry[];
  readonly remotes: readonly string[];
}

const maxLines = 20_000;
const starters = new Set([
  "core.hookspath",
  "core.fsmonitor",
  "core.sshcommand",
  "core.pager",
  "core.editor",
  "init.templatedir",
  "credential.helper",
]);

/** Reads a configuration of git (git-config(1)), as far as it starts programs or names remotes. Never throws. */
export function parseGitConfiguration(text: string): GitConfiguration {
  const entries = listEntries(text);
  return {
    commands: entries.filter(isCommand).map(({ key, value }) => ({ name: key, command: value })),
    remotes: entries.filter(({ key }) => key === "remote.url").map(({ value }) => value),
  };
}

interface ConfigurationEntry {
  readonly key: string;
  readonly value: string;
}

function listEntries(text: string): readonly ConfigurationEntry[] {
  const entries: ConfigurationEntry[] = [];
  let section = "";
  for (const raw of text.split(/\r?\n/, maxLines)) {
    const line = raw.trim();
    const header = /^\[\s*([\w.-]+)(?:\s+"[^"]{0,500}")?\s*\]/.exec(line)?.[1];
    if (header !== undefined) section = header.toLowerCase();
    const equals = line.indexOf("=");
    if (header !== undefined || equals < 0 || line.startsWith("#") || line.startsWith(";")) continue;
    entries.push({
      key: `${section}.${line.slice(0, equals).trim().toLowerCase()}`,
      value: line.slice(equals + 1).trim(),
    });
  }
  return entries;
}

function isCommand({ key, value }: ConfigurationEntry): boolean {
  if (key === "core.fsmonitor") return !/^(?:true|false)$/i.test(value);
  return starters.has(key) || (key.startsWith("alias.") && value.startsWith("!"));
}

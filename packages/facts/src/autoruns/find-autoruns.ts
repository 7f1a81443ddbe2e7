import type { ArchiveEntry } from "@lockkeeper/archive";

import { textOfBytes } from "../manifest/package-files.ts";
import type { AutorunFile } from "../package-facts.ts";
import { agentRules } from "./agent-files.ts";
import type { AutorunRule } from "./autorun-rule.ts";
import { editorRules } from "./editor-files.ts";
import { gitRules } from "./git-files.ts";

const rules: readonly AutorunRule[] = [...editorRules, ...agentRules, ...gitRules];
/** Nearly all of these files have a name or a folder that begins with a dot. */
const mayBeAutorun =
  /(?:^|\/)(?:\.|hooks\/hooks\.json$|pnpm-workspace\.yaml$|bunfig\.toml$)|\.code-workspace$/;
const textMaxCharacters = 1_000_000;
const commandMaxCharacters = 2000;
const foundMax = 200;

/** Finds files that editors, agents, git or package managers run or obey by themselves. Never throws. */
export function findAutoruns(entries: readonly ArchiveEntry[]): readonly AutorunFile[] {
  const found: AutorunFile[] = [];
  for (const { path, bytes } of entries) {
    if (!mayBeAutorun.test(path)) continue;
    for (const { tool, read } of rules.filter((rule) => rule.path.test(path))) {
      const text = textOfBytes(bytes).slice(0, textMaxCharacters);
      for (const { when, command } of read(text)) {
        found.push({ path, tool, when, command: command?.slice(0, commandMaxCharacters) });
        if (found.length >= foundMax) return found;
      }
    }
  }
  return found;
}

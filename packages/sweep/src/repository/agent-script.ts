import { readStart, readStats, valueOf } from "../disk/read-disk.ts";
import type { CommandTell } from "../tells/command-tells.ts";

const agentFolder =
  /(?:^|[\s"'/=])(\.(?:claude|codex|cursor|gemini|vscode|windsurf|github))\/([^/\s"']+\.(?:[cm]?js|ts|py))(?:["'\s]|$)/;
const startBytes = 65_536;
/** No honest hook is that large, and none is written on one line. */
const largeScriptBytes = 200_000;
const longLineCharacters = 5000;

/** The script that a command runs and that lies directly in the folder of an agent or editor. */
export function scriptOfCommand(command: string, settings: string): string | undefined {
  const [, folder, file] = agentFolder.exec(command) ?? [];
  if (folder === undefined || file === undefined) return undefined;
  const own = settings.slice(0, settings.lastIndexOf("/"));
  const project = own.slice(0, own.lastIndexOf("/"));
  return `${project}/${folder}/${file}`;
}

/** What a script gives away that runs as soon as a folder is opened. */
export function findScriptTells(script: string): readonly CommandTell[] {
  const size = valueOf(readStats(script))?.size ?? 0;
  const start = valueOf(readStart(script, startBytes))?.toString("latin1") ?? "";
  const isLong = start.split("\n").some((line) => line.length > longLineCharacters);
  if (size < largeScriptBytes && !isLong) return [];
  return [
    {
      rule: "tell-agent-script",
      evidence: "A packed or very large script runs as soon as the folder is opened",
    },
  ];
}

import { isRecord } from "../packages/hidden-lockfile.ts";
import type { AutorunEntry } from "../persistence/autorun.ts";
import { tryParseCommentedJson } from "./json-with-comments.ts";

const maxEntries = 500;
const maxDepth = 8;

/** The hooks of an agent's settings: every member `command` below `hooks`, with the event that it is for. Never throws. */
export function parseAgentHooks(text: string): readonly AutorunEntry[] {
  const document = tryParseCommentedJson(text);
  if (!isRecord(document) || !isRecord(document["hooks"])) return [];
  return Object.entries(document["hooks"])
    .flatMap(([event, value]) => commandsIn(value, 0).map((command) => ({ name: event, command })))
    .slice(0, maxEntries);
}

/** The tasks that an editor runs when a folder is opened (`runOn`: `folderOpen`). Never throws. */
export function parseFolderOpenTasks(text: string): readonly AutorunEntry[] {
  const document = tryParseCommentedJson(text);
  if (!isRecord(document) || !Array.isArray(document["tasks"])) return [];
  return document["tasks"]
    .filter(isRecord)
    .filter((task) => isRecord(task["runOptions"]) && task["runOptions"]["runOn"] === "folderOpen")
    .slice(0, maxEntries)
    .map((task) => ({ name: textOf(task["label"] ?? task["taskName"]), command: commandOf(task) }));
}

/** The servers of the Model Context Protocol that a configuration starts. Never throws. */
export function parseMcpServers(text: string): readonly AutorunEntry[] {
  const document = tryParseCommentedJson(text);
  if (!isRecord(document)) return [];
  const servers = document["mcpServers"] ?? document["servers"];
  if (!isRecord(servers)) return [];
  return Object.entries(servers)
    .slice(0, maxEntries)
    .flatMap(([name, server]) => {
      if (!isRecord(server) || typeof server["command"] !== "string") return [];
      return [{ name, command: commandOf(server) }];
    });
}

function commandOf(entry: Readonly<Record<string, unknown>>): string {
  const { command, args } = entry;
  const words = Array.isArray(args) ? args.map(textOf) : [];
  return [textOf(command), ...words].filter((word) => word !== "").join(" ");
}

function commandsIn(value: unknown, depth: number): readonly string[] {
  if (depth > maxDepth) return [];
  if (Array.isArray(value)) return value.slice(0, maxEntries).flatMap((each) => commandsIn(each, depth + 1));
  if (!isRecord(value)) return [];
  const own = typeof value["command"] === "string" ? [value["command"]] : [];
  const below = Object.values(value).filter((each) => typeof each === "object");
  return [...own, ...below.flatMap((each) => commandsIn(each, depth + 1))].slice(0, maxEntries);
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

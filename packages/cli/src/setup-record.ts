import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import type { MadeConfiguration, TextEdit, WantedSetting } from "@lockkeeper/clients";
import { systemErrorCode } from "@lockkeeper/core";

import { CliError } from "./errors.ts";

/** What setup made of one file, once. */
export interface SetupState {
  /** Hash of the text before; `null` for a file that was not there. */
  readonly before: string | null;
  readonly after: string;
  readonly made: MadeConfiguration;
}

/** A file that setup has changed, or was about to when it ended. */
export interface SetupEntry {
  /** As the client names it. */
  readonly file: string;
  /** Where it is, links followed. */
  readonly target: string;
  readonly isCreated: boolean;
  /** Folders that were made for it, outermost first. */
  readonly madeFolders: readonly string[];
  /** The newest first; a second one only while it is replaced. */
  readonly states: readonly SetupState[];
}

/** Everything that unsetup needs. */
export interface SetupRecord {
  /** Where clients were pointed, with a final slash, the newest first. */
  readonly urls: readonly string[];
  /** The registry that the user's npm had before; `null` for its default. */
  readonly previousRegistry: string | null;
  readonly entries: readonly SetupEntry[];
}

const schema = 1;
const maxCharacters = 50_000_000;

/** Reads what setup did; `undefined` when nothing. Throws `CLI_BAD_FILE` when the record is damaged. */
export async function readSetupRecord(dataFolder: string): Promise<SetupRecord | undefined> {
  const path = pathOf(dataFolder);
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    if (["ENOENT", "ENOTDIR"].includes(systemErrorCode(cause) ?? "")) return undefined;
    throw damaged(path, cause);
  }
  try {
    const record = text.length > maxCharacters ? undefined : parseRecord(JSON.parse(text));
    if (record !== undefined) return record;
  } catch (cause) {
    throw damaged(path, cause);
  }
  throw damaged(path);
}

/** Writes the record before anything is done, so that a setup that is cut off can be undone. */
export async function writeSetupRecord(dataFolder: string, record: SetupRecord): Promise<void> {
  const path = pathOf(dataFolder);
  try {
    await mkdir(dataFolder, { recursive: true, mode: 0o700 });
    // Settings that were replaced may hold credentials.
    await writeFile(`${path}.new`, `${JSON.stringify({ schema, ...record })}\n`, {
      mode: 0o600,
      flush: true,
    });
    await rename(`${path}.new`, path);
  } catch (cause) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot write "${path}" as the system refuses: ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Nothing was changed. Choose another data folder with --data.",
      cause,
    });
  }
}

/** Forgets what setup did. */
export async function removeSetupRecord(dataFolder: string): Promise<void> {
  await rm(pathOf(dataFolder), { force: true });
}

function pathOf(dataFolder: string): string {
  return join(dataFolder, "setup.json");
}

function damaged(path: string, cause?: unknown): CliError {
  return new CliError("CLI_BAD_FILE", {
    message: `Cannot read "${path}" as it is damaged: what setup did is not known`,
    hint: 'Take the lines below the remark "Written by lockkeeper setup" out of your settings, then remove that file.',
    cause,
  });
}

function parseRecord(value: unknown): SetupRecord | undefined {
  if (!isObject(value) || value["schema"] !== schema) return undefined;
  const { previousRegistry } = value;
  const urls = parseList(value["urls"], asText);
  const entries = parseList(value["entries"], parseEntry);
  const isComplete = isTextOrNull(previousRegistry) && urls !== undefined && entries !== undefined;
  return isComplete ? { urls, previousRegistry, entries } : undefined;
}

function parseEntry(value: unknown): SetupEntry | undefined {
  if (!isObject(value)) return undefined;
  const { file, target, isCreated } = value;
  const madeFolders = parseList(value["madeFolders"], asText);
  const states = parseList(value["states"], parseState);
  const isComplete = typeof file === "string" && typeof target === "string" && typeof isCreated === "boolean";
  return isComplete && madeFolders !== undefined && states !== undefined
    ? { file, target, isCreated, madeFolders, states }
    : undefined;
}

function parseState(value: unknown): SetupState | undefined {
  if (!isObject(value)) return undefined;
  const { before, after } = value;
  const made = parseMade(value["made"]);
  return isTextOrNull(before) && typeof after === "string" && made !== undefined
    ? { before, after, made }
    : undefined;
}

const formats = ["ini", "yarnrc", "yaml", "toml"] as const;

function parseMade(value: unknown): MadeConfiguration | undefined {
  if (!isObject(value)) return undefined;
  const format = formats.find((each) => each === value["format"]);
  const edits = parseList(value["edits"], parseEdit);
  const settings = parseList(value["settings"], parseSetting);
  return format !== undefined && edits !== undefined && settings !== undefined
    ? { format, edits, settings }
    : undefined;
}

function parseEdit(value: unknown): TextEdit | undefined {
  if (!isObject(value)) return undefined;
  const { at, removed, inserted } = value;
  const path = parseList(value["path"], asText);
  return typeof at === "number" && typeof removed === "string" && typeof inserted === "string"
    ? { at, removed, inserted, ...(path === undefined ? {} : { path }) }
    : undefined;
}

function parseSetting(value: unknown): WantedSetting | undefined {
  if (!isObject(value)) return undefined;
  const { value: said, mode } = value;
  const path = parseList(value["path"], asText);
  return typeof said === "string" && (mode === "set" || mode === "include") && path !== undefined
    ? { path, value: said, mode }
    : undefined;
}

function parseList<Item>(
  value: unknown,
  parse: (item: unknown) => Item | undefined,
): readonly Item[] | undefined {
  if (!Array.isArray(value)) return undefined;
  const items = value.map(parse);
  const parsed = items.filter((item) => item !== undefined);
  return parsed.length === items.length ? parsed : undefined;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isTextOrNull(value: unknown): value is string | null {
  return typeof value === "string" || value === null;
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

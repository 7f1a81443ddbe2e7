import type { AutorunEntry } from "./autorun.ts";

/** A value of the registry that starts something. */
export interface RunValue extends AutorunEntry {
  readonly key: string;
}

const maxLines = 50_000;
const valueForm = /^\s{4}(.+?)\s{4}REG_(?:EXPAND_)?SZ\s{4}(.*)$/;
const hives: readonly (readonly [string, string])[] = [
  ["HKEY_CURRENT_USER", "HKCU"],
  ["HKEY_LOCAL_MACHINE", "HKLM"],
  ["HKEY_USERS", "HKU"],
];

/** Reads what `reg query KEY` prints: a key at the line's start, its values indented. Never throws. */
export function parseRegQuery(text: string): readonly RunValue[] {
  const values: RunValue[] = [];
  let key = "";
  for (const line of text.split(/\r?\n/, maxLines)) {
    if (line.startsWith("HKEY_")) key = shortenHive(line.trim());
    const [, name, command] = line.length > 20_000 ? [] : (valueForm.exec(line) ?? []);
    if (name !== undefined && command !== undefined) values.push({ key, name, command: command.trim() });
  }
  return values;
}

function shortenHive(key: string): string {
  for (const [long, short] of hives) {
    if (key.startsWith(`${long}\\`)) return `${short}${key.slice(long.length)}`;
  }
  return key;
}

/**
 * Reads what `schtasks /query /fo CSV /v` prints. Its columns are named in the system's language, so that the second one is
 * the task's name and the first one that looks like a command is what it runs. Never throws.
 */
export function parseScheduledTasks(text: string): readonly AutorunEntry[] {
  return text.split(/\r?\n/, maxLines).flatMap((line) => {
    const cells = parseCsvLine(line.slice(0, 20_000));
    const [, name, , , , , , , command] = cells;
    if (name === undefined || !name.startsWith("\\") || command === undefined || command === "") return [];
    return [{ name, command }];
  });
}

function parseCsvLine(line: string): readonly string[] {
  const cells: string[] = [];
  let cell = "";
  let isQuoted = false;
  for (let at = 0; at < line.length; at += 1) {
    const character = line[at] ?? "";
    if (isQuoted && character === '"' && line[at + 1] === '"') {
      cell += '"';
      at += 1;
    } else if (character === '"') isQuoted = !isQuoted;
    else if (character === "," && !isQuoted) {
      cells.push(cell);
      cell = "";
    } else cell += character;
  }
  return [...cells, cell];
}

import type { AutorunEntry } from "./autorun.ts";

const maxLines = 5000;
const starts = /^(Exec(?:Start|StartPre|StartPost|Reload|Stop|StopPost)|Exec)\s*=\s*[-+!@:]*(.*)$/;

/** What a unit of systemd (systemd.service(5)), or a desktop entry, starts, with its description. */
export interface ParsedUnit {
  readonly description: string;
  readonly commands: readonly AutorunEntry[];
}

/** Reads a unit or a desktop entry. Lines that end with a backslash go on. Never throws. */
export function parseUnit(text: string): ParsedUnit {
  const lines = text.replaceAll(/[ \t]?\\\r?\n\s*/g, " ").split(/\r?\n/, maxLines);
  const commands = lines.flatMap((line) => {
    const match = starts.exec(line.trim());
    const [, name, command] = match ?? [];
    return name === undefined || command === undefined || command === "" ? [] : [{ name, command }];
  });
  const described = lines.find((line) => /^(?:Description|Name)\s*=/.test(line)) ?? "";
  return { description: described.slice(described.indexOf("=") + 1).trim(), commands };
}

import type { ClientSetting } from "./settings-of-policy.ts";

/**
 * Writes one setting into a project's settings file and leaves every other byte. A line that has it already gets the
 * new value, and keeps its remark; otherwise a line is added, in its table where there is one. Only settings at the top
 * of a file are looked for.
 */
export function editSetting(text: string, setting: ClientSetting): string {
  const lineEnd = text.includes("\r\n") ? "\r\n" : "\n";
  const lines = text.split(/\r?\n/);
  const { from, to } = bounds(lines, setting.table);
  const known = lines.findIndex(
    (line, index) => index >= from && index < to && keyOf(line, setting) === setting.key,
  );
  if (known >= 0) {
    lines[known] = withValue(lines[known] ?? "", setting);
    return lines.join(lineEnd);
  }
  const line = renderSetting(setting);
  if (setting.table !== "" && from > 0) {
    lines.splice(from, 0, line);
    return lines.join(lineEnd);
  }
  const heading = setting.table === "" ? [] : [`[${setting.table}]`];
  const isEnded = text === "" || text.endsWith("\n");
  return `${text}${isEnded ? "" : lineEnd}${[...heading, line].join(lineEnd)}${lineEnd}`;
}

/** The value on a line of the file, exchanged by a function; the text as it is where the line has no such value. */
export function replaceOnLine(text: string, line: number, exchange: (content: string) => string): string {
  const parts = text.split(/(\r?\n)/);
  const at = (line - 1) * 2;
  const content = parts[at];
  if (content === undefined) return text;
  parts[at] = exchange(content);
  return parts.join("");
}

function bounds(lines: readonly string[], table: string): { readonly from: number; readonly to: number } {
  const isHeading = (line: string): boolean => /^\s*\[/.test(line);
  if (table === "") return { from: 0, to: lines.length };
  const heading = lines.findIndex((line) => line.replace(/#.*$/, "").trim() === `[${table}]`);
  if (heading < 0) return { from: 0, to: 0 };
  const next = lines.findIndex((line, index) => index > heading && isHeading(line));
  return { from: heading + 1, to: next < 0 ? lines.length : next };
}

function keyOf(line: string, { format }: ClientSetting): string | undefined {
  if (format === "yaml") return /^["']?([\w-]+)["']?\s*:/.exec(line)?.[1];
  return /^\s*["']?([\w.@:/-]+)["']?\s*=/.exec(line)?.[1];
}

function withValue(line: string, { format, value }: ClientSetting): string {
  const mark = format === "yaml" ? ":" : "=";
  const at = line.indexOf(mark) + 1;
  const gap = /^[ \t]*/.exec(line.slice(at))?.[0] ?? "";
  const remark = /(?:^|\s)[ \t]*#.*$/.exec(line.slice(at))?.[0] ?? "";
  return `${line.slice(0, at)}${gap === "" && format === "yaml" ? " " : gap}${value}${remark}`;
}

function renderSetting({ format, key, value }: ClientSetting): string {
  if (format === "yaml") return `${key}: ${value}`;
  return format === "toml" ? `${key} = ${value}` : `${key}=${value}`;
}

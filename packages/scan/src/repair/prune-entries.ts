import { unreachable } from "@lockkeeper/core";
import type { LockfileKind } from "@lockkeeper/lockfile";

/**
 * Takes entries out of the lockfile of pnpm, Yarn or Bun, each with the empty line behind it, and leaves every other
 * byte. Places are those of the graph of this very text.
 */
export function pruneEntries(kind: LockfileKind, text: string, places: ReadonlySet<string>): string {
  if (places.size === 0) return text;
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const kept: string[] = [];
  const known = kind === "pnpm" ? withPackageKeys(places, text) : places;
  for (let at = 0; at < lines.length;) {
    const start = at;
    const end = isEntry(kind, lines[at] ?? "", known) ? endOfEntry(kind, lines, at) : at;
    if (end === at) {
      kept.push(lines[at] ?? "");
      at += 1;
    } else at = end;
    // Before the last entry stands the empty line that parts it from the one before.
    if (end > start && end >= lines.length) dropEmptyEnd(kept);
  }
  return kept.join("");
}

function dropEmptyEnd(lines: string[]): void {
  while (lines.at(-1)?.trim() === "") lines.pop();
}

/** What of pnpm's is a place with peers has an entry without them too, which stays while another place has it. */
function withPackageKeys(places: ReadonlySet<string>, text: string): ReadonlySet<string> {
  const keys = new Set(places);
  for (const place of places) {
    const plain = place.replace(/\(.*$/, "");
    const isLeft = [...text.matchAll(/^ {2}'?([^\s'].*?)'?:(?: \{\})?\r?$/gm)].some(
      ([, key = ""]) => key.startsWith(`${plain}(`) && !places.has(key),
    );
    if (!isLeft) keys.add(plain);
  }
  return keys;
}

function isEntry(kind: LockfileKind, line: string, places: ReadonlySet<string>): boolean {
  const plain = line.trimEnd();
  switch (kind) {
    case "pnpm": {
      const key = /^ {2}(?:'([^']+)'|([^\s'][^\s]*)):(?: \{\})?$/.exec(plain);
      return places.has(key?.[1] ?? key?.[2] ?? "");
    }
    case "yarn-classic":
      return /^[^\s#].*:$/.test(plain) && places.has(plain.slice(0, -1).replaceAll('"', ""));
    case "bun":
      return places.has(/^ {4}"([^"]+)": \[.*\],?$/.exec(plain)?.[1] ?? "");
    case "yarn-berry":
      return places.has(berryKey(plain) ?? "");
    case "npm":
      return false;
    default:
      return unreachable(kind);
  }
}

/** Long keys stand behind a question mark, with their colon on the next line. */
function berryKey(line: string): string | undefined {
  if (/^[\s#]/.test(line)) return undefined;
  const written = line.startsWith("? ") ? line.slice(2) : /^(.+):$/.exec(line)?.[1];
  if (written?.startsWith('"') !== true) return written;
  return /^"[^"\\]*"$/.test(written) ? written.slice(1, -1) : undefined;
}

function endOfEntry(kind: LockfileKind, lines: readonly string[], start: number): number {
  let end = start + 1;
  if (kind === "yarn-berry" && lines[end]?.trimEnd() === ":") end += 1;
  const indent = kind === "pnpm" ? /^ {3}/ : /^ /;
  if (kind !== "bun") while (end < lines.length && indent.test(lines[end] ?? "")) end += 1;
  return (lines[end] ?? "x").trim() === "" ? end + 1 : end;
}

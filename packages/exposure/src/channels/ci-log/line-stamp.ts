import { tryParseInstant } from "@lockkeeper/core";

/** A line without what its system wrote before it, and the time that stood there. */
export interface StampedLine {
  readonly text: string;
  readonly at: number | undefined;
  /** Whether the stamp names a zone. */
  readonly hasZone: boolean;
}

/** ISO 8601 with a zone before the text: GitHub, GitLab (with the stream's mark), Azure, Jenkins' timestamper, `docker logs`. */
const isoStamp =
  /^\[?(\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}:\d{2})(?:[.,](\d{1,9}))?\s?(Z|[+-]\d{2}:?\d{2})?\]?(?: \d{2}[OE]\+?)?(?:\s|$)/;
/** `gh run view --log`: job, step and line between tabs. */
const columns = /^[^\t]{0,300}\t[^\t]{0,300}\t(?=\uFEFF?\d{4}-\d{2}-\d{2}T)/;
/** `docker build` with its plain progress: the step's number and seconds since it began. */
const buildStep = /^#\d{1,6} (?:\d{1,7}\.\d{1,4} )?/;
/** GitLab's section marks carry seconds since the epoch. */
const section = /^section_(?:start|end):(\d{9,11}):[\w.-]{1,200}(?:\[[^\]]{0,200}\])?/;
/** Runners that put several outputs together, and `docker compose logs`. */
const composed = /^[\w.@/-]{1,80}\s{0,20}\| /;

/** Takes the stamp off a line from which control characters are gone. Linear in the text. */
export function readStamp(line: string): StampedLine {
  const inSection = section.exec(line);
  if (inSection !== null) {
    return { text: line.slice(inSection[0].length), at: Number(inSection[1]) * 1000, hasZone: true };
  }
  const bare = line.replace(columns, "");
  const match = isoStamp.exec(bare);
  if (match === null) return { text: withoutPrefix(bare), at: undefined, hasZone: false };
  const fraction = match[2] === undefined ? "" : `.${match[2]}`;
  const at = tryParseInstant(`${match[1] ?? ""}${fraction}${match[3] ?? ""}`);
  return { text: withoutPrefix(bare.slice(match[0].length)), at, hasZone: match[3] !== undefined };
}

function withoutPrefix(text: string): string {
  if (text.startsWith("#") && !text.startsWith("##")) return text.replace(buildStep, "");
  return text.includes(" | ") ? text.replace(composed, "") : text;
}

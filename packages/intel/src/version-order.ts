import { parse, type SemVer } from "semver";

/** A version of npm, parsed. */
export type ParsedVersion = SemVer;

const shortForm = /^\d{1,16}(?:\.\d{1,16})?$/;

/**
 * Parses a version as records write it: strict SemVer, and the loose and short forms of old records (`1.0`, `1.0.0rc1`).
 * Answers `undefined` for what has no place in the order of versions.
 */
export function tryParseOrdered(text: string): ParsedVersion | undefined {
  if (text.length > 256) return undefined;
  const full = shortForm.test(text) ? `${text}${text.includes(".") ? ".0" : ".0.0"}` : text;
  return parse(full, { loose: true }) ?? undefined;
}

/** The form in which equal versions have equal texts: no build metadata, no `v`; foreign texts stay as they are. */
export function canonicalVersion(text: string): string {
  return tryParseOrdered(text)?.version ?? text;
}

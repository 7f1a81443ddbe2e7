import { parse, type SemVer } from "semver";

/** Where a version stands among release lines. */
export interface LinePlace {
  /** What receives compatible fixes together: `1` for 1.x, `0.30` for 0.30.x. */
  readonly line: string;
  /** The word of a prerelease, such as `beta` or `canary`; empty for a bare number, `undefined` for a stable version. */
  readonly channel: string | undefined;
  readonly parsed: SemVer;
}

/** Finds the release line of an exact version; `undefined` for what is no version. */
export function placeInLine(version: string): LinePlace | undefined {
  const parsed = parse(version);
  if (parsed === null) return undefined;
  const [first] = parsed.prerelease;
  const channel = first === undefined ? undefined : (/^[a-z]+/i.exec(String(first))?.[0].toLowerCase() ?? "");
  const line = parsed.major > 0 ? String(parsed.major) : `0.${String(parsed.minor)}`;
  return { line, channel, parsed };
}

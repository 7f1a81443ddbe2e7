import { limits, tryParseVersion } from "@lockkeeper/core";
import { eq, parse, Range } from "semver";

/** A parsed version or range. */
export interface VersionRange {
  /** Whether it names one version only. */
  readonly isExact: boolean;
  /** Whether the version lies in it, prereleases included; `undefined` for a text that is no version. */
  includes(version: string): boolean | undefined;
}

/** Parses an exact version or a SemVer range as npm writes it, or answers `undefined`. Tags and URLs are none. */
export function tryParseVersionRange(text: string): VersionRange | undefined {
  if (text.trim() === "" || text.length > limits.versionMaxCharacters) return undefined;
  const exact = tryParseVersion(text);
  if (exact !== undefined) {
    return {
      isExact: true,
      includes: (version) => (parse(version) === null ? undefined : eq(exact, version)),
    };
  }
  const range = tryParseRange(text);
  if (range === undefined) return undefined;
  return {
    isExact: false,
    includes(version) {
      const parsed = parse(version);
      return parsed === null ? undefined : range.test(parsed);
    },
  };
}

function tryParseRange(text: string): Range | undefined {
  try {
    return new Range(text, { includePrerelease: true });
  } catch (error) {
    // The library has no other way to say that a text is no range.
    if (error instanceof TypeError) return undefined;
    throw error;
  }
}

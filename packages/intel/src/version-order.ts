import { parse, type SemVer } from "semver";

/** A version of npm with its place in the order of versions. */
export interface ParsedVersion {
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Without build metadata and `v`. */
  readonly version: string;
  /** Negative when this comes first, by the precedence of SemVer. */
  compare(other: ParsedVersion): number;
}

const shortForm = /^\d{1,16}(?:\.\d{1,16})?$/;
const plainForm = /^(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})\.(0|[1-9]\d{0,8})$/;

/**
 * Parses a version as records write it: strict SemVer, and the loose and short forms of old records (`1.0`, `1.0.0rc1`).
 * Answers `undefined` for what has no place in the order of versions.
 */
export function tryParseOrdered(text: string): ParsedVersion | undefined {
  if (text.length > 256) return undefined;
  const plain = plainForm.exec(text);
  if (plain !== null) return new PlainVersion(text, Number(plain[1]), Number(plain[2]), Number(plain[3]));
  const full = shortForm.test(text) ? `${text}${text.includes(".") ? ".0" : ".0.0"}` : text;
  const parsed = parse(full, { loose: true });
  return parsed === null ? undefined : new FullVersion(parsed);
}

/** The form in which equal versions have equal texts: no build metadata, no `v`; foreign texts stay as they are. */
export function canonicalVersion(text: string): string {
  return tryParseOrdered(text)?.version ?? text;
}

/** Three numbers and nothing else, as nine in ten versions are: a look-up needs no more than to compare them. */
class PlainVersion implements ParsedVersion {
  readonly version: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;

  // oxlint-disable-next-line max-params -- A version is its three numbers, and a look-up makes three of them.
  constructor(version: string, major: number, minor: number, patch: number) {
    this.version = version;
    this.major = major;
    this.minor = minor;
    this.patch = patch;
  }

  compare(other: ParsedVersion): number {
    if (other instanceof FullVersion) return -other.compare(this);
    return this.major - other.major || this.minor - other.minor || this.patch - other.patch;
  }
}

class FullVersion implements ParsedVersion {
  readonly #semver: SemVer;

  constructor(semver: SemVer) {
    this.#semver = semver;
  }

  get version(): string {
    return this.#semver.version;
  }

  get major(): number {
    return this.#semver.major;
  }

  get minor(): number {
    return this.#semver.minor;
  }

  get patch(): number {
    return this.#semver.patch;
  }

  compare(other: ParsedVersion): number {
    return this.#semver.compare(other.version);
  }
}

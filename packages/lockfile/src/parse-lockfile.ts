import { parseBunLockfile } from "./bun-lockfile.ts";
import { conflictLineOf } from "./conflict-marks.ts";
import { badFormat, LockfileError } from "./errors.ts";
import type { LockedPackage, LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseNpmLockfile } from "./npm-lockfile.ts";
import { parsePnpmLockfile } from "./pnpm-lockfile.ts";
import { decodeText } from "./text-of-bytes.ts";
import { parseYarnBerryLockfile } from "./yarn-berry.ts";
import { parseYarnClassicLockfile } from "./yarn-classic.ts";

type Parser = (text: string, limits: LockfileLimits) => readonly LockedPackage[];

const parsers: Readonly<Record<LockfileKind, Parser>> = {
  npm: parseNpmLockfile,
  pnpm: parsePnpmLockfile,
  "yarn-classic": parseYarnClassicLockfile,
  "yarn-berry": parseYarnBerryLockfile,
  bun: parseBunLockfile,
};

/** Parses one lockfile's bytes, in the file's order. Throws `LockfileError` and nothing else. */
export function parseLockfile(
  kind: LockfileKind,
  bytes: Uint8Array,
  limits: LockfileLimits = lockfileLimits,
): readonly LockedPackage[] {
  return parseText(bytes, limits, (text) => parsers[kind](text, limits));
}

/** Has the text of a lockfile's bytes parsed; whatever goes wrong becomes a `LockfileError`. */
export function parseText<Parsed>(
  bytes: Uint8Array,
  limits: LockfileLimits,
  parse: (text: string) => Parsed,
): Parsed {
  const text = decodeText(bytes, limits);
  try {
    return parse(text);
  } catch (error) {
    const conflict = conflictLineOf(text);
    if (conflict !== undefined) throw badFormat("it holds the marks of a merge conflict", conflict, error);
    if (error instanceof LockfileError) throw error;
    throw badFormat(error instanceof Error ? firstLineOf(error.message) : String(error), undefined, error);
  }
}

function firstLineOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

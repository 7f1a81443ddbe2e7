import { parseBunLockfile } from "./bun-lockfile.ts";
import { badFormat, LockfileError, tooLarge } from "./errors.ts";
import type { LockedPackage, LockfileKind, LockfileLimits } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseNpmLockfile } from "./npm-lockfile.ts";
import { parsePnpmLockfile } from "./pnpm-lockfile.ts";
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

const conflictMark = /^(?:<{7} |>{7} )/m;

/** Parses one lockfile's bytes, in the file's order. Throws `LockfileError` and nothing else. */
export function parseLockfile(
  kind: LockfileKind,
  bytes: Uint8Array,
  limits: LockfileLimits = lockfileLimits,
): readonly LockedPackage[] {
  if (bytes.length > limits.maxBytes) throw tooLarge(`${String(limits.maxBytes)} bytes`);
  // Removes a byte order mark, and stands in for bytes that are no text, as the clients do.
  const text = new TextDecoder().decode(bytes);
  try {
    return parsers[kind](text, limits);
  } catch (error) {
    if (conflictMark.test(text)) throw badFormat("it holds the marks of a merge conflict", undefined, error);
    if (error instanceof LockfileError) throw error;
    throw badFormat(error instanceof Error ? firstLineOf(error.message) : String(error), undefined, error);
  }
}

function firstLineOf(message: string): string {
  return message.split("\n", 1)[0] ?? "";
}

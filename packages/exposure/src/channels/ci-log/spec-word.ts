import { tryParsePackageName, tryParseVersion } from "@lockkeeper/core";

/** What a word of a command line asks for. */
export interface SpecWord {
  readonly name: string;
  /** The exact version; `undefined` for ranges, tags and none. */
  readonly version: string | undefined;
}

/** Reads `axios`, `axios@1.14.1`, `axios@^1`; `undefined` for what is no package of a registry. */
export function tryParsePackageSpec(word: string): SpecWord | undefined {
  const at = word.indexOf("@", 1);
  const name = tryParsePackageName(at < 0 ? word : word.slice(0, at));
  if (name === undefined) return undefined;
  const version = at < 0 ? undefined : tryParseVersion(word.slice(at + 1));
  return { name, version };
}

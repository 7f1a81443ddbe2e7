import { LockfileError, parseNamedLockfile } from "@lockkeeper/lockfile";

import { parseTarballPath } from "../tarball-path.ts";

/** What a client wrote down about what it had put into `node_modules`. Foreign texts. */
export interface RecordedPackage {
  readonly name: string;
  readonly version: string;
  /** Below the folder that holds `node_modules`, with forward slashes; `undefined` where the record does not tell. */
  readonly place: string | undefined;
  /** Whether its manifest had scripts that run at install; `undefined` where the record does not tell. */
  readonly hasInstallScript: boolean | undefined;
}

/** The records of clients by the names of their files in `node_modules`. Parsers throw `LockfileError` and nothing else. */
export const installRecords: ReadonlyMap<string, (text: string) => readonly RecordedPackage[]> = new Map([
  [".package-lock.json", parseHiddenLockfile],
  [".yarn-integrity", parseYarnIntegrity],
  [".yarn-state.yml", parseYarnState],
]);

/** npm 7 and later. */
function parseHiddenLockfile(text: string): readonly RecordedPackage[] {
  const { packages } = parseNamedLockfile("package-lock.json", Buffer.from(text, "utf8"));
  const scripted = new Set<string>();
  const places = new Map<number, string>();
  let line = 0;
  for (const content of text.split("\n")) {
    line += 1;
    const place = /^ {4}"((?:[^"\\]|\\.){1,1000})": \{/.exec(content)?.[1];
    if (place !== undefined) places.set(line, place);
    else if (content.startsWith('      "hasInstallScript": true')) {
      const last = [...places.values()].at(-1);
      if (last !== undefined) scripted.add(last);
    }
  }
  return packages.map((locked) => {
    const place = places.get(locked.line);
    const hasInstallScript = place === undefined ? undefined : scripted.has(place);
    return { name: locked.name, version: locked.version, place, hasInstallScript };
  });
}

/** Yarn 1: `"axios@^1": "https://…/axios-1.14.1.tgz#…"`. */
function parseYarnIntegrity(text: string): readonly RecordedPackage[] {
  const found: RecordedPackage[] = [];
  for (const line of text.split("\n", maxLines)) {
    const address = /^\s{0,20}"[^"]{1,500}": "([^"]{1,2000})",?$/.exec(line)?.[1];
    const named = address === undefined ? undefined : parseTarballPath(address);
    if (named !== undefined) found.push({ ...named, place: undefined, hasInstallScript: undefined });
  }
  return found;
}

const maxLines = 500_000;

/** Yarn 2 and later, where they fill `node_modules`: a key for each package, and below it where it lies. */
function parseYarnState(text: string): readonly RecordedPackage[] {
  const found: RecordedPackage[] = [];
  let open: { readonly name: string; readonly version: string } | undefined;
  for (const line of text.split("\n", maxLines)) {
    const key = /^"((?:@[^@/"]{1,200}\/)?[^@"]{1,214})@npm:([^"]{1,256})":$/.exec(line);
    if (key !== null) open = { name: key[1] ?? "", version: key[2] ?? "" };
    else if (/^\S/.test(line)) open = undefined;
    const place = /^ {4}- "([^"]{1,1000})"$/.exec(line)?.[1];
    if (open !== undefined && place !== undefined)
      found.push({ ...open, place, hasInstallScript: undefined });
  }
  return found;
}

/** Reads a record; `undefined` for one that is not what its client writes. */
export function tryParseRecord(file: string, text: string): readonly RecordedPackage[] | undefined {
  try {
    return installRecords.get(file)?.(text);
  } catch (error) {
    if (error instanceof LockfileError) return undefined;
    throw error;
  }
}

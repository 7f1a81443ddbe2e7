import type { LogSign, LogSignKind } from "./log-sign.ts";

/** What a line of JSON says: signs of its own, or the text that the client would have printed. */
export interface JsonLine {
  readonly signs: readonly LogSign[];
  readonly text: string | undefined;
  /** When it was written, in milliseconds since the epoch. */
  readonly at: number | undefined;
}

const maxCharacters = 65_536;
/** As pnpm 8 and older wrote it: `/axios/1.14.1`, `registry.example/axios/1.14.1`, `/axios@1.14.1`. */
const oldId =
  /^[\w.+-]{0,300}\/(?<name>(?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})[/@](?<version>\d[\w.+-]{0,255})(?:[(_].{0,2000})?$/;
const id =
  /^(?<name>(?:@[\w.~-]{1,100}\/)?[\w.~][\w.~-]{0,213})@(?<version>\d[\w.+-]{0,255})(?:[(_].{0,2000})?$/;
const installEvents: ReadonlySet<unknown> = new Set(["preinstall", "install", "postinstall"]);

/**
 * Reads a line that a client wrote as JSON: pnpm's `--reporter=ndjson`, Yarn's `--json`. `undefined` for any other line.
 */
export function tryParseJsonLine(line: string): JsonLine | undefined {
  if (!line.startsWith("{") || line.length > maxCharacters) return undefined;
  const record = tryParseObject(line);
  if (record === undefined) return undefined;
  const name = textOf(record, "name");
  const time = record.get("time");
  const at = typeof time === "number" && time > 1e12 && time < 1e13 ? time : undefined;
  if (name?.startsWith("pnpm") === true) return { signs: signsOfPnpm(name, record, at), text: undefined, at };
  const data = textOf(record, "data");
  if (data === undefined) return undefined;
  const code = textOf(record, "displayName");
  const type = textOf(record, "type") ?? "";
  return { signs: [], text: code === undefined ? `${type} ${data}` : `➤ ${code}: │ ${data}`, at };
}

function signsOfPnpm(
  name: string,
  record: ReadonlyMap<string, unknown>,
  at: number | undefined,
): readonly LogSign[] {
  const make = (kind: LogSignKind, words: string, text: string | undefined): readonly LogSign[] => {
    const match = (oldId.exec(text ?? "") ?? id.exec(text ?? ""))?.groups;
    const found = match?.["name"];
    if (found === undefined) return [];
    return [{ kind, name: found, version: match?.["version"], words, ...(at === undefined ? {} : { at }) }];
  };
  if (name === "pnpm:lifecycle" && installEvents.has(record.get("stage"))) {
    return make("executed", "pnpm ran its install script", textOf(record, "depPath"));
  }
  if (name === "pnpm:progress") return signsOfProgress(record, make);
  if (name === "pnpm:deprecation") return make("resolved", "pnpm resolved to it", textOf(record, "pkgId"));
  if (name === "pnpm:_dependency_resolved")
    return make("resolved", "pnpm resolved to it", textOf(record, "resolution"));
  if (name === "pnpm:root") return signsOfRoot(record, make);
  return [];
}

type MakeSigns = (kind: LogSignKind, words: string, text: string | undefined) => readonly LogSign[];

function signsOfProgress(record: ReadonlyMap<string, unknown>, make: MakeSigns): readonly LogSign[] {
  const text = textOf(record, "packageId");
  const status = record.get("status");
  if (status === "resolved") return make("resolved", "pnpm resolved to it", text);
  if (status === "fetched") return make("fetched", "pnpm fetched it", text);
  if (status === "found_in_store") return make("fetched", "pnpm took it from its store", text);
  return [];
}

function signsOfRoot(record: ReadonlyMap<string, unknown>, make: MakeSigns): readonly LogSign[] {
  const added = asMap(record.get("added"));
  if (added === undefined) return [];
  const [name, version] = [textOf(added, "realName") ?? textOf(added, "name"), textOf(added, "version")];
  return make("fetched", "pnpm added it to the project", `${name ?? ""}@${version ?? ""}`);
}

function tryParseObject(line: string): ReadonlyMap<string, unknown> | undefined {
  try {
    return asMap(JSON.parse(line));
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

function asMap(value: unknown): ReadonlyMap<string, unknown> | undefined {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return undefined;
  return new Map<string, unknown>(Object.entries(value));
}

function textOf(record: ReadonlyMap<string, unknown>, key: string): string | undefined {
  const value = record.get(key);
  return typeof value === "string" ? value : undefined;
}

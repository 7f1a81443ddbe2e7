import type { ExposedPlace, Observation } from "../../observation.ts";
import type { TargetSet } from "../../targets/target-set.ts";
import { createNameFinder } from "../ci-log/name-finder.ts";
import type { NameFinder } from "../ci-log/name-finder.ts";
import type { LogLine } from "../log-text/log-lines.ts";
import { excerptOf } from "../log-text/redact-secrets.ts";
import { stripControl } from "../log-text/strip-control.ts";
import type { AccessRecord } from "./access-record.ts";
import { tryParseJsonRecord } from "./json-records.ts";
import { readRequestedVersion } from "./requested-version.ts";
import type { RequestedVersion } from "./requested-version.ts";
import { isTextRecord, tryParseTextRecord } from "./text-records.ts";

/** Requests of one place for one version that were answered alike. */
export interface RequestFinding {
  readonly where: ExposedPlace;
  readonly request: RequestedVersion;
  readonly line: number;
  readonly excerpt: string;
  readonly first: Pick<AccessRecord, "at" | "hasZone">;
  readonly last: Pick<AccessRecord, "at" | "hasZone">;
  readonly count: number;
}

/** A line that names what was asked for and is in no form that is known. */
export interface UnknownLine {
  readonly line: number;
  readonly excerpt: string;
}

const maxUnknownLines = 20;
const lineMaxCharacters = 16_000;

/** One access log, gathered line by line. */
export class ProxyLogReading {
  readonly #targets: TargetSet;
  readonly #finder: NameFinder;
  readonly #ref: string;
  readonly #maxFindings: number;
  readonly #findings = new Map<string, RequestFinding>();
  #lastLine = "";
  readonly unknownLines: UnknownLine[] = [];
  known = 0;
  unknown = 0;
  tunnels = 0;
  isOverLimit = false;
  firstAt: number | undefined;
  lastAt: number | undefined;
  hasZones = true;

  constructor(targets: TargetSet, ref: string, maxFindings: number) {
    this.#targets = targets;
    this.#finder = createNameFinder(new Set([...targets.names].flatMap(spellings)));
    this.#ref = ref;
    this.#maxFindings = maxFindings;
  }

  get findings(): readonly RequestFinding[] {
    return [...this.#findings.values()];
  }

  take({ text: raw, number }: LogLine): void {
    const line = stripControl(raw).trim();
    if (line === "" || line.startsWith("#")) return;
    // Of most lines it only matters that they are understood.
    if (!this.#finder.occursIn(line) && !line.startsWith("{") && isQuickly(line)) {
      this.known += 1;
      if (this.known % timeStep === 1) this.#takeTime(tryParseRecord(line));
      this.#lastLine = line;
      return;
    }
    const record = tryParseRecord(line);
    if (record === undefined) {
      this.#takeUnknown(line, number);
      return;
    }
    this.known += 1;
    this.#takeTime(record);
    this.#lastLine = line;
    if (record.method === "CONNECT") this.tunnels += 1;
    const request = readRequestedVersion(record);
    if (request === undefined || this.#targets.ofVersion(request.name, request.version).length === 0) return;
    this.#takeRequest(record, request, { line, number });
  }

  /** What follows in a line that is longer than any request: only names in it matter. */
  takeRest({ text, number }: LogLine): void {
    const rest = stripControl(text);
    if (this.#finder.occursIn(rest)) this.#takeUnknown(rest, number);
  }

  /** Ends the log: its last line says until when it goes. */
  end(): void {
    this.#takeTime(tryParseRecord(this.#lastLine));
  }

  #takeUnknown(line: string, number: number): void {
    this.unknown += 1;
    if (this.unknownLines.length >= maxUnknownLines || !this.#finder.occursIn(line)) return;
    const [part = line] = this.#finder.around(line);
    this.unknownLines.push({ line: number, excerpt: excerptOf(part, "") });
  }

  #takeTime(record: AccessRecord | undefined): void {
    if (record?.at === undefined) return;
    const { at, hasZone } = record;
    this.firstAt = Math.min(this.firstAt ?? at, at);
    this.lastAt = Math.max(this.lastAt ?? at, at);
    if (!hasZone) this.hasZones = false;
  }

  #takeRequest(
    record: AccessRecord,
    request: RequestedVersion,
    { line, number }: { readonly line: string; readonly number: number },
  ): void {
    const where = placeOf(record, this.#ref);
    const key = [where.kind, where.id, request.kind, request.name, request.version, request.words].join("\n");
    const before = this.#findings.get(key);
    if (before !== undefined) {
      this.#findings.set(key, { ...before, ...widen(before, record), count: before.count + 1 });
    } else if (this.#findings.size >= this.#maxFindings) this.isOverLimit = true;
    else {
      const excerpt = excerptOf(line.slice(0, lineMaxCharacters), request.name);
      const time = { at: record.at, hasZone: record.hasZone };
      this.#findings.set(key, { where, request, line: number, excerpt, first: time, last: time, count: 1 });
    }
  }
}

const escaped = /%(?!2[fF])/;
/** Of so many lines that are not looked into, the time of one is read. */
const timeStep = 64;

/** Tunnels are counted, and a name may be written with escapes: such lines are looked into. */
function isQuickly(line: string): boolean {
  return (
    !line.includes("CONNECT ") &&
    !escaped.test(line) &&
    line.length <= lineMaxCharacters &&
    isTextRecord(line)
  );
}

/** Reads one line in any of the known forms; `undefined` for others. */
export function tryParseRecord(line: string): AccessRecord | undefined {
  return line.startsWith("{")
    ? tryParseJsonRecord(line)
    : tryParseTextRecord(line.slice(0, lineMaxCharacters));
}

/** In addresses the slash of a scope may be escaped, in either case. */
function spellings(name: string): readonly string[] {
  return name.includes("/") ? [name, name.replace("/", "%2f"), name.replace("/", "%2F")] : [name];
}

/** Who asked: by name where the proxy knows it, else the address; the proxy itself where neither is told. */
function placeOf({ user, client, speaker }: AccessRecord, ref: string): Observation["where"] {
  if (speaker === "proxy") return { kind: "cache", id: ref };
  if (user !== undefined) return { kind: "identity", id: user };
  return client === undefined ? { kind: "cache", id: ref } : { kind: "host", id: client };
}

function widen(
  before: RequestFinding,
  { at, hasZone }: AccessRecord,
): Pick<RequestFinding, "first" | "last"> {
  const { first, last } = before;
  if (at === undefined) return { first, last };
  return {
    first: first.at === undefined || at < first.at ? { at, hasZone } : first,
    last: last.at === undefined || at > last.at ? { at, hasZone } : last,
  };
}

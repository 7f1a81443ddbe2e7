import type { ApiEntry, ArgumentShape } from "../data/api-table.ts";
import type { EffectKind } from "../source-facts.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, higher, namingOf, taintOf, taintOfAll } from "../engine/taint.ts";
import { knownText, renderText, truthOf, unknownPart } from "../engine/texts.ts";
import { Api, Dict, Func, List, Union } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import { isCredentialPath, isWalletPath, tidyPath } from "./paths.ts";
import { isPosting, urlOf } from "./network.ts";

/** What a call says of itself. */
export interface Told {
  readonly kind: EffectKind | undefined;
  readonly argument: string | undefined;
  readonly naming: NamingLevel;
  readonly taint: number;
  readonly options: readonly string[];
  /** Bits of what it gives back, where the table does not say. */
  readonly gives: number | undefined;
}

interface Call {
  readonly entry: ApiEntry;
  readonly args: readonly Value[];
}

/** Tells what a call is about from its arguments. */
export function describeCall(m: Machine, api: Api, call: Call): Told {
  return describers[call.entry.shape](m, api, call);
}

type Describer = (m: Machine, api: Api, call: Call) => Told;

const describers: Readonly<Record<ArgumentShape, Describer>> = {
  none: (m, api, { entry, args }) => ({
    ...plain(api, args),
    argument: undefined,
    taint: dataTaint(m, args),
    options: entry.options,
  }),
  text: (m, api, { entry, args }) => ({
    ...plain(api, args),
    argument: told(textOf(args[entry.at])),
    taint: dataTaint(m, args),
    options: entry.options,
  }),
  path: describePath,
  url: describeRequest,
  host: describeRequest,
  command: (_, api, { entry, args }) => ({
    ...plain(api, args),
    argument: told(renderText(args[entry.at])),
    taint: taintOf(args[entry.at]) | inputOf(args),
    options: processOptions(args),
  }),
  spawn: describeProgram,
  script: describeProgram,
};

function plain(api: Api, args: readonly Value[]): Pick<Told, "kind" | "naming" | "gives"> {
  return { kind: undefined, naming: namingOfAll(api, args), gives: undefined };
}

function describeRequest(m: Machine, api: Api, { entry, args }: Call): Told {
  const argument = told(urlOf(api.path, args, entry));
  return {
    ...plain(api, args),
    gives: answerOf(m, argument),
    argument,
    taint: dataTaint(m, args),
    options: networkOptions(m, entry, args),
  };
}

const metadataService = /\b169\.254\.(?:169\.254|170\.2)\b|\bmetadata\.google\.internal\b/i;
const addressService =
  /\b(?:api(?:64)?\.ipify\.org|ipinfo\.io|ip-api\.com|ifconfig\.(?:me|co|io)|icanhazip\.com|ipapi\.co|checkip\.amazonaws\.com|ipecho\.net|myexternalip\.com|api\.myip\.com|ident\.me|freegeoip\.\w+|geolocation-db\.com)\b/i;

/** What known services answer: keys of the machine's role, or from which address it asks. */
function answerOf(m: Machine, argument: string | undefined): number | undefined {
  if (argument === undefined) return undefined;
  if (metadataService.test(argument)) return bits.network | bits["credential-file"];
  if (!addressService.test(argument)) return undefined;
  m.note({ kind: "host-facts", api: "public-ip", argument });
  return bits.network | bits["host-facts"];
}

function describeProgram(_: Machine, api: Api, { entry, args }: Call): Told {
  const value = args[entry.at];
  const taint = taintOf(value) | taintOf(listOf(args[1])) | inputOf(args);
  return {
    ...plain(api, args),
    argument: told(commandLine(value, args)),
    taint,
    options: processOptions(args),
  };
}

/** Where the text comes from that a process is fed. */
function inputOf(args: readonly Value[]): number {
  const settings = args.find((arg) => arg instanceof Dict);
  return settings instanceof Dict ? taintOf(settings.members.get("input")) : 0;
}

function told(text: string): string | undefined {
  return text === unknownPart || text === "undefined" ? undefined : text;
}

function namingOfAll(api: Api, args: readonly Value[]): NamingLevel {
  let naming = api.naming;
  for (const arg of args) naming = higher(naming, namingOf(arg));
  return naming;
}

function textOf(value: Value): string {
  if (value instanceof Dict) {
    for (const key of ["method", "to", "service", "url", "route", "name"]) {
      const member = value.members.get(key);
      if (member !== undefined) return renderText(member);
    }
  }
  return renderText(value);
}

/** Where the data of a call comes from; the environment given whole counts when it is sent or written. */
function dataTaint(m: Machine, args: readonly Value[]): number {
  const taint = taintOfAll(args.filter((arg) => !(arg instanceof Func)));
  if (args.some((arg) => holdsEnvironment(arg, 4))) m.noteEnvironment();
  return taint;
}

function holdsEnvironment(value: Value, depth: number): boolean {
  if (value instanceof Api) return value.path === "process.env";
  if (depth === 0) return false;
  if (value instanceof Dict)
    return [...value.members.values(), value.rest].some((one) => holdsEnvironment(one, depth - 1));
  return value instanceof List && value.items.slice(0, 50).some((one) => holdsEnvironment(one, depth - 1));
}

function describePath(m: Machine, api: Api, { entry, args }: Call): Told {
  const value = args[entry.at];
  const path = tidyPath(renderText(value));
  const others = args.filter((arg, index) => index !== entry.at && !(arg instanceof Func));
  const isWriting = entry.does === "write-file";
  return {
    kind: api.path === "fs.open" && /[wa]/.test(knownText(args[1]) ?? "") ? "write-file" : undefined,
    argument: told(path),
    naming: namingOfAll(api, isWriting ? [value] : args),
    taint: isWriting ? dataTaint(m, others) : taintOf(value),
    options: entry.options,
    gives: entry.gives === undefined ? undefined : givenBy(path, entry),
  };
}

function givenBy(path: string, entry: ApiEntry): number {
  if (isWalletPath(path)) return bits.wallet;
  if (isCredentialPath(path)) return bits["credential-file"];
  return entry.gives === undefined ? 0 : bits[entry.gives];
}

function listOf(value: Value): Value {
  return value instanceof List || value instanceof Union ? value : undefined;
}

/** A program with its arguments as one line. */
export function commandLine(program: Value, args: readonly Value[]): string {
  const first = program instanceof Dict ? program.members.get("cmd") : program;
  const command = first instanceof List ? first.items.map(renderText).join(" ") : renderText(first);
  const list = args.find((arg) => arg instanceof List);
  const rest = list instanceof List ? list.items.slice(0, 60).map(renderText) : [];
  const more = list instanceof List && list.rest !== undefined ? [renderText(list.rest)] : [];
  return [command, ...rest, ...more].join(" ");
}

/** The settings of a call that say how it is to run. */
export function processOptions(args: readonly Value[]): readonly string[] {
  const settings = args.find((arg) => arg instanceof Dict);
  if (!(settings instanceof Dict)) return [];
  const found: string[] = [];
  for (const name of ["detached", "windowsHide", "shell"]) {
    const value = settings.members.get(name);
    if (value !== undefined && truthOf(value) !== false) found.push(name);
  }
  const streams = settings.members.get("stdio");
  if (isIgnored(streams)) found.push("stdio-ignore");
  else if (knownText(streams) === "inherit") found.push("stdio-inherit");
  return found;
}

function isIgnored(value: Value): boolean {
  // What it is fed may be piped; what it prints nobody sees.
  if (value instanceof List) {
    const printed = value.items.length > 1 ? value.items.slice(1) : value.items;
    return printed.length > 0 && printed.every((item) => knownText(item) === "ignore");
  }
  return knownText(value) === "ignore";
}

function networkOptions(m: Machine, entry: ApiEntry, args: readonly Value[]): readonly string[] {
  const found = new Set(entry.options);
  for (const arg of args) {
    if (isPosting(arg)) found.add("method-POST");
    if (arg instanceof Dict && isUnverified(arg)) found.add("tls-unverified");
  }
  if (knownText(args[0])?.toUpperCase() === "POST") found.add("method-POST");
  if (m.isUnverified) found.add("tls-unverified");
  return [...found];
}

function isUnverified(settings: Dict): boolean {
  if (settings.members.get("rejectUnauthorized") === false) return true;
  return [...settings.members.values()].some(
    (value) => value instanceof Dict && value.members.get("rejectUnauthorized") === false,
  );
}

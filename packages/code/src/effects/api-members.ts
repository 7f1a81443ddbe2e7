import { canonicalPath, isModulePath } from "../data/canonical.ts";
import { replacementTargets } from "../data/replacements.ts";
import { aboutApis, memberReads, memberWrites } from "../data/api-members.ts";
import { resolveName } from "../engine/globals.ts";
import { functionMethods } from "../engine/function-methods.ts";
import type { Machine } from "../engine/machine.ts";
import { isSecretMember } from "../engine/secret-parameters.ts";
import { bits, higher, importBit, taintOf } from "../engine/taint.ts";
import { renderText } from "../engine/texts.ts";
import { Api, Dict, Func, List, Method, Native, Opaque, Union, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import { readEnvironment } from "./environment.ts";
import { importEntry } from "./imported-values.ts";
import { noteTarget } from "./network.ts";

interface MemberName {
  readonly name: string | undefined;
  readonly naming: NamingLevel;
}

/** Classes of the language whose methods are those of values. */
const valueClasses: ReadonlySet<string> = new Set([
  "Array#",
  "String#",
  "Object#",
  "Number#",
  "Function#",
  "RegExp#",
  "Buffer#",
  "Uint8Array#",
  "Promise#",
]);

/** A member of something of the platform. */
export function readApiMember(m: Machine, api: Api, { name, naming }: MemberName): Value {
  if (api.path === "process.env") return readEnvironment(m, name, naming);
  if (name === undefined) return memberOfUnknownName(m, api, naming);
  if (api.path === "globalThis") return named(resolveName(m, name), naming);
  if (valueClasses.has(api.path)) return memberOfClass(api, name);
  if (functionMethods.has(name) && api.path !== "Reflect") return new Method(api, name);
  if (api.path.startsWith("import:")) return importedMember(m, api, name);
  // What a chain's library made of a key holds the key.
  if (api.path.includes("#") && isSecretMember(name)) return new Opaque(api.taint | bits.wallet);
  const level = higher(api.naming, naming);
  return isShared(api, level) ? sharedMember(m, api, name) : memberByName(m, api, { name, naming: level });
}

function memberOfClass(api: Api, name: string): Value {
  return name === "constructor" ? new Api(api.path.slice(0, -1)) : new Method(undefined, name);
}

interface KnownName {
  readonly name: string;
  readonly naming: NamingLevel;
}

function memberByName(m: Machine, api: Api, { name, naming }: KnownName): Value {
  const special = specialMember(m, api, name);
  return special === undefined ? ordinaryMember(m, api, { name, naming }) : named(special, naming);
}

/** A member that is made once, since it is the same whenever it is asked for. */
function sharedMember(m: Machine, api: Api, name: string): Value {
  const path = `${api.path}.${name}`;
  const shared = m.globals.has(path) ? undefined : m.platform.get(path);
  if (shared !== undefined) return shared;
  const value = memberByName(m, api, { name, naming: 0 });
  const isPlain = value instanceof Api && value.draft === undefined && !value.path.includes("#");
  if (isPlain && !memberReads.has(value.path)) m.platform.set(path, value);
  return value;
}

/** Whether members of it are the same whenever they are asked for. */
function isShared(api: Api, level: NamingLevel): boolean {
  return (
    level === 0 &&
    api.draft === undefined &&
    api.taint === 0 &&
    api.owner === undefined &&
    api.path !== "module"
  );
}

function memberOfUnknownName(m: Machine, api: Api, naming: NamingLevel): Value {
  m.unknowns++;
  if (api.path === "globalThis" || isModulePath(api.path))
    return new Api(`${api.path}.?`, higher(naming, api.naming), api.taint, api.draft);
  return new Opaque(taintOf(api));
}

/** The same value, named in a less plain way. */
function named(value: Value, naming: NamingLevel): Value {
  if (!(value instanceof Api) || naming <= value.naming) return value;
  return new Api(value.path, naming, value.taint, value.draft);
}

function specialMember(m: Machine, api: Api, name: string): Value {
  switch (name) {
    case "prototype":
      return new Api(`${api.path}#`, api.naming, api.taint);
    case "constructor":
      if (api.path === "module") return new Api("Module");
      return new Api(api.path.endsWith("#") ? api.path.slice(0, -1) : "Function", higher(1, api.naming));
    case "default":
      return isModulePath(api.path) ? api : undefined;
    case "__esModule":
      return unknown;
    case "__proto__":
      return api;
    default:
      return memberOfModule(m, api, name);
  }
}

function memberOfModule(m: Machine, api: Api, name: string): Value {
  if (api.path !== "module" && api.path !== "process.mainModule") return undefined;
  if (name === "exports") return m.module.exported;
  if (name === "require") return new Api("require", higher(1, api.naming));
  if (name === "filename" || name === "id") return new Opaque(0, "${__filename}", 0, "__filename");
  if (name === "path") return new Opaque(0, "${__dirname}", 0, "__dirname");
  return name === "_load" || name === "createRequire" ? new Api(`Module.${name}`) : undefined;
}

/** Members of members of members: each path holds those before it, so without a bound they grow by the square. */
const maxPathLength = 1_000;

function ordinaryMember(
  m: Machine,
  api: Api,
  { name, naming }: { readonly name: string; readonly naming: NamingLevel },
): Value {
  if (api.path.length + name.length > maxPathLength) return new Opaque(api.taint);
  const path = canonicalPath(`${api.path}.${name}`);
  const own = m.globals.get(path);
  if (own !== undefined) return own;
  const fixed = fixedMembers(path);
  if (fixed !== undefined) return fixed;
  const read = memberReads.get(path);
  if (read !== undefined) {
    if (read.does !== undefined) m.note({ kind: read.does, api: path, naming });
    return read.becomes === undefined
      ? new Opaque(read.gives === undefined ? 0 : bits[read.gives], read.text, 0, aboutApis.get(path))
      : new Api(read.becomes, naming, read.gives === undefined ? 0 : bits[read.gives]);
  }
  const about = aboutApis.get(path);
  if (about !== undefined) return new Opaque(api.taint, `\${${path}}`, 0, about);
  return new Api(path, naming, api.taint, api.path.includes("#") ? (api.owner ?? api) : api.draft);
}

function fixedMembers(path: string): Value {
  switch (path) {
    case "process.argv":
      return new List(
        [new Opaque(0, "${execPath}"), new Opaque(0, "${__filename}", 0, "process.argv[1]")],
        new Opaque(0, undefined, 0, "process.argv"),
      );
    case "process.execPath":
    case "process.argv0":
      return new Opaque(0, "${execPath}");
    case "import.meta.url":
      return new Opaque(0, "file://${__filename}", 0, "__filename");
    case "import.meta.filename":
      return new Opaque(0, "${__filename}", 0, "__filename");
    case "import.meta.dirname":
      return new Opaque(0, "${__dirname}", 0, "__dirname");
    case "path.sep":
      return "/";
    case "os.EOL":
      return "\n";
    default:
      return undefined;
  }
}

/** A value of another file of the package. */
function importedMember(m: Machine, api: Api, name: string): Value {
  const specifier = api.path.slice("import:".length);
  if (specifier.includes("#")) return new Opaque(api.taint);
  const entry = importEntry(m, specifier, name);
  return new Api(`${api.path}#${name}`, api.naming, entry === undefined ? 0 : importBit(entry));
}

interface MemberWrite {
  readonly name: string | undefined;
  readonly value: Value;
}

/** Gives a member of something of the platform a value. */
export function writeApiMember(m: Machine, api: Api, { name, value }: MemberWrite): void {
  if (api.path === "module" && name === "exports") {
    m.module.exported = value;
    return;
  }
  if (name === undefined) return;
  if (api.path === "process.env") {
    writeEnvironment(m, name, value);
    return;
  }
  const path = api.path === "globalThis" ? name : canonicalPath(`${api.path}.${name}`);
  noteReplacement(m, path, { value, naming: api.naming });
  const write = memberWrites.get(path);
  if (write !== undefined) noteTarget(m, { api: path, kind: write, target: value, draft: api.draft });
  if (api.draft !== undefined) api.draft.taint |= taintOf(value);
  if (isListener(path) && value instanceof Func) m.call(value, [new Opaque(listenerTaint(path))], api);
  if (!path.includes("#")) m.globals.set(path, value);
}

function isListener(path: string): boolean {
  return /(?:^|\.|#\.)on[a-z]+$/.test(path);
}

function listenerTaint(path: string): number {
  if (/onkey|onpaste|oninput/.test(path)) return bits["key-log"];
  return path.includes("#") ? bits.network : 0;
}

function writeEnvironment(m: Machine, name: string, value: Value): void {
  if (name !== "NODE_TLS_REJECT_UNAUTHORIZED") return;
  m.isUnverified = true;
  const api = "process.env.NODE_TLS_REJECT_UNAUTHORIZED";
  m.note({ kind: "silence", api, argument: renderText(value), options: ["tls-unverified"] });
}

/** Records that a function which others call is given another value. */
export function noteReplacement(
  m: Machine,
  path: string,
  { value, naming }: { readonly value: Value; readonly naming: NamingLevel },
): void {
  if (path.startsWith("console.") && isEmptyFunction(value)) m.note({ kind: "silence", api: path, naming });
  if (!replacementTargets.has(path) || !isReplacement(value)) return;
  m.note({
    kind: path.startsWith("ethereum") || path.startsWith("solana") ? "wallet" : "replace-global",
    api: path,
    naming,
  });
}

function isReplacement(value: Value): boolean {
  if (value instanceof Union) return value.options.some(isReplacement);
  return (
    value instanceof Func ||
    value instanceof Native ||
    value instanceof Dict ||
    (value instanceof Api && value.path === "Proxy#")
  );
}

function isEmptyFunction(value: Value): boolean {
  return (
    value instanceof Func && value.node.body.type === "BlockStatement" && value.node.body.body.length === 0
  );
}

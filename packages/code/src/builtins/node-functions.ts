import { joinPath, tidyPath } from "../effects/paths.ts";
import type { Machine } from "../engine/machine.ts";
import { bits, higher, namingOf, taintOf, taintOfAll } from "../engine/taint.ts";
import { folded, isKnown, knownText, renderText } from "../engine/texts.ts";
import { Api, Dict, Opaque, Union, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import type { ApiFunction } from "./api-function.ts";
import { bytesOf } from "./codec-functions.ts";
import { makeDecipher } from "./decipher.ts";

function joined(args: readonly Value[], isResolved: boolean): Value {
  const wide = args.findIndex((arg) => arg instanceof Union);
  const chosen = args[wide];
  if (chosen instanceof Union) {
    return new Union(chosen.options.slice(0, 6).map((option) => joined(args.with(wide, option), isResolved)));
  }
  let naming: NamingLevel = args.length > 1 ? 1 : 0;
  for (const arg of args) naming = higher(naming, namingOf(arg));
  const parts = args.map(renderText);
  const from = isResolved ? parts.findLastIndex(isRooted) : 0;
  const text = joinPath(parts.slice(Math.max(0, from)));
  return pathValue(text, args, naming);
}

function isRooted(part: string): boolean {
  return part.startsWith("/") || part.startsWith("~") || part.startsWith("${") || /^[a-z]:[\\/]/i.test(part);
}

function pathValue(text: string, args: readonly Value[], naming: NamingLevel): Value {
  return args.every(isKnown) ? folded(text, naming) : new Opaque(taintOfAll(args), text, naming);
}

function directory(_: Machine, [path]: readonly Value[]): Value {
  const text = tidyPath(renderText(path));
  if (text === "${__filename}") return new Opaque(0, "${__dirname}", 0, "__dirname");
  const at = text.lastIndexOf("/");
  return pathValue(
    at > 0 ? text.slice(0, at) : text === "${__dirname}" ? "${__dirname}/.." : ".",
    [path],
    namingOf(path),
  );
}

function lastStep(_: Machine, [path, extension]: readonly Value[]): Value {
  const text = renderText(path);
  const step = text.slice(Math.max(text.lastIndexOf("/"), text.lastIndexOf("\\")) + 1);
  const suffix = knownText(extension) ?? "";
  const base = suffix !== "" && step.endsWith(suffix) ? step.slice(0, -suffix.length) : step;
  return base.includes("${")
    ? new Opaque(taintOf(path), base === "${__filename}" ? undefined : base, 0, "__filename")
    : pathValue(base, [path], namingOf(path));
}

function machineFact(about: string, kind: "host-facts" | undefined): ApiFunction {
  return (m) => {
    if (kind !== undefined) m.note({ kind, api: about });
    return new Opaque(kind === undefined ? 0 : bits["host-facts"], undefined, 0, about);
  };
}

function place(text: string, about: string): ApiFunction {
  return () => new Opaque(0, text, 0, about);
}

function pathOfUrl(_: Machine, [value]: readonly Value[]): Value {
  const text = tidyPath(renderText(value));
  if (value instanceof Opaque) return new Opaque(value.taint, text, value.naming, value.about);
  return isKnown(value) ? folded(text, namingOf(value)) : unknown;
}

function query(m: Machine, [value]: readonly Value[]): Value {
  if (value instanceof Api && value.path === "process.env") m.noteEnvironment();
  return new Opaque(taintOf(value));
}

function format(_: Machine, args: readonly Value[]): Value {
  const text = knownText(args[0]);
  if (text === undefined || !args.every(isKnown)) return new Opaque(taintOfAll(args));
  let at = 0;
  return folded(
    text.replaceAll(/%[sdij]/g, () => renderText(args[++at])),
    1,
  );
}

function dateText(): Value {
  return new Opaque(0, undefined, 0, "Date");
}

/** Node's paths, places, facts of the machine. */
export const nodeFunctions: Readonly<Record<string, ApiFunction>> = {
  "path.join": (_, args) => joined(args, false),
  "path.resolve": (_, args) => joined(args, true),
  "path.normalize": (_, args) => joined(args, false),
  "path.dirname": directory,
  "path.basename": lastStep,
  "path.extname": (_, [path]) => {
    const dot = renderText(path).lastIndexOf(".");
    return isKnown(path) && dot >= 0 ? folded(renderText(path).slice(dot), 1) : unknown;
  },
  "os.homedir": place("~", "os.homedir"),
  "os.tmpdir": place("${tmpdir}", "os.tmpdir"),
  "process.cwd": (m) => {
    m.note({ kind: "host-facts", api: "process.cwd" });
    return new Opaque(bits["host-facts"], "${cwd}", 0, "process.cwd");
  },
  "os.platform": machineFact("os.platform", undefined),
  "os.arch": machineFact("os.arch", undefined),
  "os.type": machineFact("os.type", undefined),
  "os.release": machineFact("os.release", undefined),
  "os.hostname": machineFact("os.hostname", "host-facts"),
  "os.userInfo": machineFact("os.userInfo", "host-facts"),
  "os.networkInterfaces": machineFact("os.networkInterfaces", "host-facts"),
  "Intl.DateTimeFormat": machineFact("Intl.DateTimeFormat", undefined),
  "Date.now": dateText,
  Date: dateText,
  "url.fileURLToPath": pathOfUrl,
  "url.pathToFileURL": pathOfUrl,
  "url.parse": (_, [value]) =>
    value instanceof Opaque ? value : new Dict(new Map([["href", value ?? unknown]]), unknown),
  "url.format": (_, [value]) => value ?? unknown,
  "querystring.stringify": query,
  "v8.serialize": query,
  "util.format": format,
  "crypto.createDecipheriv": (m, args) => makeDecipher(m, args),
  "crypto.createDecipher": () => new Api("crypto.Decipher#"),
  "CryptoJS.enc.Utf8": (_, [value]) => value,
  "fs.exists": (m, [path, callback]) => {
    const about = new Opaque(0, undefined, namingOf(path), `exists ${renderText(path).slice(0, 120)}`);
    if (callback !== undefined) m.call(callback, [about], undefined);
    return about;
  },
  "Buffer.isBuffer": () => unknown,
  "lz-string.decompressFromBase64": (_, [value]) =>
    bytesOf(value) === undefined ? unknown : new Opaque(bits.decoded),
  "process.hrtime": dateText,
  "performance.now": dateText,
};

import { Buffer } from "node:buffer";
import { brotliDecompressSync, gunzipSync, inflateRawSync, inflateSync } from "node:zlib";

import type { Machine } from "../engine/machine.ts";
import { higher, namingOf, taintOf } from "../engine/taint.ts";
import { folded, isKnown, keyText, knownText, primitiveOf, renderText } from "../engine/texts.ts";
import { Bytes, Dict, List, Opaque, unknown } from "../engine/values.ts";
import type { NamingLevel, Value } from "../engine/values.ts";
import type { ApiFunction } from "./api-function.ts";
import { encodingOf } from "./bytes-methods.ts";
import { exactArguments } from "./exact.ts";
import { importJson } from "./json.ts";

function numbersOf(value: Value): readonly number[] | undefined {
  if (value instanceof Bytes) return [...value.data];
  if (!(value instanceof List) || value.rest !== undefined) return undefined;
  const numbers: number[] = [];
  for (const item of value.items) {
    if (!isKnown(item)) return undefined;
    numbers.push(Number(primitiveOf(item)));
  }
  return numbers;
}

/** `fromCharCode` and `fromCodePoint`, where it matters not which. */
function fromCodes(args: readonly Value[], make: (codes: readonly number[]) => string): Value {
  const codes = numbersOf(new List([...args]));
  if (codes === undefined) return unknown;
  let text = "";
  for (let at = 0; at < codes.length; at += 8_000) text += make(codes.slice(at, at + 8_000));
  return folded(text, 2);
}

function decodeText(args: readonly Value[], decode: (text: string) => string): Value {
  const text = keyText(args[0]);
  if (text === undefined) return unknown;
  try {
    const decoded = decode(text);
    return folded(decoded, decoded === text ? namingOf(args[0]) : 2);
  } catch {
    // A text that the platform refuses to decode gives an exception there, and nothing known here.
    return unknown;
  }
}

function encodeText(args: readonly Value[], encode: (text: string) => string): Value {
  const text = keyText(args[0]);
  return text === undefined ? unknown : folded(encode(text), 1);
}

/** The platform refuses to encode halves of characters. */
function wellFormed(text: string): string {
  return Buffer.from(text, "utf8").toString("utf8");
}

/** `escape` and `unescape` of the language. */
function unescapeText(text: string): string {
  return text.replaceAll(
    /%u([\da-f]{4})|%([\da-f]{2})/gi,
    (_, wide: string | undefined, narrow: string | undefined) =>
      String.fromCharCode(Number.parseInt(wide ?? narrow ?? "0", 16)),
  );
}

function escapeText(text: string): string {
  return text.replaceAll(/[^\w@*+./-]/g, (character) => {
    const code = character.charCodeAt(0);
    return code < 256
      ? `%${code.toString(16).toUpperCase().padStart(2, "0")}`
      : `%u${code.toString(16).toUpperCase().padStart(4, "0")}`;
  });
}

/** The bytes that a value stands for. */
export function bytesOf(value: Value, encoding?: Value): Bytes | undefined {
  if (value instanceof Bytes) return value;
  const text = knownText(value);
  if (text !== undefined) {
    const name = encodingOf(encoding);
    if (name === undefined) return undefined;
    const isPlain = name === "utf8" || name === "utf-8";
    const naming: NamingLevel = isPlain ? namingOf(value) : 2;
    return new Bytes(Buffer.from(text, name), naming);
  }
  const numbers = numbersOf(value);
  return numbers === undefined ? undefined : new Bytes(Uint8Array.from(numbers), 2);
}

function concatBytes(args: readonly Value[]): Value {
  const [list] = args;
  if (!(list instanceof List) || list.rest !== undefined) return unknown;
  const parts: Uint8Array[] = [];
  let naming: NamingLevel = 0;
  for (const item of list.items) {
    if (!(item instanceof Bytes)) return unknown;
    parts.push(item.data);
    naming = higher(naming, item.naming);
  }
  return new Bytes(Buffer.concat(parts), naming);
}

type Inflate = (data: Uint8Array, options: { readonly maxOutputLength: number }) => Uint8Array;

function decompress(inflate: Inflate): ApiFunction {
  return (m, args) => {
    const bytes = bytesOf(args[0]);
    if (bytes === undefined) return unknown;
    try {
      const data = inflate(bytes.data, { maxOutputLength: m.limits.maxDecodedBytes });
      const value = new Bytes(data, 2);
      const callback = args.at(-1);
      if (args.length > 1) m.call(callback, [null, value], undefined);
      return value;
    } catch {
      // Not data of that format, or more than the bound: nothing is known of it.
      return unknown;
    }
  };
}

function allocate(m: Machine, args: readonly Value[]): Value {
  const [size] = args;
  if (typeof size !== "number" || size < 0 || size > m.limits.maxDecodedBytes) return unknown;
  return new Bytes(new Uint8Array(Math.trunc(size)), 0);
}

function opaqueText(args: readonly Value[]): Value {
  const [value] = args;
  return value instanceof Opaque ? new Opaque(value.taint, undefined, value.naming, value.about) : unknown;
}

function stringifyJson(m: Machine, args: readonly Value[]): Value {
  const [value] = args;
  const exact = exactJson(value, 6);
  if (exact !== undefined) return folded(exact, 1);
  noteIfEnvironment(m, value);
  return new Opaque(taintOf(value), renderJson(value, 3).slice(0, 2_000));
}

function noteIfEnvironment(m: Machine, value: Value): void {
  const parts = value instanceof Dict ? [...value.members.values(), value.rest] : [value];
  if (parts.some((part) => renderText(part) === "${process.env}")) m.noteEnvironment();
}

function exactJson(value: Value, depth: number): string | undefined {
  if (isKnown(value)) {
    const primitive = primitiveOf(value);
    return typeof primitive === "bigint" || primitive === undefined ? undefined : JSON.stringify(primitive);
  }
  if (depth === 0) return undefined;
  if (value instanceof List) return exactJsonList(value, depth);
  return value instanceof Dict ? exactJsonMembers(value, depth) : undefined;
}

function exactJsonList(value: List, depth: number): string | undefined {
  if (value.rest !== undefined || value.items.length > 5_000) return undefined;
  const parts = value.items.map((item) => exactJson(item, depth - 1));
  return parts.includes(undefined) ? undefined : `[${parts.join(",")}]`;
}

function exactJsonMembers(value: Dict, depth: number): string | undefined {
  if (value.rest !== undefined || value.proto !== undefined) return undefined;
  const parts: string[] = [];
  for (const [key, member] of value.members) {
    const text = exactJson(member, depth - 1);
    if (text === undefined) return undefined;
    parts.push(`${JSON.stringify(key)}:${text}`);
  }
  return `{${parts.join(",")}}`;
}

function renderJson(value: Value, depth: number): string {
  if (value instanceof Dict && depth > 0) {
    return `{${[...value.members]
      .slice(0, 40)
      .map(([key, member]) => `"${key}":${renderJson(member, depth - 1)}`)
      .join(",")}}`;
  }
  return isKnown(value) ? JSON.stringify(String(primitiveOf(value))) : renderText(value);
}

function numberOf(args: readonly Value[], make: (args: readonly unknown[]) => number): Value {
  const exact = exactArguments(args);
  return exact === undefined ? opaqueText(args) : make(exact);
}

/** Codecs, numbers and texts. */
export const codecFunctions: Readonly<Record<string, ApiFunction>> = {
  "String.fromCharCode": (_, args) => fromCodes(args, (codes) => String.fromCharCode(...codes)),
  "String.fromCodePoint": (_, args) =>
    fromCodes(args, (codes) =>
      codes.every((code) => code >= 0 && code <= 0x10_ff_ff && Number.isInteger(code))
        ? String.fromCodePoint(...codes)
        : "",
    ),
  "String.raw": (_, args) => {
    const [strings, ...values] = args;
    const raw = strings instanceof Dict ? strings.members.get("raw") : strings;
    if (!(raw instanceof List)) return unknown;
    const parts = raw.items.flatMap((item, at) => (at < values.length ? [item, values[at]] : [item]));
    const known = parts.map((part) => (isKnown(part) ? String(primitiveOf(part)) : undefined));
    return known.includes(undefined) ? unknown : folded(known.join(""), 1);
  },
  String: (_, args) => {
    const text = args.length === 0 ? "" : keyText(args[0]);
    return text === undefined ? (args[0] ?? unknown) : folded(text, namingOf(args[0]));
  },
  Number: (_, args) => numberOf(args, ([value]) => Number(value)),
  parseInt: (_, args) =>
    numberOf(args, ([value, radix]) =>
      Number.parseInt(String(value), radix === undefined ? undefined : Number(radix)),
    ),
  parseFloat: (_, args) => numberOf(args, ([value]) => Number.parseFloat(String(value))),
  "Number.parseInt": (_, args) =>
    numberOf(args, ([value, radix]) =>
      Number.parseInt(String(value), radix === undefined ? undefined : Number(radix)),
    ),
  "Number.parseFloat": (_, args) => numberOf(args, ([value]) => Number.parseFloat(String(value))),
  isNaN: (_, [value]) => (isKnown(value) ? Number.isNaN(Number(primitiveOf(value))) : unknown),
  Boolean: (_, [value]) => (isKnown(value) ? Boolean(primitiveOf(value)) : unknown),
  BigInt: (_, [value]) =>
    typeof value === "number" && Number.isSafeInteger(value) ? BigInt(value) : unknown,
  atob: (_, args) => decodeText(args, (text) => Buffer.from(text, "base64").toString("latin1")),
  btoa: (_, args) => encodeText(args, (text) => Buffer.from(text, "latin1").toString("base64")),
  escape: (_, args) => encodeText(args, escapeText),
  unescape: (_, args) => decodeText(args, unescapeText),
  decodeURIComponent: (_, args) => decodeText(args, decodeURIComponent),
  decodeURI: (_, args) => decodeText(args, decodeURI),
  encodeURIComponent: (_, args) => encodeText(args, (text) => encodeURIComponent(wellFormed(text))),
  encodeURI: (_, args) => encodeText(args, (text) => encodeURI(wellFormed(text))),
  "JSON.parse": (m, args) => {
    const text = knownText(args[0]);
    return text === undefined ? unknown : importJson(text, namingOf(args[0]), m.uncertain);
  },
  "JSON.stringify": stringifyJson,
  "Buffer.from": (_, [value, encoding]) => bytesOf(value, encoding) ?? unknown,
  Buffer: (_, [value, encoding]) => bytesOf(value, encoding) ?? unknown,
  "Buffer.concat": (_, args) => concatBytes(args),
  "Buffer.alloc": allocate,
  "Buffer.allocUnsafe": allocate,
  "Buffer.byteLength": (_, [value]) => bytesOf(value)?.data.length ?? unknown,
  "Uint8Array.from": (m, [value, map]) => {
    const source = map === undefined ? value : m.callMethod(value, { name: "map", args: [map] });
    const text = knownText(source);
    return text === undefined ? (bytesOf(source) ?? unknown) : new Bytes(Uint8Array.from(text, Number), 1);
  },
  "Uint8Array.of": (_, args) => bytesOf(new List([...args])) ?? unknown,
  "TextDecoder#.decode": (_, [value]) => {
    const bytes = bytesOf(value);
    return bytes === undefined ? unknown : folded(Buffer.from(bytes.data).toString("utf8"), 2);
  },
  "TextEncoder#.encode": (_, [value]) => bytesOf(value) ?? unknown,
  "zlib.inflate": decompress(inflateSync),
  "zlib.inflateRaw": decompress(inflateRawSync),
  "zlib.gunzip": decompress(gunzipSync),
  "zlib.unzip": decompress((data, options) =>
    data[0] === 0x1f ? gunzipSync(data, options) : inflateSync(data, options),
  ),
  "zlib.brotliDecompress": decompress(brotliDecompressSync),
  "pako.inflate": decompress(inflateSync),
  "pako.ungzip": decompress(gunzipSync),
};

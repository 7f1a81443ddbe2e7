import { Buffer } from "node:buffer";

import type { Machine } from "../engine/machine.ts";
import { higher, namingOf } from "../engine/taint.ts";
import { folded, isKnown, knownText, primitiveOf } from "../engine/texts.ts";
import { Bytes, List, unknown } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { tableOf } from "../tables.ts";
import { takenArguments } from "./taken-arguments.ts";

type BytesMethod = (m: Machine, bytes: Bytes, args: readonly Value[]) => Value;

function numberAt(args: readonly Value[], at: number): number | undefined {
  const value = args[at];
  return isKnown(value) && value !== undefined ? Number(primitiveOf(value)) : undefined;
}

const encodings: ReadonlySet<string> = new Set([
  "utf8",
  "utf-8",
  "hex",
  "base64",
  "base64url",
  "ascii",
  "latin1",
  "binary",
  "utf16le",
  "ucs2",
]);

/** The encoding of that name; `undefined` for one that Node does not know. */
export function encodingOf(value: Value): BufferEncoding | undefined {
  const name = value === undefined ? "utf8" : knownText(value)?.toLowerCase();
  return name !== undefined && encodings.has(name) ? (name as BufferEncoding) : undefined; // The set holds nothing else.
}

function slice(_: Machine, bytes: Bytes, args: readonly Value[]): Value {
  return new Bytes(bytes.data.slice(numberAt(args, 0) ?? 0, numberAt(args, 1)), bytes.naming);
}

/** The methods of buffers and byte arrays that are known exactly. */
export const bytesMethods: ReadonlyMap<string, BytesMethod> = tableOf<BytesMethod>({
  toString: (_: Machine, bytes: Bytes, [encoding, from, to]: readonly Value[]) => {
    const name = encodingOf(encoding);
    if (name === undefined) return unknown;
    const part = Buffer.from(bytes.data).subarray(
      typeof from === "number" ? from : 0,
      typeof to === "number" ? to : undefined,
    );
    return folded(part.toString(name), higher(2, bytes.naming));
  },
  slice,
  subarray: slice,
  reverse: (_, bytes) => {
    bytes.data.reverse();
    return bytes;
  },
  readUInt8: (_, bytes, args) => bytes.data[numberAt(args, 0) ?? 0],
  at: (_, bytes, args) => bytes.data.at(numberAt(args, 0) ?? 0),
  map: (m, bytes, [callback]) => {
    if (bytes.data.length > 400_000) return unknown;
    const mapped = new Uint8Array(bytes.data.length);
    for (let at = 0; at < mapped.length; at++) {
      const value = m.call(callback, takenArguments(callback, [bytes.data[at], at, bytes]), undefined);
      if (typeof value !== "number" || m.steps <= 0) return unknown;
      mapped[at] = value;
    }
    return new Bytes(mapped, 2);
  },
  reduce: (m, bytes, args) => {
    if (bytes.data.length > 400_000) return unknown;
    let value: Value = args[1];
    for (const byte of bytes.data) {
      value = m.call(args[0], [value, byte], undefined);
      if (m.steps <= 0) return unknown;
    }
    return value;
  },
  forEach: (m, bytes, [callback]) => {
    for (const [at, byte] of bytes.data.entries()) {
      if (m.steps <= 0) break;
      m.call(callback, [byte, at], undefined);
    }
    return unknown;
  },
  values: (_, bytes) => new List([...bytes.data.subarray(0, 200_000)]),
  fill: (_, bytes, [value]) => {
    if (typeof value === "number") bytes.data.fill(value);
    return bytes;
  },
  copy: () => unknown,
  set: (_, bytes, [source, offset]) => {
    const from = typeof offset === "number" ? offset : 0;
    if (source instanceof Bytes && from + source.data.length <= bytes.data.length)
      bytes.data.set(source.data, from);
    return unknown;
  },
  join: (_, bytes, [separator]) =>
    folded(bytes.data.join(knownText(separator) ?? ","), higher(1, namingOf(bytes))),
});

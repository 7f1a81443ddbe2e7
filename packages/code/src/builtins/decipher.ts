import { Buffer } from "node:buffer";
import { createDecipheriv } from "node:crypto";

import type { Machine } from "../engine/machine.ts";
import { bits, taintOf, taintOfAll } from "../engine/taint.ts";
import { folded, knownText } from "../engine/texts.ts";
import { Bytes, Dict, Native, Opaque, unknown } from "../engine/values.ts";
import type { Value } from "../engine/values.ts";
import { encodingOf } from "./bytes-methods.ts";
import { bytesOf } from "./codec-functions.ts";

const algorithms =
  /^(?:aes-(?:128|192|256)-(?:cbc|ctr|ecb|gcm|cfb|ofb)|chacha20-poly1305|des-ede3-cbc|rc4)$/i;

/** A decipher whose key and data are in the source gives its text; otherwise what comes out is decoded all the same. */
export function makeDecipher(m: Machine, [name, key, vector]: readonly Value[]): Value {
  m.note({ kind: "decrypt", api: "crypto.createDecipheriv", argument: knownText(name) });
  const algorithm = knownText(name);
  const keyBytes = bytesOf(key);
  const vectorBytes = vector === null ? null : bytesOf(vector)?.data;
  const chunks: Uint8Array[] = [];
  let taint = 0;
  let isKnownData =
    algorithm !== undefined &&
    algorithms.test(algorithm) &&
    keyBytes !== undefined &&
    vectorBytes !== undefined;
  let tag: Uint8Array | undefined;

  function update(args: readonly Value[]): Value {
    const bytes = bytesOf(args[0], args[1]);
    if (bytes === undefined) {
      isKnownData = false;
      taint |= taintOf(args[0]);
      return new Opaque(bits.decoded | taintOfAll(args));
    }
    chunks.push(bytes.data);
    return isKnownData ? "" : new Opaque(bits.decoded);
  }

  function final(args: readonly Value[]): Value {
    if (!isKnownData || algorithm === undefined || keyBytes === undefined)
      return new Opaque(bits.decoded | taint);
    try {
      const decipher = createDecipheriv(algorithm, keyBytes.data, vectorBytes ?? null);
      if (tag !== undefined && "setAuthTag" in decipher)
        (decipher as { setAuthTag: (tag: Uint8Array) => void }).setAuthTag(tag); // Only some ciphers have tags.
      const data = Buffer.concat([
        decipher.update(Buffer.concat(chunks)),
        tag === undefined && algorithm.endsWith("gcm") ? Buffer.alloc(0) : decipher.final(),
      ]);
      const encoding = encodingOf(args[0]);
      return args[0] === undefined || encoding === undefined
        ? new Bytes(data, 2)
        : folded(data.toString(encoding), 2);
    } catch {
      // The key does not fit the data: nothing is known of the text.
      return new Opaque(bits.decoded);
    }
  }

  return new Dict(
    new Map<string, Value>([
      ["update", new Native(update)],
      ["final", new Native(final)],
      ["setAutoPadding", new Native(() => unknown)],
      [
        "setAuthTag",
        new Native(([value]) => {
          tag = bytesOf(value)?.data;
          return unknown;
        }),
      ],
    ]),
    unknown,
  );
}

import { gunzipSync, inflateSync } from "node:zlib";

import { WordFinder } from "./word-finder.ts";

const valueMinCharacters = 8;
const unpackedMaxBytes = 2_000_000;
const encodedMaxCharacters = 200_000;
/** Source: RFC 1952 2.3.1, RFC 1950 2.2. */
const gzipMark = [0x1f, 0x8b] as const;
const methodBits = 0x0f;
const deflateMethod = 8;
const headerCheck = 31;

/** Finds honey values in what code passes on, also encoded as thieves encode them. */
export class HoneySeeker {
  readonly #names: readonly string[];
  readonly #forms: WordFinder<string>;

  constructor(honey: ReadonlyMap<string, string>) {
    this.#names = [...honey.keys()];
    this.#forms = new WordFinder(
      [...honey]
        .filter(([, value]) => value.length >= valueMinCharacters)
        .flatMap(([name, value]) => formsOf(value).map((form) => [form, name] as const)),
    );
  }

  /** The names of the values that are in a text or in bytes, each once, in the order of the world. */
  find(content: string | Uint8Array): readonly string[] {
    const texts = typeof content === "string" ? [content] : readingsOf(content);
    const found = new Set<string>();
    for (const text of texts) {
      this.#forms.find(text, found);
      for (const inner of innerTexts(text)) this.#forms.find(inner, found);
    }
    return found.size === 0 ? [] : this.#names.filter((name) => found.has(name));
  }
}

function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const backwards = value.split("").toReversed().join("");
  const json = JSON.stringify(value).slice(1, -1);
  return [
    value,
    json,
    encodeURIComponent(value),
    backwards,
    bytes.toString("hex"),
    bytes.toString("hex").toUpperCase(),
    ...base64Forms(value),
    ...base64Forms(backwards),
    ...base64Forms(bytes.toString("base64")),
    ...base64Forms(bytes.toString("hex")),
  ].filter((form, index, all) => all.indexOf(form) === index);
}

/** What of a value's base64 does not depend on what stands around it, for each of the three ways it can begin. */
function base64Forms(value: string): readonly string[] {
  return [0, 1, 2].flatMap((shift) => {
    const encoded = Buffer.from("\0".repeat(shift) + value).toString("base64");
    const core = encoded.slice(shift === 0 ? 0 : 4, Math.floor((shift + value.length) / 3) * 4);
    return [core, core.replaceAll("+", "-").replaceAll("/", "_")];
  });
}

function readingsOf(bytes: Uint8Array): readonly string[] {
  const plain = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const unpack = unpackerOf(plain);
  return [plain.toString("latin1"), ...(unpack === undefined ? [] : unpacked(plain, unpack))];
}

/** By the first two bytes, without which either gives up: an error of it costs more than all else that is done with a word. */
function unpackerOf(bytes: Uint8Array): typeof gunzipSync | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  if (first === gzipMark[0] && second === gzipMark[1]) return gunzipSync;
  const isZlib = (first & methodBits) === deflateMethod && (first * 256 + second) % headerCheck === 0;
  return isZlib ? inflateSync : undefined;
}

function unpacked(bytes: Uint8Array, unpack: typeof gunzipSync): readonly string[] {
  try {
    return [unpack(bytes, { maxOutputLength: unpackedMaxBytes }).toString("latin1")];
  } catch (error) {
    // It is not packed in this way, or to something too large.
    if (error instanceof Error) return [];
    throw error;
  }
}

/** Texts that are whole encodings of others. */
function innerTexts(text: string): readonly string[] {
  if (text.length > encodedMaxCharacters) return [];
  const inner: string[] = [];
  for (const [word] of text.matchAll(/[A-Za-z0-9+/_-]{24,}={0,2}/g)) {
    const decoded = Buffer.from(word, "base64");
    inner.push(...readingsOf(decoded));
  }
  return inner.slice(0, 100);
}

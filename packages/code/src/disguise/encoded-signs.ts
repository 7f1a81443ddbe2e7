import { brotliDecompressSync, gunzipSync, inflateSync } from "node:zlib";

import type { Sign, SignFinder } from "./sign.ts";

const decodedMaxBytes = 2_000_000;
const signMaxCount = 10;
const nearCharacters = 600;

/** Constants that a decoder is called with, or that are kept for one, and what they decode to. */
function findEncodedBlobs(text: string): readonly Sign[] {
  const signs: Sign[] = [];
  for (const match of text.matchAll(/["'`]([\w+/=-]{160,})["'`]/g)) {
    if (signs.length >= signMaxCount) break;
    if (!blobPlace.test(text.slice(Math.max(0, match.index - 60), match.index))) continue;
    const [, blob = ""] = match;
    const what = describeBlob(blob);
    if (what !== undefined)
      signs.push({ kind: "encoded-blob", detail: what, amount: blob.length, offset: match.index });
  }
  return signs;
}

const blobPlace =
  /(?:\batob|Buffer\.from|\bunescape|(?:decode|decrypt|inflate|unzip|gunzip|decompress)[\w$]{0,30})\s*\(\s*$|=\s*$/;

/** What a blob decodes to; `undefined` when that says nothing, such as for keys and hashes. */
function describeBlob(blob: string): string | undefined {
  const isHex = /^(?:[\da-f]{2})+$/i.test(blob);
  const part = blob.slice(0, (decodedMaxBytes * 4) / 3);
  const bytes = Buffer.from(part, isHex ? "hex" : "base64");
  const what = describeBytes(bytes);
  return what === undefined ? undefined : `${isHex ? "hexadecimal" : "base64"} of ${what}`;
}

function describeBytes(bytes: Buffer): string | undefined {
  for (const [magic, name] of magics)
    if (bytes.subarray(0, 8).toString("latin1").startsWith(magic)) return name;
  const unpacked = tryUnpack(bytes);
  if (unpacked !== undefined) return `compressed ${describeText(unpacked.toString("utf8")) ?? "data"}`;
  return describeText(bytes.toString("utf8"));
}

const magics: readonly (readonly [string, string])[] = [
  ["\0asm", "WebAssembly"],
  ["\u007FELF", "an ELF program"],
  ["MZ", "a Windows program"],
  ["\u00CF\u00FA\u00ED\u00FE", "a macOS program"],
  ["\u0089PNG", "an image"],
  ["\u00FF\u00D8\u00FF", "an image"],
  ["GIF8", "an image"],
  ["wOF", "a font"],
  ["PK\u0003\u0004", "a zip archive"],
];

function tryUnpack(bytes: Buffer): Buffer | undefined {
  const unpack =
    bytes[0] === 0x1f && bytes[1] === 0x8b ? gunzipSync : bytes[0] === 0x78 ? inflateSync : undefined;
  const tries = unpack === undefined ? [] : [unpack];
  for (const one of [
    ...tries,
    ...(tries.length === 0 && bytes.length < 200_000 ? [brotliDecompressSync] : []),
  ]) {
    try {
      return one(bytes, { maxOutputLength: decodedMaxBytes });
    } catch {
      // That it is not compressed in this way is what was asked.
      continue;
    }
  }
  return undefined;
}

const forms: readonly (readonly [RegExp, string])[] = [
  [/\b(?:require\s*\(|import\s|function\b|=>|const\s|var\s|let\s|eval\(|module\.exports)/, "JavaScript"],
  [/^#!|\b(?:curl|wget|bash|powershell|Invoke-|chmod|nohup)\b/, "a script"],
  [/^\s*[[{]/, "JSON"],
  [/^\s*</, "markup"],
];

/** What a text is; `undefined` when it is none. */
function describeText(text: string): string | undefined {
  const part = text.slice(0, 20_000);
  let odd = 0;
  for (let at = 0; at < part.length; at += 1) if (isOdd(part.charCodeAt(at))) odd += 1;
  if (part.length < 40 || odd * 50 > part.length) return undefined;
  return forms.find(([form]) => form.test(part))?.[1] ?? "text";
}

function isOdd(code: number): boolean {
  return code === 0xff_fd || (code < 32 && code !== 9 && code !== 10 && code !== 13);
}

/** Lists of numbers that are the codes of readable characters. */
function findCharacterCodes(text: string): readonly Sign[] {
  const signs: Sign[] = [];
  for (const match of text.matchAll(
    /(?:fromCharCode|fromCodePoint)(?:\.apply\s*\([^,]{0,60},\s*\[|\s*\(\s*(?:\.\.\.\s*\[)?)\s*((?:(?:0x[\da-f]{1,4}|\d{1,5})\s*,\s*){5,20000}(?:0x[\da-f]{1,4}|\d{1,5}))/gi,
  )) {
    pushCodes(signs, match[1] ?? "", match.index, 6);
  }
  for (const match of text.matchAll(
    /\[\s*((?:(?:0x[\da-f]{2}|\d{2,3})\s*,\s*){15,50000}(?:0x[\da-f]{2}|\d{2,3}))\s*,?\s*\]/gi,
  )) {
    pushCodes(signs, match[1] ?? "", match.index, 16);
  }
  return signs.slice(0, signMaxCount);
}

function pushCodes(signs: Sign[], list: string, offset: number, minimum: number): void {
  const codes = list.split(",").map(Number);
  const readable = codes.filter((code) => (code >= 32 && code < 127) || code === 10 || code === 9);
  if (readable.length < codes.length || codes.length < minimum) return;
  const decoded = String.fromCharCode(...codes.slice(0, 5_000));
  // A table of characters goes up, and has no words.
  if (!/[a-z]{3,}[\s\S]*[a-z]{2,}|:\/\//i.test(decoded) || isTable(codes)) return;
  signs.push({
    kind: "character-codes",
    detail: `numbers that say ${JSON.stringify(decoded.slice(0, 80))}`,
    amount: codes.length,
    offset,
  });
}

function isTable(codes: readonly number[]): boolean {
  const letters = codes.filter(
    (code) =>
      (code >= 97 && code <= 122) || (code >= 65 && code <= 90) || code === 32 || (code >= 45 && code <= 58),
  );
  const steps = codes.filter((code, index) => index > 0 && Math.abs(code - (codes[index - 1] ?? 0)) <= 1);
  return letters.length * 10 < codes.length * 7 || steps.length * 3 > codes.length;
}

/** Texts and bytes that the code decodes by arithmetic. */
function findOwnCiphers(text: string): readonly Sign[] {
  const ofTexts = placesOf(text, {
    pattern: /(?:fromCharCode|fromCodePoint)["'\])]*\s*\([^;{}]{0,160}\^/g,
    near: /charCodeAt|codePointAt|\[\s*[\w$]+\s*%/,
  });
  const ofBytes = placesOf(text, {
    pattern: /\^\s*\(?\s*[\w$]{1,40}(?:\.charCodeAt\(|\[)\s*[\w$]{1,40}\s*%\s*[\w$.]{1,60}/g,
    near: /Buffer\.from|fromCharCode|TextDecoder|toString\(|atob/,
  });
  return [
    ...ofTexts.map((offset) => cipherAt(offset, "texts decoded by exclusive or with a key")),
    ...ofBytes.map((offset) => cipherAt(offset, "bytes decoded by exclusive or with a key")),
  ];
}

function cipherAt(offset: number, detail: string): Sign {
  return { kind: "own-cipher", detail, amount: 1, offset };
}

/** Where a pattern is found with another one near; some of them may stand in texts only. */
function placesOf(
  text: string,
  { pattern, near }: { readonly pattern: RegExp; readonly near: RegExp },
): readonly number[] {
  const places: number[] = [];
  for (const { index } of text.matchAll(pattern)) {
    if (near.test(text.slice(Math.max(0, index - nearCharacters), index + nearCharacters)))
      places.push(index);
    if (places.length >= signMaxCount) break;
  }
  return places;
}

/** Signs that constants of the code are encoded. */
export const encodedSigns: readonly SignFinder[] = [
  {
    needles: ["atob", "base64", "hex", "decode", "inflate", "decrypt", "unescape", "gunzip", "brotli"],
    find: findEncodedBlobs,
  },
  {
    needles: ["fromCharCode", "fromCodePoint", "TextDecoder", "Buffer.from", "Uint8Array"],
    find: findCharacterCodes,
  },
  { needles: ["^"], find: findOwnCiphers },
];

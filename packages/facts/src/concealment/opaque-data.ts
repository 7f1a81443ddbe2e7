import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { entropyOf } from "./entropy.ts";

/** Smaller data says too little to be measured. */
const wholeMinBytes = 4096;
const noiseMin = 7.9;
const sampleBytes = 1_000_000;

/** Data of no known format that is as even as noise: encrypted or compressed. */
export function* findNoise({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  if (bytes.length < wholeMinBytes) return;
  const entropy = entropyOf(bytes.subarray(0, sampleBytes));
  if (entropy < noiseMin) return;
  yield {
    kind: "high-entropy",
    detail: `data of no known format with ${entropy.toFixed(2)} bits a byte`,
    amount: bytes.length,
  };
}

const literalMinBytes = 4096;
const distinctMin = 70;
const literalEntropyMin = 5.7;
const foundMax = 3;

/**
 * Long texts in code without a space in them and with most of the characters that can be typed: what base85, base91 and
 * ciphers of obfuscators look like. Base64 has 65 characters, and is decoded elsewhere.
 */
export function* findOpaqueLiterals({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  let found = 0;
  for (let probe = literalMinBytes; probe < bytes.length && found < foundMax; probe += literalMinBytes) {
    const { start, end } = runAround(bytes, probe);
    probe = Math.max(probe, end);
    if (end - start < literalMinBytes || !isOpaque(bytes.subarray(start, end))) continue;
    found += 1;
    yield {
      kind: "high-entropy",
      start,
      detail: `a text of ${String(end - start)} characters without a word in it`,
      amount: end - start,
    };
  }
}

function runAround(bytes: Buffer, at: number): { readonly start: number; readonly end: number } {
  let start = at;
  while (start > 0 && isBreak[bytes[start - 1] ?? 0] === 0) start -= 1;
  let end = at;
  while (end < bytes.length && isBreak[bytes[end] ?? 0] === 0) end += 1;
  return { start, end };
}

/** White space, quotes and what is in all code but in few alphabets of encodings. */
const isBreak: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte <= 0x20 || byte >= 0x7f || byte === 0x5c ? 1 : 0,
);

/**
 * Small letters are half of all code and prose and a third of an alphabet of encodings, and tables of numbers have few
 * characters: both are told by a thousand bytes.
 */
function isOpaque(literal: Buffer): boolean {
  const { small, distinct } = surveyLetters(literal.subarray(0, 1000));
  if (small > 450 || distinct < distinctMin) return false;
  const words = literal.toString("latin1", 0, 2000).match(codeWords)?.length ?? 0;
  return words <= 8 && entropyOf(literal.subarray(0, 20_000)) >= literalEntropyMin;
}

function surveyLetters(bytes: Buffer): { readonly small: number; readonly distinct: number } {
  const seen = new Uint8Array(256);
  let small = 0;
  let distinct = 0;
  for (let at = 0; at < bytes.length; at += 1) {
    const byte = bytes[at] ?? 0;
    if (byte >= 0x61 && byte <= 0x7a) small += 1;
    if (seen[byte] === 0) distinct += 1;
    seen[byte] = 1;
  }
  return { small, distinct };
}

const codeWords = /function|return|=>|":"|",|\.[a-z]{3}|[a-z]{6}/g;

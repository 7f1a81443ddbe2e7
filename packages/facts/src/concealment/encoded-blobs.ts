import type { FileKind } from "../package-facts.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { contentOf } from "./decoded-content.ts";

/** Shorter constants hold no program worth hiding. */
const blobMinBytes = 60;
const decodedMaxBytes = 6_000_000;
/** All constants of a file together are decoded to here. */
const totalMaxBytes = 30_000_000;
/** A file with more constants than these is a table. */
const blobsMax = 3000;
const foundMax = 5;

/** Finds long constants in base64 or hexadecimal that decode to a program or a script. */
export function* findEncodedBlobs({ bytes, facts }: ExaminedFile): Generator<FoundConcealment> {
  let found = 0;
  let total = 0;
  for (const { start, end } of runsOf(bytes)) {
    total += end - start;
    if (total > totalMaxBytes) return;
    const decoding = decodeText(bytes.toString("latin1", start, Math.min(end, start + decodedMaxBytes)));
    if (decoding === undefined) continue;
    found += 1;
    if (found > foundMax) return;
    const size = end - start;
    yield {
      kind: dataKinds.has(facts.kind) ? "payload-in-data" : "encoded-payload",
      start,
      detail: `${String(size)} characters of ${decoding.encoding} decode to ${decoding.name}`,
      amount: size,
      ...(decoding.excerpt === undefined ? {} : { excerpt: decoding.excerpt }),
    };
  }
}

/** Files that hold no code of their own. */
export const dataKinds: ReadonlySet<FileKind> = new Set([
  "json",
  "markdown",
  "style",
  "markup",
  "text",
  "source-map",
  "declaration",
]);

interface Run {
  readonly start: number;
  readonly end: number;
}

/** 1 for what base64 and hexadecimal are written with, in both alphabets. */
const alphabet: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  /[A-Za-z0-9+/=_-]/.test(String.fromCharCode(byte)) ? 1 : 0,
);

/** Long runs of the alphabet; names and paths are shorter, and code has other characters between. */
function* runsOf(bytes: Buffer): Generator<Run> {
  let count = 0;
  // A run of the length that counts covers a multiple of it: the bytes between are skipped.
  for (let probe = blobMinBytes - 1; probe < bytes.length; probe += blobMinBytes) {
    if (alphabet[bytes[probe] ?? 0] === 0) continue;
    let start = probe;
    while (start > 0 && alphabet[bytes[start - 1] ?? 0] === 1) start -= 1;
    let end = probe;
    while (end < bytes.length && alphabet[bytes[end] ?? 0] === 1) end += 1;
    if (end - start >= blobMinBytes) {
      count += 1;
      if (count > blobsMax) return;
      yield { start, end };
    }
    probe = end + ((blobMinBytes - (end % blobMinBytes)) % blobMinBytes) - 1;
  }
}

/** What a text is once it is decoded. */
export interface Decoding {
  readonly encoding: string;
  readonly name: string;
  readonly excerpt: string | undefined;
}

/** Tries the encodings that programs are hidden in. */
export function decodeText(text: string): Decoding | undefined {
  for (const { encoding, toBytes } of encodings) {
    const decoded = toBytes(text);
    const content = decoded === undefined ? undefined : contentOf(decoded);
    if (content !== undefined) return { encoding, ...content };
  }
  return undefined;
}

const encodings: readonly {
  readonly encoding: string;
  readonly toBytes: (text: string) => Buffer | undefined;
}[] = [
  {
    encoding: "hexadecimal",
    toBytes: (text) => (/^[0-9a-fA-F]+$/.test(text) ? Buffer.from(text, "hex") : undefined),
  },
  { encoding: "base64", toBytes: (text) => Buffer.from(text, "base64") },
  { encoding: "base64, reversed", toBytes: (text) => Buffer.from(reversed(text), "base64") },
  { encoding: "base64 of base64", toBytes: (text) => twice(text) },
];

function reversed(text: string): string {
  return Buffer.from(Buffer.from(text, "latin1").toReversed()).toString("latin1");
}

function twice(text: string): Buffer | undefined {
  const once = Buffer.from(text, "base64").toString("latin1");
  return /^[A-Za-z0-9+/=_-]{60,}$/.test(once) ? Buffer.from(once, "base64") : undefined;
}

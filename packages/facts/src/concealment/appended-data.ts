import { magicOf } from "../files/magic.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { contentOf } from "./decoded-content.ts";
import { decodeText } from "./encoded-blobs.ts";
import { entropyOf } from "./entropy.ts";

/** Sloppy writers leave a few bytes. */
const restMinBytes = 256;
const encodedMaxBytes = 4_000_000;

/** Finds what comes after the end of an image or a font, where no reader of it looks. */
export function* findAppendedData({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  const end = endOf(bytes);
  if (end === undefined || bytes.length - end < restMinBytes) return;
  const rest = bytes.subarray(end);
  if (rest.every((byte) => byte === 0 || byte === 0x20 || byte === 0x0a || byte === 0x0d)) return;
  const what = nameOf(rest) ?? magicOf(rest)?.name ?? `data of ${entropyOf(rest).toFixed(1)} bits a byte`;
  yield {
    kind: "appended-data",
    start: end,
    detail: `${String(rest.length)} bytes after its end: ${what}`,
    amount: rest.length,
    excerpt: what,
  };
}

/** A script as it stands, or in an encoding of text. */
function nameOf(data: Buffer): string | undefined {
  const content = contentOf(data);
  if (content !== undefined) return content.name;
  const text = data.toString("latin1", 0, encodedMaxBytes).trim();
  const decoding = /^[\w+/=-]+$/.test(text) ? decodeText(text) : undefined;
  return decoding === undefined ? undefined : `${decoding.name}, in ${decoding.encoding}`;
}

/** Chunks of text in an image, which say who made it and with what: long ones may hold a program. */
export function* findTextChunks({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  if (magicOf(bytes)?.name !== "a PNG image") return;
  for (const { type, start, end } of chunksOf(bytes)) {
    if (!textChunks.has(type) || end - start < restMinBytes) continue;
    const text = bytes.subarray(start, end);
    const what = nameOf(text.subarray(text.lastIndexOf(0) + 1));
    if (what === undefined) continue;
    yield {
      kind: "payload-in-data",
      start,
      detail: `the text of an image is ${what}`,
      amount: end - start,
      excerpt: what,
    };
  }
}

const textChunks: ReadonlySet<string> = new Set(["tEXt", "iTXt"]);

interface Chunk {
  readonly type: string;
  readonly start: number;
  readonly end: number;
}

/** A length, a type of four letters, the data, a checksum (PNG specification, 5.3). */
function* chunksOf(bytes: Buffer): Generator<Chunk> {
  for (let at = 8; at + 12 <= bytes.length;) {
    const start = at + 8;
    const end = start + bytes.readUInt32BE(at);
    yield { type: bytes.toString("latin1", at + 4, start), start, end };
    at = end + 4;
  }
}

function endOf(bytes: Buffer): number | undefined {
  const name = magicOf(bytes)?.name;
  if (name === "a PNG image") return endOfPng(bytes);
  if (name === "a JPEG image") return endOfJpeg(bytes);
  if ((name === "a WOFF font" || name === "a WOFF2 font") && bytes.length > 12) return bytes.readUInt32BE(8);
  return undefined;
}

/** After the checksum of the chunk IEND. */
function endOfPng(bytes: Buffer): number | undefined {
  for (const { type, end } of chunksOf(bytes)) {
    if (type === "IEND") return end + 4;
  }
  return undefined;
}

/** After the marker of the end that follows the last scan; what other formats append begins with their own marks. */
function endOfJpeg(bytes: Buffer): number | undefined {
  const end = bytes.lastIndexOf(endOfImage);
  return end < 0 ? undefined : end + 2;
}

const endOfImage = Buffer.from([0xff, 0xd9]);

import { magicOf } from "../files/magic.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";
import { contentOf } from "./decoded-content.ts";
import { entropyOf } from "./entropy.ts";

/** Sloppy writers leave a few bytes. */
const restMinBytes = 256;

/** Finds what comes after the end of an image or a font, where no reader of it looks. */
export function* findAppendedData({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  const end = endOf(bytes);
  if (end === undefined || bytes.length - end < restMinBytes) return;
  const rest = bytes.subarray(end);
  if (rest.every((byte) => byte === 0 || byte === 0x20 || byte === 0x0a || byte === 0x0d)) return;
  const what =
    contentOf(rest)?.name ?? magicOf(rest)?.name ?? `data of ${entropyOf(rest).toFixed(1)} bits a byte`;
  yield {
    kind: "appended-data",
    start: end,
    detail: `${String(rest.length)} bytes after its end: ${what}`,
    amount: rest.length,
    excerpt: what,
  };
}

function endOf(bytes: Buffer): number | undefined {
  const name = magicOf(bytes)?.name;
  if (name === "a PNG image") return endOfPng(bytes);
  if (name === "a JPEG image") return endOfJpeg(bytes);
  if ((name === "a WOFF font" || name === "a WOFF2 font") && bytes.length > 12) return bytes.readUInt32BE(8);
  return undefined;
}

/** After the chunk IEND. */
function endOfPng(bytes: Buffer): number | undefined {
  for (let at = 8; at + 12 <= bytes.length; at += 12 + bytes.readUInt32BE(at)) {
    if (bytes.toString("latin1", at + 4, at + 8) === "IEND") return at + 12;
  }
  return undefined;
}

/** After the marker of the end that follows the last scan; what other formats append begins with their own marks. */
function endOfJpeg(bytes: Buffer): number | undefined {
  const end = bytes.lastIndexOf(endOfImage);
  return end < 0 ? undefined : end + 2;
}

const endOfImage = Buffer.from([0xff, 0xd9]);

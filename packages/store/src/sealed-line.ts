import { crc32 } from "node:zlib";

const sealCharacters = 9;

/** A text without line breaks as one line of a file, with a checksum that a torn or damaged line does not match. */
export function sealLine(text: string): string {
  return `${renderChecksum(text)} ${text}\n`;
}

/** The text of a sealed line (without its line break), or `undefined` when it is damaged. */
export function tryUnsealLine(line: string): string | undefined {
  const text = line.slice(sealCharacters);
  return line.slice(0, sealCharacters) === `${renderChecksum(text)} ` ? text : undefined;
}

function renderChecksum(text: string): string {
  return crc32(text).toString(16).padStart(8, "0");
}

import { Buffer } from "node:buffer";

const header = [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0];
const twoNumbersGiveOne = [0x60, 2, 0x7f, 0x7f, 1, 0x7f];
const textPlace = 16;
const sum = [0, 0x20, 0, 0x20, 1, 0x6a, 0x0b];

/** A program of WebAssembly that adds two numbers (`add`) and may hold a text at place 16 of its memory, or bytes in a section `notes`. */
export function renderWebAssembly({
  text = "",
  section,
}: { readonly text?: string; readonly section?: Uint8Array } = {}): Buffer {
  return Buffer.from([
    ...header,
    ...(section === undefined ? [] : part(0, [...named("notes"), ...section])),
    ...part(1, [1, ...twoNumbersGiveOne]),
    ...part(3, [1, 0]),
    ...part(5, [1, 0, 1]),
    ...part(7, [2, ...named("memory"), 2, 0, ...named("add"), 0, 0]),
    ...part(10, [1, ...sized(sum)]),
    ...(text === "" ? [] : part(11, [1, 0, 0x41, textPlace, 0x0b, ...named(text)])),
  ]);
}

function part(id: number, content: readonly number[]): readonly number[] {
  return [id, ...sized(content)];
}

function named(name: string): readonly number[] {
  return sized([...Buffer.from(name)]);
}

/** Lengths are written seven bits at a time, the lowest first. */
function sized(content: readonly number[]): readonly number[] {
  const { length } = content;
  return length < 128 ? [length, ...content] : [(length & 127) | 128, length >> 7, ...content];
}

import { magicOf } from "../files/magic.ts";
import type { ExaminedFile, FoundConcealment } from "./concealed-place.ts";

/** Marks that packers leave in the programs they pack. */
const packers: readonly (readonly [string, Buffer])[] = [
  ["UPX", Buffer.from("UPX!")],
  ["UPX", Buffer.from("UPX0\0")],
  ["MPRESS", Buffer.from(".MPRESS1")],
  ["VMProtect", Buffer.from(".vmp0\0")],
  ["Themida", Buffer.from(".themida")],
  ["ASPack", Buffer.from(".aspack\0")],
];
const headMaxBytes = 16_384;

/** Says that a file is a program for a machine, and whether it is packed. */
export function* findNativeCode({ bytes }: ExaminedFile): Generator<FoundConcealment> {
  const name = magicOf(bytes)?.name ?? "a native file";
  yield { kind: "native-binary", detail: name, amount: bytes.length };
  const head = bytes.subarray(0, headMaxBytes);
  const packer = packers.find(([, mark]) => head.includes(mark))?.[0];
  if (packer !== undefined)
    yield { kind: "packed-binary", detail: `${name}, packed with ${packer}`, amount: bytes.length };
}

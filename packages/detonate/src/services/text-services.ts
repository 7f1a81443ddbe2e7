import { textMember } from "./arguments.ts";
import { refuse } from "./service.ts";
import type { Service } from "./service.ts";

/** By the names that code gives them. */
const encodings: ReadonlyMap<string, BufferEncoding> = new Map([
  ["utf8", "utf8"],
  ["utf-8", "utf8"],
  ["utf16le", "utf16le"],
  ["utf-16le", "utf16le"],
  ["ucs2", "utf16le"],
  ["ucs-2", "utf16le"],
  ["latin1", "latin1"],
  ["binary", "latin1"],
  ["ascii", "ascii"],
  ["base64", "base64"],
  ["base64url", "base64url"],
  ["hex", "hex"],
]);

/** Texts to bytes and back, for what is too long to be done inside. */
export const textServices: Readonly<Record<string, Service>> = {
  "text.encode": ({ args }) => ({
    bytes: Buffer.from(textMember(args, "text"), encodingOf(args)),
  }),
  "text.decode": ({ args, bytes = new Uint8Array() }) => ({
    value: Buffer.from(bytes).toString(encodingOf(args)),
  }),
};

function encodingOf(args: unknown): BufferEncoding {
  const encoding = textMember(args, "encoding", "utf8");
  return (
    encodings.get(encoding.toLowerCase()) ??
    refuse("ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding.slice(0, 40)}`)
  );
}

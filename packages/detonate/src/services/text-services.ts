import { textMember } from "./arguments.ts";
import { refuse } from "./service.ts";
import type { Service } from "./service.ts";

const encodings: ReadonlySet<string> = new Set([
  "utf8",
  "utf16le",
  "latin1",
  "ascii",
  "base64",
  "base64url",
  "hex",
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
  if (!encodings.has(encoding)) refuse("ERR_UNKNOWN_ENCODING", `Unknown encoding: ${encoding}`);
  return encoding as BufferEncoding; // One of the list above.
}

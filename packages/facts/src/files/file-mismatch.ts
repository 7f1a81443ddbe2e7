import { isUtf8 } from "node:buffer";

import type { FileKind } from "../package-facts.ts";
import { extensionOf, kindByName } from "./file-name.ts";
import { magicOf } from "./magic.ts";
import { beginningOf, beginsAsCode, isText } from "./text-content.ts";

/** What two kinds of one group say is no contradiction: a JPEG named `.png` is sloppy, no more. */
type KindGroup = "text" | "program" | "archive" | "image" | "font" | "data";

/**
 * Says when what a name claims is not what the bytes are, such as `.js, but an ELF program for linux x64`. Names that
 * claim nothing (`.dat`, `.bin`, none) contradict nothing.
 */
export function mismatchOf(path: string, bytes: Uint8Array): string | undefined {
  const claimed = kindByName(path);
  if (claimed === undefined || bytes.length === 0) return undefined;
  const claimedGroup = groupOf(claimed);
  const name = extensionOf(path) === "" ? path.slice(path.lastIndexOf("/") + 1) : `.${extensionOf(path)}`;
  const magic = magicOf(bytes);
  if (magic !== undefined) {
    return isCompatible(claimedGroup, groupOf(magic.kind), path) ? undefined : `${name}, but ${magic.name}`;
  }
  const found = claimedGroup === "text" ? dataOrNothing(claimed, bytes) : textOrNothing(bytes);
  return found === undefined ? undefined : `${name}, but ${found}`;
}

function groupOf(kind: FileKind): KindGroup {
  if (kind === "native" || kind === "wasm") return "program";
  if (kind === "archive" || kind === "image" || kind === "font") return kind;
  return kind === "binary" ? "data" : "text";
}

function isCompatible(claimed: KindGroup, found: KindGroup, path: string): boolean {
  if (claimed === found) return true;
  const extension = extensionOf(path);
  if (extension === "svg" || extension === "log") return found === "archive";
  return claimed === "archive" && found === "program" && /^(?:a|lib|br)$/.test(extension);
}

/** Text of another encoding, and long data among text (a table in a source), are left alone. */
function dataOrNothing(claimed: FileKind, bytes: Uint8Array): string | undefined {
  if (isText(bytes) || isWideText(bytes) || isEscapedText(bytes)) return undefined;
  return claimed === "text" || extensionsOfData.has(claimed) ? undefined : "binary data";
}

const extensionsOfData: ReadonlySet<FileKind> = new Set(["typescript", "source-map"]);

/** A source that carries data as a text of control characters: it begins as a text, and all of it is UTF-8. */
function isEscapedText(bytes: Uint8Array): boolean {
  const end = Math.min(bytes.length, 200_000);
  const beginning = bytes.subarray(0, 12);
  if (beginning.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return false;
  return [0, 1, 2, 3].some((cut) => isUtf8(bytes.subarray(0, end - cut)));
}

/** UTF-16 and UTF-32, with a zero in every second byte. */
function isWideText(bytes: Uint8Array): boolean {
  let zeros = 0;
  for (let at = 0; at < 64; at += 1) {
    if (bytes[at] === 0) zeros += 1;
  }
  return zeros >= 24;
}

function textOrNothing(bytes: Uint8Array): string | undefined {
  if (!isText(bytes) || bytes.length < 16) return undefined;
  const text = beginningOf(bytes, 8192);
  if (text.startsWith("version https://git-lfs") || /^[\s\0]*$/.test(text)) return undefined;
  return beginsAsCode(text) ? "a script" : "text";
}

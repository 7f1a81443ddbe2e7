import type { FileKind } from "../package-facts.ts";
import { kindByName } from "./file-name.ts";
import { magicOf } from "./magic.ts";
import { beginningOf, beginsAsCode, isText } from "./text-content.ts";

/** What a file is: by magic bytes, then by its name, then by its first line. */
export function kindOfFile(path: string, bytes: Uint8Array): FileKind {
  const magic = magicOf(bytes);
  if (magic !== undefined) return magic.kind;
  const named = kindByName(path);
  if (named !== undefined && (textKinds.has(named) || bytes.length === 0)) return named;
  if (!isText(bytes)) return named ?? "binary";
  return interpreterOf(bytes) ?? (named === undefined ? "text" : disguisedKind(bytes));
}

/** A text under the name of an image, a font or a program: a script, if it begins as one. */
function disguisedKind(bytes: Uint8Array): FileKind {
  const text = beginningOf(bytes, 8192);
  if (!beginsAsCode(text)) return "text";
  if (/^\s*@echo off\b/i.test(text)) return "batch";
  return /^\s*(?:powershell|IEX|Invoke-Expression|Set-ExecutionPolicy|\$ErrorActionPreference)\b/i.test(text)
    ? "powershell"
    : "javascript";
}

/** Kinds that are text whatever is in them: what reads them will not mind a few odd bytes. */
const textKinds: ReadonlySet<FileKind> = new Set([
  "javascript",
  "typescript",
  "declaration",
  "json",
  "shell",
  "powershell",
  "batch",
  "python",
  "gyp",
  "markdown",
  "source-map",
  "style",
  "markup",
  "text",
]);

function interpreterOf(bytes: Uint8Array): FileKind | undefined {
  if (bytes[0] !== 0x23 || bytes[1] !== 0x21) return undefined;
  const [line = ""] = beginningOf(bytes, 200).split("\n", 1);
  return interpreters.find(({ pattern }) => pattern.test(line))?.kind;
}

const interpreters: readonly { readonly pattern: RegExp; readonly kind: FileKind }[] = [
  { pattern: /\b(?:node|bun|deno|nodejs|tsx|zx)\b/, kind: "javascript" },
  { pattern: /\b(?:ba|z|k|da|a|fi)?sh\b/, kind: "shell" },
  { pattern: /\bpython[\d.]*\b/, kind: "python" },
  { pattern: /\b(?:pwsh|powershell)\b/, kind: "powershell" },
];

import type { FileKind } from "../package-facts.ts";
import { kindByName } from "./file-name.ts";
import { magicOf } from "./magic.ts";
import { beginningOf, isText } from "./text-content.ts";

/** What a file is: by magic bytes, then by its name, then by its first line. */
export function kindOfFile(path: string, bytes: Uint8Array): FileKind {
  const magic = magicOf(bytes);
  if (magic !== undefined) return magic.kind;
  const named = kindByName(path);
  if (named !== undefined && (textKinds.has(named) || bytes.length === 0)) return named;
  if (!isText(bytes)) return named ?? "binary";
  return interpreterOf(bytes) ?? "text";
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

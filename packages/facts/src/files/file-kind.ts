import type { FileKind } from "../package-facts.ts";

/** What a file is: by magic bytes, then by its name and beginning. */
export function kindOfFile(path: string, bytes: Uint8Array): FileKind {
  const name = path.slice(path.lastIndexOf("/") + 1).toLowerCase();
  const extension = /\.d\.[cm]?ts$/.test(name) ? ".d.ts" : name.slice(name.lastIndexOf(".") + 1);
  return kindsByExtension.get(extension) ?? (bytes.subarray(0, 4096).includes(0) ? "binary" : "text");
}

const kindsByExtension: ReadonlyMap<string, FileKind> = new Map([
  ["js", "javascript"],
  ["cjs", "javascript"],
  ["mjs", "javascript"],
  ["jsx", "javascript"],
  ["ts", "typescript"],
  ["cts", "typescript"],
  ["mts", "typescript"],
  ["tsx", "typescript"],
  [".d.ts", "declaration"],
  ["json", "json"],
  ["sh", "shell"],
  ["ps1", "powershell"],
  ["bat", "batch"],
  ["cmd", "batch"],
  ["py", "python"],
  ["gyp", "gyp"],
  ["node", "native"],
  ["wasm", "wasm"],
  ["md", "markdown"],
  ["map", "source-map"],
  ["css", "style"],
  ["html", "markup"],
]);

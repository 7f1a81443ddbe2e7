import { lstat, readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { InspectError } from "./errors.ts";
import type { InspectLimits } from "./limits.ts";

const blockBytes = 512;
const skippedFolders: ReadonlySet<string> = new Set(["node_modules", ".git", ".hg", ".svn"]);

interface FoundFile {
  readonly path: string;
  readonly size: number;
  readonly mode: number;
}

/**
 * A folder as an uncompressed tarball under `package/`, its files in the order of their names. Links and devices are
 * left out, as packing leaves them out. Throws `INSPECT_NOT_A_PACKAGE`, `INSPECT_TOO_LARGE`, and what the disk throws.
 */
export async function packFolder(folder: string, limits: InspectLimits): Promise<Uint8Array> {
  const files = await listFiles(folder, limits);
  if (!files.some(({ path }) => path === "package.json")) {
    throw new InspectError("INSPECT_NOT_A_PACKAGE", {
      message: `Cannot inspect "${folder}" as it is no package: it has no package.json`,
      hint: "Give the folder that has the package.json, or a tarball.",
    });
  }
  const parts: Uint8Array[] = [];
  for (const file of files) {
    parts.push(...renderMember(file, await readFile(join(folder, file.path))));
  }
  parts.push(new Uint8Array(2 * blockBytes));
  return Buffer.concat(parts);
}

async function listFiles(root: string, limits: InspectLimits): Promise<readonly FoundFile[]> {
  const files: FoundFile[] = [];
  let bytes = 0;
  for await (const file of walkFolder(root, "")) {
    files.push(file);
    bytes += file.size;
    if (files.length <= limits.folderMaxFiles && bytes <= limits.folderMaxBytes) continue;
    throw new InspectError("INSPECT_TOO_LARGE", {
      message: `Cannot inspect "${root}" as it is too large: more than ${limits.folderMaxFiles} files or ${limits.folderMaxBytes} bytes`,
      hint: "Give a folder that holds the package alone.",
    });
  }
  return files;
}

async function* walkFolder(root: string, below: string): AsyncGenerator<FoundFile, void, undefined> {
  const names = (await readdir(join(root, below))).toSorted();
  for (const name of names) {
    const path = below === "" ? name : `${below}/${name}`;
    const stats = await lstat(join(root, path));
    if (stats.isDirectory() && !skippedFolders.has(name)) yield* walkFolder(root, path);
    if (stats.isFile()) yield { path, size: stats.size, mode: stats.mode & 0o777 };
  }
}

function renderMember({ path, mode }: FoundFile, bytes: Uint8Array): readonly Uint8Array[] {
  const name = `package/${path}`;
  const long = Buffer.from(`${name}\0`);
  // GNU's form of a long name, which every reader knows.
  const prefix =
    Buffer.byteLength(name) > 100
      ? [renderHeader("././@LongLink", { size: long.length, mode: 0o644, type: "L" }), padded(long)].flat()
      : [];
  return [...prefix, renderHeader(name, { size: bytes.length, mode, type: "0" }), padded(bytes)];
}

function renderHeader(
  name: string,
  { size, mode, type }: { readonly size: number; readonly mode: number; readonly type: string },
): Uint8Array {
  const header = Buffer.alloc(blockBytes);
  Buffer.from(name).copy(header, 0, 0, 100);
  header.write(`${octal(mode, 7)}\0`, 100);
  header.write(`${octal(0, 7)}\0${octal(0, 7)}\0`, 108);
  header.write(`${octal(size, 11)}\0`, 124);
  header.write(`${octal(0, 11)}\0`, 136);
  header.write(" ".repeat(8), 148);
  header.write(type, 156);
  header.write("ustar\u000000", 257);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${octal(sum, 6)}\0 `, 148);
  return header;
}

function octal(value: number, digits: number): string {
  return value.toString(8).padStart(digits, "0");
}

function padded(bytes: Uint8Array): Uint8Array {
  const rest = bytes.length % blockBytes;
  return rest === 0 ? bytes : Buffer.concat([bytes, new Uint8Array(blockBytes - rest)]);
}

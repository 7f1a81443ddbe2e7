import { createReadStream, createWriteStream } from "node:fs";
import { mkdir, readdir, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

import { systemErrorCode, tryParseJson } from "@lockkeeper/core";
import {
  archiveBounds,
  describeImages,
  ExposureError,
  looksLikeTar,
  packingOf,
  peek,
  plainPath,
  readMember,
  readTarMembers,
  unpack,
} from "@lockkeeper/exposure";
import type { ArchiveMember } from "@lockkeeper/exposure";
import type { UnreadFile } from "@lockkeeper/scan";

import { kindOfName } from "./project-files.ts";
import { unreadFile } from "./unread-file.ts";

/** What was taken out of an archive. */
export interface UnpackedImage {
  /** The folder that its files lie in as a container would see them, or as the archive has them. */
  readonly root: string;
  readonly unread: readonly UnreadFile[];
}

const maxFiles = 1_000_000;
const maxFileBytes = 50_000_000;
const maxAllBytes = 8_000_000_000;
const maxPathCharacters = 1000;
const maxDocuments = 2000;
const maxTold = 20;
const documentMaxBytes = 4_000_000;

/**
 * Takes what a scan looks at out of an archive of `docker save`, an OCI layout or a plain tar, into a folder: the layers one
 * upon the other, without what later ones delete. Security: regular files alone, by paths that stay inside; links are never made.
 */
export async function unpackImage(file: string, folder: string): Promise<UnpackedImage> {
  const taking = new Taking(folder);
  try {
    await taking.readTop(readTarMembers(unpack(createReadStream(file), archiveBounds), archiveBounds));
  } catch (error) {
    taking.note("(archive)", error);
  }
  const root = await taking.merge();
  taking.noteLinks();
  return { root, unread: taking.unread };
}

const layerPath = /(?:^|\/)layer\.tar(?:\.gz)?$|(?:^|\/)blobs\/sha(?:256|512)\/[0-9a-f]{64,128}$/;
const documentPath =
  /^(?:manifest|index|repositories|[0-9a-f]{64})(?:\.json)?$|^blobs\/sha(?:256|512)\/[0-9a-f]{64,128}$/;
const braces: ReadonlySet<number | undefined> = new Set([0x7b, 0x5b]);

class Taking {
  readonly #folder: string;
  readonly #documents = new Map<string, unknown>();
  /** The folder and the deletions of each layer, by its path in the archive. */
  readonly #layers = new Map<string, Layer>();
  readonly unread: UnreadFile[] = [];
  /** What the archive has as links alone: files of projects, and manifests of installed packages. */
  readonly #linkedFiles: string[] = [];
  readonly #linkedPackages: string[] = [];
  #hasLockfile = false;
  #files = 0;
  #bytes = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  note(file: string, error: unknown): void {
    if (!(error instanceof ExposureError) && systemErrorCode(error) === undefined) throw error;
    this.unread.push(unreadFile(file, error));
  }

  async readTop(members: AsyncIterable<ArchiveMember>): Promise<void> {
    const plain = this.#layerOf("");
    for await (const member of members) {
      const path = plainPath(member.path);
      const isInner = member.kind === "file" && (layerPath.test(path) || documentPath.test(path));
      if (isInner) await this.#readInner(member, path);
      else await this.#take(member, plain);
    }
  }

  #layerOf(path: string): Layer {
    const known = this.#layers.get(path);
    if (known !== undefined) return known;
    const layer = { folder: join(this.#folder, `layer-${String(this.#layers.size)}`), deleted: [] };
    this.#layers.set(path, layer);
    return layer;
  }

  async #readInner(member: ArchiveMember, path: string): Promise<void> {
    const { beginning, rest } = await peek(member.read());
    if (braces.has(beginning[0])) return await this.#keepDocument({ ...member, read: () => rest }, path);
    if (packingOf(beginning) === "none" && !looksLikeTar(beginning)) return;
    const layer = this.#layerOf(path);
    try {
      for await (const inner of readTarMembers(unpack(rest, archiveBounds), archiveBounds))
        await this.#take(inner, layer);
    } catch (error) {
      this.note(path, error);
    }
  }

  async #keepDocument(member: ArchiveMember, path: string): Promise<void> {
    if (this.#documents.size >= maxDocuments) return;
    const bytes = await readMember(member, documentMaxBytes);
    const value = bytes === undefined ? undefined : tryParseJson(bytes.toString("utf8"));
    if (value !== undefined) this.#documents.set(path, value);
  }

  async #take(member: ArchiveMember, layer: Layer): Promise<void> {
    const path = plainPath(member.path);
    const name = path.slice(path.lastIndexOf("/") + 1);
    if (name.startsWith(".wh.")) {
      layer.deleted.push(path);
      return;
    }
    if (!isSafe(path) || !isLookedAt(path, name)) return;
    if (member.kind === "link") this.#keepLink(path, name);
    if (member.kind !== "file") return;
    if (kindOfName(name) === "lockfile") this.#hasLockfile = true;
    this.#files += 1;
    this.#bytes += member.size;
    if (this.#files > maxFiles || this.#bytes > maxAllBytes || member.size > maxFileBytes) {
      this.#noteBound(path);
      return;
    }
    await this.#write(member, join(layer.folder, path), path);
  }

  async #write(member: ArchiveMember, place: string, path: string): Promise<void> {
    try {
      await mkdir(dirname(place), { recursive: true });
      await pipeline(Readable.from(member.read()), createWriteStream(place, { mode: 0o600 }));
    } catch (error) {
      const code = systemErrorCode(error);
      // The archive's own failures end its reading.
      if (code === undefined || error instanceof ExposureError) throw error;
      if (this.unread.length >= maxTold) return;
      const message = `Cannot put this file beside the others: ${code}`;
      this.unread.push({ file: path, line: undefined, code: "CLI_BAD_FILE", message, hint: undefined });
    }
  }

  #keepLink(path: string, name: string): void {
    const kind = kindOfName(name);
    if (kind !== "lockfile" && kind !== "manifest" && kind !== "bill") return;
    if (path.includes("node_modules/")) this.#linkedPackages.push(path);
    else this.#linkedFiles.push(path);
  }

  /** Links lead where an archive wants them to: none is made, and what they stand for is not read. */
  noteLinks(): void {
    for (const path of this.#linkedFiles.slice(0, maxTold)) this.unread.push(unreadLink(path, 1));
    // Stores of packages are full of links; a lockfile says what they hold.
    const [first] = this.#linkedPackages;
    if (first !== undefined && !this.#hasLockfile)
      this.unread.push(unreadLink(first, this.#linkedPackages.length));
  }

  #noteBound(path: string): void {
    if (this.unread.some(({ code }) => code === "CLI_TOO_LARGE")) return;
    this.unread.push({
      file: path,
      line: undefined,
      code: "CLI_TOO_LARGE",
      message: "Cannot take everything out of the archive as it is over a bound of files or bytes",
      hint: "Unpack it and scan the folder.",
    });
  }

  /** Lays the layers of the image one upon the other; of several images those of all. */
  async merge(): Promise<string> {
    const root = join(this.#folder, "root");
    await mkdir(root, { recursive: true });
    const order = describeImages(this.#documents).flatMap(({ layers }) => layers);
    const named = [...new Set(order)];
    for (const path of named) if (!this.#layers.has(path)) this.#noteMissing(path);
    const others = [...this.#layers.keys()].filter((path) => !named.includes(path));
    for (const path of [...others, ...named]) {
      const layer = this.#layers.get(path);
      if (layer === undefined) continue;
      for (const deleted of layer.deleted) await applyDeletion(root, deleted);
      await moveInto(layer.folder, root);
    }
    return root;
  }

  #noteMissing(path: string): void {
    this.unread.push({
      file: path,
      line: undefined,
      code: "CLI_BAD_FILE",
      message: "Cannot find a layer that the image names",
      hint: "Save the image whole.",
    });
  }
}

function unreadLink(path: string, count: number): UnreadFile {
  const what = count === 1 ? "it is a link" : `it and ${count - 1} other manifests of packages are links`;
  return {
    file: path,
    line: undefined,
    code: "CLI_BAD_FILE",
    message: `Cannot read "${path}" as ${what}, and links are not followed in archives`,
    hint: "Unpack the archive and scan the folder, or scan its lockfile",
  };
}

interface Layer {
  readonly folder: string;
  readonly deleted: string[];
}

function isSafe(path: string): boolean {
  return (
    path !== "" && path.length <= maxPathCharacters && !path.split("/").includes("..") && !path.includes("\0")
  );
}

const settings: ReadonlySet<string> = new Set([
  ".npmrc",
  ".yarnrc",
  ".yarnrc.yml",
  "pnpm-workspace.yaml",
  "bunfig.toml",
]);

/** Everything installed, and what makes a project. */
function isLookedAt(path: string, name: string): boolean {
  return (
    path.includes("node_modules/") ||
    kindOfName(name) !== undefined ||
    settings.has(name) ||
    path.split("/").some((each) => kindOfName(each) === "runner")
  );
}

const opaque = ".wh..wh..opq";

async function applyDeletion(root: string, path: string): Promise<void> {
  const at = path.lastIndexOf("/") + 1;
  const name = path.slice(at);
  const target =
    name === opaque ? path.slice(0, Math.max(0, at - 1)) : `${path.slice(0, at)}${name.slice(".wh.".length)}`;
  if (target !== "" && isSafe(target)) await rm(join(root, target), { recursive: true, force: true });
}

/** What a later layer has takes the place of what was there. */
async function moveInto(from: string, to: string): Promise<void> {
  const there = new Map((await listFolder(to)).map((entry) => [entry.name, entry.isDirectory()]));
  for (const entry of await listFolder(from)) {
    const [source, target] = [join(from, entry.name), join(to, entry.name)];
    if (entry.isDirectory() && there.get(entry.name) === true) await moveInto(source, target);
    else {
      if (there.has(entry.name)) await rm(target, { recursive: true, force: true });
      await rename(source, target);
    }
  }
}

async function listFolder(
  folder: string,
): Promise<readonly { readonly name: string; isDirectory(): boolean }[]> {
  try {
    return await readdir(folder, { withFileTypes: true });
  } catch (error) {
    if (systemErrorCode(error) !== "ENOENT") throw error;
    return [];
  }
}

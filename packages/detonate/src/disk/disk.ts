import type { DetonateLimits } from "../limits.ts";
import type { ModuleManifest } from "../modules/read-manifest.ts";

import type { BaseDisk } from "./base-disk.ts";
import { DiskError } from "./disk-error.ts";
import { bytesOf, sizeOf } from "./disk-node.ts";
import type { DiskContent, DiskNode, DiskStatus } from "./disk-node.ts";
import { NodeTable } from "./node-table.ts";
import type { Places } from "./places.ts";

const fileType = 0o100_000;
const folderType = 0o040_000;
const linkType = 0o120_000;
const permissions = 0o7_777;
const linkMaxCount = 40;

/** The file system of one run. Places are absolute; what cannot be done throws a `DiskError`. */
export class Disk {
  readonly places: Places;
  /** What manifests say, by the nodes that they were read of: modules are looked for in the same few. */
  readonly manifests: WeakMap<DiskNode, ModuleManifest | undefined> = new WeakMap();
  readonly #nodes: NodeTable;
  readonly #limits: DetonateLimits;
  readonly #now: () => number;
  #writtenBytes = 0;

  /** Begins as the base is, or as an earlier run on the same base left it. */
  constructor(base: BaseDisk, limits: DetonateLimits, now: () => number, before?: Disk) {
    this.places = base.places;
    this.#nodes = new NodeTable(base, before === undefined ? undefined : before.#nodes);
    this.#limits = limits;
    this.#now = now;
  }

  /** What was written in all, also what is gone by now. */
  get writtenBytes(): number {
    return this.#writtenBytes;
  }

  /** What stands at a place, with links followed on the way and, unless told otherwise, at the end. */
  find(place: string, follow = true): DiskNode | undefined {
    return this.#nodes.get(this.real(place, follow));
  }

  status(place: string, follow = true): DiskStatus {
    const node = this.#need(this.real(place, follow), place);
    const { kind, mode, modifiedMs, inode } = node;
    const size = kind === "folder" ? 4_096 : kind === "link" ? node.target.length : sizeOf(node.content);
    return { kind, size, mode, mtimeMs: modifiedMs, ino: inode };
  }

  read(place: string): Uint8Array {
    return bytesOf(this.contentOf(place));
  }

  /** A file's bytes, or the text that they encode, whichever is at hand. */
  contentOf(place: string): DiskContent {
    const node = this.#need(this.real(place), place);
    if (node.kind === "folder") throw new DiskError("EISDIR", place);
    return node.content;
  }

  write(place: string, bytes: DiskContent, mode = 0o644): void {
    const real = this.real(place);
    const before = this.#nodes.get(real);
    if (before?.kind === "folder") throw new DiskError("EISDIR", place);
    if (before?.kind === "device") return;
    this.#needFolder(real, place);
    this.#account(sizeOf(bytes), place);
    const kept = before === undefined ? { mode: fileType | (mode & permissions) } : keptOf(before);
    this.#nodes.set(real, { kind: "file", content: bytes, target: "", modifiedMs: this.#now(), ...kept });
  }

  append(place: string, bytes: Uint8Array, mode?: number): void {
    const before = this.find(place);
    const old = before?.kind === "file" ? bytesOf(before.content) : new Uint8Array();
    if (old.length + bytes.length > this.#limits.fileMaxBytes) throw new DiskError("EFBIG", place);
    const joined = new Uint8Array(old.length + bytes.length);
    joined.set(old);
    joined.set(bytes, old.length);
    this.write(place, joined, mode);
  }

  names(place: string): readonly string[] {
    const real = this.real(place);
    if (this.#need(real, place).kind !== "folder") throw new DiskError("ENOTDIR", place);
    return this.#nodes.names(real);
  }

  /** Makes a folder; what was made first of the folders above it, if anything was. */
  makeFolder(place: string, isRecursive = false): string | undefined {
    const real = this.real(place);
    const before = this.#nodes.get(real);
    if (before !== undefined) {
      if (isRecursive && before.kind === "folder") return undefined;
      throw new DiskError("EEXIST", place);
    }
    const parent = this.places.parentOf(real);
    const first = isRecursive && parent !== real ? this.makeFolder(parent, true) : undefined;
    this.#needFolder(real, place);
    this.#account(0, place);
    const node = { kind: "folder", content: "", target: "", mode: folderType | 0o755 } as const;
    this.#nodes.set(real, { ...node, modifiedMs: this.#now() });
    return first ?? real;
  }

  removeFile(place: string): void {
    const real = this.real(place, false);
    if (this.#need(real, place).kind === "folder") throw new DiskError("EISDIR", place);
    this.#nodes.remove(real);
  }

  removeFolder(place: string, isRecursive = false): void {
    const real = this.real(place, false);
    if (this.#need(real, place).kind !== "folder") throw new DiskError("ENOTDIR", place);
    const names = this.#nodes.names(real);
    if (names.length > 0 && !isRecursive) throw new DiskError("ENOTEMPTY", place);
    for (const name of names) {
      const inner = this.places.join(real, name);
      if (this.#nodes.get(inner)?.kind === "folder") this.removeFolder(inner, true);
      else this.#nodes.remove(inner);
    }
    this.#nodes.remove(real);
  }

  rename(from: string, to: string): void {
    const source = this.real(from, false);
    const target = this.real(to, false);
    const node = this.#need(source, from);
    this.#needFolder(target, to);
    if (source === target) return;
    if (node.kind === "folder") {
      if (this.#isBelow(target, source)) throw new DiskError("EINVAL", to);
      const names = this.#nodes.names(source);
      this.#nodes.set(target, node);
      for (const name of names) this.rename(this.places.join(source, name), this.places.join(target, name));
    } else this.#nodes.set(target, node);
    this.#nodes.remove(source);
  }

  link(target: string, place: string): void {
    const real = this.real(place, false);
    if (this.#nodes.get(real) !== undefined) throw new DiskError("EEXIST", place);
    this.#needFolder(real, place);
    this.#account(0, place);
    this.#nodes.set(real, {
      kind: "link",
      content: "",
      target,
      mode: linkType | 0o777,
      modifiedMs: this.#now(),
    });
  }

  targetOf(place: string): string {
    const node = this.#need(this.real(place, false), place);
    if (node.kind !== "link") throw new DiskError("EINVAL", place);
    return node.target;
  }

  /** Changes what is not content. */
  change(
    place: string,
    { mode, modifiedMs }: { readonly mode?: number; readonly modifiedMs?: number },
  ): void {
    const real = this.real(place);
    const node = this.#need(real, place);
    const kept = mode === undefined ? node.mode : (node.mode & ~permissions) | (mode & permissions);
    this.#nodes.set(real, { ...node, mode: kept, modifiedMs: modifiedMs ?? node.modifiedMs });
  }

  /** The place that a path leads to through links; the last step of it need not exist. */
  real(place: string, follow = true, hops = 0): string {
    if (hops > linkMaxCount) throw new DiskError("ELOOP", place);
    const node = this.#nodes.get(place);
    if (node !== undefined && (node.kind !== "link" || !follow)) return place;
    const parent = this.places.parentOf(place);
    if (node !== undefined) return this.real(this.places.resolve(parent, node.target), follow, hops + 1);
    if (parent === place || this.#nodes.get(parent)?.kind === "folder") return place;
    const realParent = this.real(parent, true, hops + 1);
    if (realParent === parent) return place;
    return this.real(this.places.join(realParent, this.places.nameOf(place)), follow, hops + 1);
  }

  #need(real: string, place: string): DiskNode {
    const node = this.#nodes.get(real);
    if (node === undefined) throw new DiskError("ENOENT", place);
    return node;
  }

  #needFolder(real: string, place: string): void {
    const parent = this.#nodes.get(this.places.parentOf(real));
    if (parent === undefined) throw new DiskError("ENOENT", place);
    if (parent.kind !== "folder") throw new DiskError("ENOTDIR", place);
  }

  #isBelow(place: string, folder: string): boolean {
    const inner = this.places.keyOf(place);
    const outer = this.places.keyOf(folder);
    return inner.startsWith(outer) && /[\\/]/.test(inner.charAt(outer.length));
  }

  #account(bytes: number, place: string): void {
    const { fileMaxBytes, writtenMaxBytes, writtenMaxCount } = this.#limits;
    if (bytes > fileMaxBytes) throw new DiskError("EFBIG", place);
    this.#writtenBytes += bytes;
    const isFull = this.#writtenBytes > writtenMaxBytes || this.#nodes.changedCount > writtenMaxCount;
    if (isFull) throw new DiskError("ENOSPC", place);
  }
}

function keptOf({ mode, inode }: DiskNode): Pick<DiskNode, "mode" | "inode"> {
  return { mode, inode };
}

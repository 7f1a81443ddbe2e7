/** What stands at a place. */
export interface DiskNode {
  readonly kind: "file" | "folder" | "link" | "device";
  /** As it was written when it was made, on systems that do not tell case apart. */
  readonly name: string;
  readonly content: DiskContent;
  /** Where a link leads. */
  readonly target: string;
  readonly mode: number;
  readonly modifiedMs: number;
  readonly inode: number;
}

/** A file's bytes, which may be kept as the text that they encode. */
export type DiskContent = Uint8Array | string;

/** What `stat` says. */
export interface DiskStatus {
  readonly kind: DiskNode["kind"];
  readonly size: number;
  readonly mode: number;
  readonly mtimeMs: number;
  readonly ino: number;
}

export function bytesOf(content: DiskContent): Uint8Array {
  return typeof content === "string" ? Buffer.from(content) : content;
}

export function sizeOf(content: DiskContent): number {
  return typeof content === "string" ? Buffer.byteLength(content) : content.length;
}

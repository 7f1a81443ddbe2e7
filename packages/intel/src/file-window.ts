import type { FileHandle } from "node:fs/promises";

/** A part of a file in memory that moves along: many small reads in order cost few large ones. */
export interface FileWindow {
  readonly size: number;
  /**
   * The bytes at a position, as far as the file has them; they hold until the next call. A promise when they have to be
   * read first.
   */
  bytesAt(position: number, length: number): Buffer | Promise<Buffer>;
}

const windowBytes = 4_000_000;
/** For reads that are out of order, which a file can ask for as often as it has entries. */
const jumpBytes = 65_536;

/** Opens a window on a file of that size. */
export function createFileWindow(handle: FileHandle, size: number): FileWindow {
  const buffer = Buffer.allocUnsafeSlow(Math.min(windowBytes, Math.max(size, 1)));
  let start = 0;
  let length = 0;

  async function load(position: number, wanted: number): Promise<Buffer> {
    const isNext = position >= start && position <= start + length;
    const most = Math.min(isNext ? buffer.length : jumpBytes, buffer.length);
    if (wanted > most) return readWhole(handle, Buffer.alloc(wanted), position);
    length = 0;
    start = position;
    const read = await readWhole(handle, buffer.subarray(0, Math.min(most, size - position)), position);
    length = read.length;
    return buffer.subarray(0, Math.min(wanted, length));
  }

  return {
    size,
    bytesAt(position, asked) {
      const wanted = Math.max(0, Math.min(asked, size - position));
      const at = position - start;
      if (at >= 0 && at + wanted <= length) return buffer.subarray(at, at + wanted);
      return load(position, wanted);
    },
  };
}

async function readWhole(handle: FileHandle, target: Buffer, position: number): Promise<Buffer> {
  let read = 0;
  while (read < target.length) {
    const { bytesRead } = await handle.read(target, read, target.length - read, position + read);
    if (bytesRead === 0) break;
    read += bytesRead;
  }
  return target.subarray(0, read);
}

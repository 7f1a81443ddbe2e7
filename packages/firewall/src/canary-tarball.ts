import { gzipSync } from "node:zlib";

/** A file of a canary's tarball. */
export interface CanaryFile {
  /** At most 100 ASCII characters. */
  readonly path: string;
  readonly text: string;
}

const blockBytes = 512;
/** The time that npm gives every file of a package: 1985-10-26 08:15 UTC, in seconds. */
const mtimeSeconds = 499_162_500;

/** Packs files as a gzipped ustar archive (POSIX.1-2017 pax, "ustar Interchange Format"); equal files give equal bytes. */
export function packCanaryFiles(files: readonly CanaryFile[]): Buffer {
  const blocks = files.flatMap(({ path, text }) => {
    const body = Buffer.from(text);
    return [headerOf(path, body.length), body, Buffer.alloc(-body.length & (blockBytes - 1))];
  });
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * blockBytes)]));
}

function headerOf(path: string, size: number): Buffer {
  const block = Buffer.alloc(blockBytes);
  block.write(path, 0, 100, "ascii");
  block.write(octal(0o644, 8), 100, "ascii");
  block.write(octal(0, 8), 108, "ascii");
  block.write(octal(0, 8), 116, "ascii");
  block.write(octal(size, 12), 124, "ascii");
  block.write(octal(mtimeSeconds, 12), 136, "ascii");
  block.fill(" ", 148, 156);
  block.write("0", 156, "ascii");
  block.write("ustar\u000000", 257, "ascii");
  const checksum = block.reduce((sum, byte) => sum + byte, 0);
  block.write(`${octal(checksum, 7)} `, 148, "ascii");
  return block;
}

/** An octal number that ends with a zero byte and fills its field. */
function octal(value: number, width: number): string {
  return `${value.toString(8).padStart(width - 1, "0")}\0`;
}

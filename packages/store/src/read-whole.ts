import { close, open, read } from "node:fs";
import { promisify } from "node:util";

const openDescriptor = promisify(open);
const readDescriptor = promisify(read);
const closeDescriptor = promisify(close);

/** The bytes of a file whose size is known, in the fewest steps; fewer or one more when it has another size by now. */
export async function readWhole(path: string, size: number): Promise<Buffer> {
  const descriptor = await openDescriptor(path, "r");
  try {
    const bytes = Buffer.allocUnsafeSlow(size + 1);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await readDescriptor(descriptor, bytes, length, bytes.length - length, length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await closeDescriptor(descriptor);
  }
}

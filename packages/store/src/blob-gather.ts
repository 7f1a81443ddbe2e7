import type { Readable } from "node:stream";

/** The beginning of a source. */
export interface Gathered {
  /** What has been read. */
  readonly bytes: Buffer;
  /** Whether that is all; otherwise the source is paused, and the rest is still to be read. */
  readonly isWhole: boolean;
}

const firstBufferBytes = 65_536;
const slackMaxBytes = 16_384;

/**
 * Reads a source into one buffer until it ends or there is more than `maxBytes`. `announced` is how many bytes its
 * sender speaks of; a hint, since it may lie. Rejects with the source's own error, or when it is destroyed early.
 */
export function gather(
  source: Readable,
  { maxBytes, announced }: { readonly maxBytes: number; readonly announced: number | undefined },
): Promise<Gathered> {
  // In memory of its own, so that it can be handed to another thread.
  let target = Buffer.allocUnsafeSlow(Math.min(announced ?? firstBufferBytes, maxBytes) + 1);
  let length = 0;
  return new Promise((resolve, reject) => {
    if (source.destroyed) {
      reject(source.errored ?? new Error("the source ended early"));
      return;
    }
    const settle = (gathered: Gathered): void => {
      source.off("data", take).off("end", end).off("error", reject).off("close", close);
      resolve(gathered);
    };
    const take = (chunk: Buffer): void => {
      const needed = length + chunk.length;
      if (needed > target.length) {
        const larger = Buffer.allocUnsafeSlow(Math.max(needed, target.length * 2));
        target.copy(larger, 0, 0, length);
        target = larger;
      }
      chunk.copy(target, length);
      length = needed;
      if (length <= maxBytes) return;
      source.pause();
      settle({ bytes: target.subarray(0, length), isWhole: false });
    };
    const end = (): void => settle({ bytes: withoutSlack(target, length), isWhole: true });
    const close = (): void => reject(new Error("the source ended early"));
    source.on("data", take).once("end", end).once("error", reject).once("close", close);
  });
}

/** What is kept of it is counted by its length, and the sender may have announced a hundred times as much. */
function withoutSlack(target: Buffer, length: number): Buffer {
  const filled = target.subarray(0, length);
  if (target.length - length <= (length >> 2) + slackMaxBytes) return filled;
  const own = Buffer.allocUnsafeSlow(length);
  filled.copy(own);
  return own;
}

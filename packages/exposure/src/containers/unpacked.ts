import { Readable } from "node:stream";
import { createGunzip } from "node:zlib";

import type { ArchiveBounds } from "./archive-member.ts";
import { badArchive } from "./archive-failure.ts";

/** How a file is packed, by its first bytes. */
export type Packing = "none" | "gzip" | "zip" | "zstd" | "xz" | "bzip2";

const magics: readonly (readonly [Packing, readonly number[]])[] = [
  ["gzip", [0x1f, 0x8b]],
  ["zip", [0x50, 0x4b, 0x03, 0x04]],
  ["zip", [0x50, 0x4b, 0x05, 0x06]],
  ["zstd", [0x28, 0xb5, 0x2f, 0xfd]],
  ["xz", [0xfd, 0x37, 0x7a, 0x58, 0x5a]],
  ["bzip2", [0x42, 0x5a, 0x68]],
];

/** Says how bytes are packed by how they begin. */
export function packingOf(beginning: Uint8Array): Packing {
  const found = magics.find(([, magic]) => magic.every((byte, at) => beginning[at] === byte));
  return found?.[0] ?? "none";
}

/** Whether bytes are the beginning of a tar archive: a header of POSIX, or of GNU. */
export function looksLikeTar(beginning: Uint8Array): boolean {
  return Buffer.from(beginning.subarray(257, 262)).toString("latin1") === "ustar";
}

/**
 * The bytes of a stream without its packing: gzip is unpacked as it comes, nothing else is. Throws `EXPOSURE_BAD_ARCHIVE`
 * for other packings, damaged gzip, and what grows beyond the bounds.
 */
export async function* unpack(
  chunks: AsyncIterable<Uint8Array>,
  bounds: ArchiveBounds,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { beginning, rest } = await peek(chunks);
  const packing = packingOf(beginning);
  if (packing === "gzip") yield* gunzip(rest, bounds);
  else if (packing === "none") yield* rest;
  else {
    await rest.return();
    throw badArchive(`it is packed with ${packing}, which is not read`);
  }
}

/** The first bytes of a stream, and the stream with them. */
export async function peek(
  chunks: AsyncIterable<Uint8Array>,
  count = 512,
): Promise<{ readonly beginning: Uint8Array; readonly rest: AsyncGenerator<Uint8Array, void, undefined> }> {
  const iterator = chunks[Symbol.asyncIterator]();
  const parts: Uint8Array[] = [];
  let size = 0;
  while (size < count) {
    const next = await iterator.next();
    if (next.done === true) break;
    parts.push(next.value);
    size += next.value.length;
  }
  const beginning = Buffer.concat(parts);
  return { beginning, rest: continued(beginning, iterator) };
}

/** A stream that was looked into. Unlike a generator's, its source is told to end also before anything was asked of it. */
function continued(
  beginning: Uint8Array,
  iterator: AsyncIterator<Uint8Array>,
): AsyncGenerator<Uint8Array, void, undefined> {
  const generator = (async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    if (beginning.length > 0) yield beginning;
    for (let next = await iterator.next(); next.done !== true; next = await iterator.next()) yield next.value;
  })();
  const end = generator.return.bind(generator);
  generator.return = async (value) => {
    await iterator.return?.();
    return await end(value);
  };
  return generator;
}

async function* gunzip(
  chunks: AsyncIterable<Uint8Array>,
  { maxGrowth, growthFreeBytes, maxUnpackedBytes }: ArchiveBounds,
): AsyncGenerator<Uint8Array, void, undefined> {
  let packed = 0;
  let unpacked = 0;
  const counted = async function* (): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of chunks) {
      packed += chunk.length;
      yield chunk;
    }
  };
  const input = Readable.from(counted(), { objectMode: false });
  const output = createGunzip();
  input.on("error", (error) => output.destroy(error));
  input.pipe(output);
  try {
    for await (const chunk of output as AsyncIterable<Buffer>) {
      // a stream of bytes yields buffers
      unpacked += chunk.length;
      const isBomb = unpacked > growthFreeBytes && unpacked > packed * maxGrowth;
      if (isBomb || unpacked > maxUnpackedBytes)
        throw badArchive(`it unpacks to more than ${unpacked} bytes`);
      yield chunk;
    }
  } catch (error) {
    if (isGzipError(error)) throw badArchive("its gzip stream is damaged or ends early", error);
    throw error;
  } finally {
    input.destroy();
    output.destroy();
  }
}

function isGzipError(error: unknown): boolean {
  return (
    error instanceof Error && "code" in error && typeof error.code === "string" && error.code.startsWith("Z_")
  );
}

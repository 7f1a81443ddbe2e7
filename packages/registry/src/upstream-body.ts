import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { brotliDecompress, gunzip, inflate } from "node:zlib";

import { systemErrorCode } from "@lockkeeper/core";

import type { RegistryError } from "./errors.ts";
import { badResponse, tooLarge, toRegistryError } from "./upstream-failure.ts";
import type { Errand } from "./upstream-failure.ts";

/** How a body is to be read. */
export interface BodyOptions {
  readonly errand: Errand;
  /** Bytes, on the wire as well as decoded. */
  readonly max: number;
  /** The header `content-encoding`. */
  readonly encoding: string;
}

const decoders = {
  gzip: promisify(gunzip),
  "x-gzip": promisify(gunzip),
  br: promisify(brotliDecompress),
  deflate: promisify(inflate),
} as const;
const decoderChunkBytes = 131_072;

/** Reads a body and undoes its compression. Throws `REGISTRY_TOO_LARGE`, `REGISTRY_BAD_RESPONSE`, `REGISTRY_UNREACHABLE`. */
export async function readBody(body: Readable, options: BodyOptions): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of boundedChunks(body, options)) chunks.push(chunk);
  const bytes = Buffer.concat(chunks);
  const encoding = options.encoding.trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return bytes;
  if (!isEncoding(encoding))
    throw badResponse(`the encoding "${encoding.slice(0, 40)}" is unknown`, options.errand);
  try {
    return await decoders[encoding](bytes, { maxOutputLength: options.max, chunkSize: decoderChunkBytes });
  } catch (error) {
    throw decodingError(error, options);
  }
}

/** Passes a body on piece by piece while it stays within its bound; its failures become our own errors. */
export async function* boundedChunks(
  body: Readable,
  { max, errand }: Pick<BodyOptions, "max" | "errand">,
): AsyncGenerator<Buffer, void, undefined> {
  let length = 0;
  try {
    for await (const chunk of body) {
      // Without an encoding set, byte streams yield buffers.
      const bytes = chunk as Buffer;
      length += bytes.length;
      if (length > max) throw tooLarge(max, errand);
      yield bytes;
    }
  } catch (error) {
    throw toRegistryError(error, errand);
  } finally {
    body.destroy();
  }
}

function isEncoding(text: string): text is keyof typeof decoders {
  return Object.hasOwn(decoders, text);
}

function decodingError(error: unknown, { max, errand }: BodyOptions): RegistryError {
  if (systemErrorCode(error) === "ERR_BUFFER_TOO_LARGE") return tooLarge(max, errand);
  return badResponse("its compression is damaged", errand, error);
}

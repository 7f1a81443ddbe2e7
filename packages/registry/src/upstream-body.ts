import { Readable } from "node:stream";
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
  /** Bytes that the sender announced; a hint, since it may lie. */
  readonly announced: number | undefined;
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
  const bytes = await collect(body, options);
  const encoding = options.encoding.trim().toLowerCase();
  if (encoding === "" || encoding === "identity") return bytes;
  if (!isEncoding(encoding))
    throw badResponse(`the encoding "${encoding.slice(0, 40)}" is unknown`, options.errand);
  try {
    const chunkSize = chunkSizeFor(encoding, bytes, options.max);
    return await decoders[encoding](bytes, { maxOutputLength: options.max, chunkSize });
  } catch (error) {
    throw decodingError(error, options);
  }
}

const chunkMinBytes = 16_384;
const trailerBytes = 4;
/** Nothing that deflate writes becomes more than so many times as long. */
const deflateMaxRatio = 1032;

/**
 * How large the decoder's pieces should be. The end of a gzip file says how long its content is (RFC 1952 section 2.3.1),
 * and one piece for all of it spares joining several; it may lie, so small pieces are still no smaller than what came.
 */
function chunkSizeFor(encoding: keyof typeof decoders, bytes: Buffer, max: number): number {
  if (!encoding.endsWith("gzip") || bytes.length < trailerBytes) return decoderChunkBytes;
  const stated = bytes.readUInt32LE(bytes.length - trailerBytes);
  const likely = Math.min(stated + 1, bytes.length * deflateMaxRatio, max);
  return Math.max(likely, bytes.length, chunkMinBytes);
}

const firstBufferMaxBytes = 8_000_000;

/** Gathers a body in one buffer: allocating pieces and joining them costs a large packument a millisecond. */
function collect(body: Readable, { max, errand, announced }: BodyOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    let target: Buffer = Buffer.allocUnsafe(
      Math.min(announced ?? decoderChunkBytes, max, firstBufferMaxBytes),
    );
    let length = 0;
    const fail = (error: unknown): void => {
      body.destroy();
      reject(toRegistryError(error, errand));
    };
    body.on("data", (chunk: Buffer) => {
      const end = length + chunk.length;
      if (end > max) {
        fail(tooLarge(max, errand));
        return;
      }
      if (end > target.length) target = enlarge(target, { end, max });
      chunk.copy(target, length);
      length = end;
    });
    body.once("end", () => resolve(target.subarray(0, length)));
    body.once("error", fail);
    // After an end or an error this changes nothing.
    body.once("close", () => fail(badResponse("it ended early", errand)));
  });
}

function enlarge(target: Buffer, { end, max }: { readonly end: number; readonly max: number }): Buffer {
  const larger = Buffer.allocUnsafe(Math.min(Math.max(end, target.length * 2), Math.max(max, end)));
  target.copy(larger);
  return larger;
}

/** Passes a body on while it stays within its bound; its failures become our own errors. */
export function boundBody(body: Readable, bounds: Pick<BodyOptions, "max" | "errand">): Readable {
  return new BoundedBody(body, bounds);
}

class BoundedBody extends Readable {
  readonly #source: Readable;
  #length = 0;

  constructor(source: Readable, { max, errand }: Pick<BodyOptions, "max" | "errand">) {
    super();
    this.#source = source;
    // Whoever reads meets the error; until then nobody listens, and such an error ends the process.
    this.on("error", () => {});
    source.on("data", (chunk: Buffer) => {
      this.#length += chunk.length;
      if (this.#length > max) this.destroy(tooLarge(max, errand));
      else if (!this.push(chunk)) source.pause();
    });
    source.once("end", () => this.push(null));
    source.on("error", (error) => this.destroy(toRegistryError(error, errand)));
    source.once("close", () => {
      if (!source.readableEnded) this.destroy(badResponse("it ended early", errand));
    });
    source.pause();
  }

  override _read(): void {
    this.#source.resume();
  }

  override _destroy(error: Error | null, callback: (error?: Error | null) => void): void {
    this.#source.destroy();
    callback(error);
  }
}

function isEncoding(text: string): text is keyof typeof decoders {
  return Object.hasOwn(decoders, text);
}

function decodingError(error: unknown, { max, errand }: BodyOptions): RegistryError {
  if (systemErrorCode(error) === "ERR_BUFFER_TOO_LARGE") return tooLarge(max, errand);
  return badResponse("its compression is damaged", errand, error);
}

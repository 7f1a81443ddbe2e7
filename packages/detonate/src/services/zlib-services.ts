import zlib from "node:zlib";

import { checksum } from "../network/served-archives.ts";

import { textMember } from "./arguments.ts";
import { refuse } from "./service.ts";
import type { Service } from "./service.ts";

type Change = (bytes: Uint8Array, options: { readonly maxOutputLength: number }) => Buffer;

const changes: ReadonlyMap<string, Change> = new Map<string, Change>([
  ["gzip", zlib.gzipSync],
  ["gunzip", zlib.gunzipSync],
  ["deflate", zlib.deflateSync],
  ["inflate", zlib.inflateSync],
  ["deflateRaw", zlib.deflateRawSync],
  ["inflateRaw", zlib.inflateRawSync],
  ["unzip", zlib.unzipSync],
  ["brotliCompress", zlib.brotliCompressSync],
  ["brotliDecompress", zlib.brotliDecompressSync],
]);

/** Compression, done here on bounded bytes. */
export const zlibServices: Readonly<Record<string, Service>> = {
  "zlib.run": ({ args, bytes = new Uint8Array(), process }) => {
    const kind = textMember(args, "kind");
    const change = changes.get(kind) ?? refuse("ERR_FEATURE_UNAVAILABLE", `${kind} is not there`);
    try {
      return { bytes: change(bytes, { maxOutputLength: process.limits.fileMaxBytes }) };
    } catch (error) {
      if (!(error instanceof Error)) throw error;
      const code = "code" in error && typeof error.code === "string" ? error.code : "Z_DATA_ERROR";
      return refuse(code, error.message, { errno: -3 });
    }
  },
  "zlib.crc32": ({ bytes = new Uint8Array() }) => ({ value: checksum(bytes) }),
};

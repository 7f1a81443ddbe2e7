import { Buffer } from "../parts/buffer.js";
import { bytesOf } from "../parts/crypto/digests.js";
import { Transform } from "../parts/streams/writable.js";
import { callBack } from "../parts/call-back.js";

const kinds = [
  "Gzip",
  "Gunzip",
  "Deflate",
  "Inflate",
  "DeflateRaw",
  "InflateRaw",
  "Unzip",
  "BrotliCompress",
  "BrotliDecompress",
  "ZstdCompress",
  "ZstdDecompress",
];

const constants = {
  Z_NO_FLUSH: 0,
  Z_PARTIAL_FLUSH: 1,
  Z_SYNC_FLUSH: 2,
  Z_FULL_FLUSH: 3,
  Z_FINISH: 4,
  Z_BLOCK: 5,
  Z_OK: 0,
  Z_STREAM_END: 1,
  Z_NEED_DICT: 2,
  Z_ERRNO: -1,
  Z_STREAM_ERROR: -2,
  Z_DATA_ERROR: -3,
  Z_MEM_ERROR: -4,
  Z_BUF_ERROR: -5,
  Z_NO_COMPRESSION: 0,
  Z_BEST_SPEED: 1,
  Z_BEST_COMPRESSION: 9,
  Z_DEFAULT_COMPRESSION: -1,
  Z_DEFAULT_STRATEGY: 0,
  Z_MIN_WINDOWBITS: 8,
  Z_MAX_WINDOWBITS: 15,
  Z_DEFAULT_WINDOWBITS: 15,
  Z_MIN_CHUNK: 64,
  Z_DEFAULT_CHUNK: 16_384,
  Z_MIN_MEMLEVEL: 1,
  Z_MAX_MEMLEVEL: 9,
  Z_DEFAULT_MEMLEVEL: 8,
  Z_MIN_LEVEL: -1,
  Z_MAX_LEVEL: 9,
  Z_DEFAULT_LEVEL: -1,
  BROTLI_DECODE: 8,
  BROTLI_ENCODE: 9,
  BROTLI_PARAM_QUALITY: 1,
  BROTLI_PARAM_MODE: 0,
  BROTLI_PARAM_SIZE_HINT: 5,
};

/** The zlib module: done by the host on bounded bytes. */
export default function create(kit) {
  const zlib = {
    constants,
    codes: { Z_OK: 0, Z_DATA_ERROR: -3 },
    ...constants,
    crc32: (data) => kit.host("zlib.crc32", {}, bytesOf(data)).value,
  };
  for (const kind of kinds) {
    const name = kind[0].toLowerCase() + kind.slice(1);
    const run = (data) => Buffer.from(kit.host("zlib.run", { kind: name }, bytesOf(data)).bytes);
    zlib[`${name}Sync`] = run;
    zlib[name] = (data, ...rest) => {
      const done = rest.at(-1);
      kit.clock.soon(() => callBack(() => run(data), done));
    };
    zlib[kind] = streamOf(run);
    zlib[`create${kind}`] = () => new zlib[kind]();
  }
  return zlib;
}

function streamOf(run) {
  return class Zlib extends Transform {
    constructor() {
      const chunks = [];
      super({
        transform: (chunk, _encoding, done) => {
          chunks.push(chunk);
          this.bytesWritten += chunk.length;
          done();
        },
        flush: (done) => callBack(() => run(Buffer.concat(chunks)), done),
      });
      this.bytesWritten = 0;
    }
    close(done) {
      done?.();
      this.destroy();
    }
    reset() {}
    params(_level, _strategy, done) {
      done?.();
    }
  };
}

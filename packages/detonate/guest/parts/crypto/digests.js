import { Buffer } from "../buffer.js";
import { Transform } from "../streams/writable.js";

/** Bytes of what crypto functions take: texts, views, keys. */
export function bytesOf(value, encoding = "utf8") {
  if (typeof value === "string") return Buffer.from(value, encoding);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value?.export === "function") return value.export();
  if (typeof value?.key === "string" || ArrayBuffer.isView(value?.key)) return bytesOf(value.key);
  const error = new TypeError(
    `The "data" argument must be of type string or an instance of Buffer, TypedArray, or DataView. Received ${value === null ? "null" : typeof value}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

/** Asks the host for bytes: several arguments of bytes go as texts of base64. */
export function askBytes(kit, service, args, bytes) {
  return Buffer.from(kit.host(service, args, bytes).bytes);
}

function shown(bytes, encoding) {
  return encoding === undefined || encoding === "buffer" ? bytes : bytes.toString(encoding);
}

/** Hashes and their keyed kin: streams that also are updated. */
export function createDigests(kit) {
  class Hash extends Transform {
    #chunks = [];
    #algorithm;
    #key;

    constructor(algorithm, key) {
      super({
        transform: (chunk, encoding, done) => {
          this.update(chunk, encoding);
          done();
        },
        flush: (done) => done(null, this.digest()),
      });
      this.#algorithm = String(algorithm);
      this.#key = key;
      if (
        !/^(?:rsa-)?(?:md5|sha-?1|sha-?224|sha-?256|sha-?384|sha-?512(?:[-/](?:224|256))?|sha3-\d+|shake\d+|ripemd160|rmd160|blake2[bs]\d+|sm3|whirlpool|md4)$/i.test(
          this.#algorithm,
        )
      ) {
        throw Object.assign(new Error("Digest method not supported"), { code: "ERR_OSSL_EVP_UNSUPPORTED" });
      }
    }

    update(data, encoding) {
      this.#chunks.push(Buffer.from(bytesOf(data, encoding === "buffer" ? undefined : encoding)));
      return this;
    }
    digest(encoding) {
      const key = this.#key === undefined ? {} : { key: this.#key.toString("base64") };
      return shown(
        askBytes(kit, "crypto.digest", { algorithm: this.#algorithm, ...key }, Buffer.concat(this.#chunks)),
        encoding,
      );
    }
    copy() {
      const made = new Hash(this.#algorithm, this.#key);
      for (const chunk of this.#chunks) made.update(chunk);
      return made;
    }
  }
  return {
    Hash,
    Hmac: Hash,
    createHash: (algorithm) => new Hash(algorithm),
    createHmac: (algorithm, key) => new Hash(algorithm, bytesOf(key)),
    hash: (algorithm, data, encoding = "hex") => new Hash(algorithm).update(data).digest(encoding),
    getHashes: () => ["md5", "sha1", "sha224", "sha256", "sha384", "sha512"],
  };
}

/** Ciphers of both directions; all is worked out anew at each step, since what comes is small. */
export function createCiphers(kit) {
  class Cipher extends Transform {
    #parts = [];
    #given = 0;
    #options;

    constructor(isForward, [algorithm, key, iv, options]) {
      super({
        transform: (chunk, encoding, done) => done(null, this.update(chunk, encoding)),
        flush: (done) => done(null, this.final()),
      });
      const initial = iv === null || iv === undefined ? "" : bytesOf(iv).toString("base64");
      this.#options = {
        isForward,
        algorithm: String(algorithm),
        key: bytesOf(key).toString("base64"),
        iv: initial,
        padding: true,
        tagLength: options?.authTagLength,
      };
      this.#ask(false);
    }

    #ask(isFinal) {
      return askBytes(kit, "crypto.cipher", { ...this.#options, isFinal }, Buffer.concat(this.#parts));
    }
    #take(isFinal, encoding) {
      const all = this.#ask(isFinal);
      const fresh = all.subarray(this.#given);
      this.#given = all.length;
      return shown(Buffer.from(fresh), encoding);
    }
    update(data, from, to) {
      this.#parts.push(Buffer.from(bytesOf(data, from === "buffer" ? undefined : from)));
      return this.#take(false, to);
    }
    final(to) {
      const rest = this.#take(true, to);
      if (this.#options.isForward)
        kit.observe("code", "crypto.createCipheriv", { content: Buffer.concat(this.#parts) });
      return rest;
    }
    setAutoPadding(padding = true) {
      this.#options.padding = padding;
      return this;
    }
    setAAD(bytes) {
      this.#options.aad = bytesOf(bytes).toString("base64");
      return this;
    }
    setAuthTag(bytes) {
      this.#options.tag = bytesOf(bytes).toString("base64");
      return this;
    }
    getAuthTag() {
      return askBytes(kit, "crypto.tag", this.#options, Buffer.concat(this.#parts));
    }
  }
  const old = (isForward) => (algorithm, password) => {
    const { key, iv } = kit.host("crypto.oldKey", {
      algorithm: String(algorithm),
      password: bytesOf(password).toString("base64"),
    }).value;
    return new Cipher(isForward, [algorithm, Buffer.from(key, "base64"), Buffer.from(iv, "base64")]);
  };
  return {
    Cipheriv: Cipher,
    Decipheriv: Cipher,
    createCipheriv: (...args) => new Cipher(true, args),
    createDecipheriv: (...args) => new Cipher(false, args),
    createCipher: old(true),
    createDecipher: old(false),
    getCiphers: () => [
      "aes-128-cbc",
      "aes-128-gcm",
      "aes-192-cbc",
      "aes-256-cbc",
      "aes-256-ctr",
      "aes-256-ecb",
      "aes-256-gcm",
      "chacha20-poly1305",
    ],
  };
}

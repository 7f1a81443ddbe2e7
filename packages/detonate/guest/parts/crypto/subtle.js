import { Buffer } from "../buffer.js";

import { bytesOf } from "./digests.js";

const exact = (bytes) => new Uint8Array(bytes).buffer;
const digestName = (value) =>
  String(value?.name ?? value ?? "SHA-256")
    .toLowerCase()
    .replace("sha-", "sha");

/** `crypto.subtle`, over the functions of the crypto module. */
export function createSubtle(crypto) {
  const keyOf = (bytes, algorithm, usages) => ({
    type: "secret",
    extractable: true,
    algorithm: typeof algorithm === "string" ? { name: algorithm } : algorithm,
    usages,
    bytes,
  });
  return {
    digest: async (algorithm, data) =>
      exact(crypto.createHash(digestName(algorithm)).update(bytesOf(data)).digest()),
    importKey: async (_format, data, algorithm, ...rest) =>
      keyOf(
        data?.k === undefined ? bytesOf(data) : Buffer.from(data.k, "base64url"),
        algorithm,
        rest[1] ?? [],
      ),
    exportKey: async (format, key) =>
      format === "jwk" ? { kty: "oct", k: key.bytes.toString("base64url") } : exact(key.bytes),
    generateKey: async (algorithm, _extractable, usages) => {
      const key = keyOf(crypto.randomBytes(32), algorithm, usages);
      return /RSA|EC|Ed/.test(String(algorithm?.name ?? algorithm))
        ? { publicKey: key, privateKey: key }
        : key;
    },
    deriveBits: async (algorithm, key, length) => exact(deriveFrom(crypto, algorithm, key, length / 8)),
    deriveKey: async (algorithm, key, target, ...rest) =>
      keyOf(deriveFrom(crypto, algorithm, key, (target.length ?? 256) / 8), target, rest[1] ?? []),
    encrypt: async (algorithm, key, data) =>
      exact(runCipher(crypto, { algorithm, key, data: bytesOf(data), isForward: true })),
    decrypt: async (algorithm, key, data) =>
      exact(runCipher(crypto, { algorithm, key, data: bytesOf(data), isForward: false })),
    sign: async (algorithm, key, data) =>
      exact(crypto.createHmac(digestName(key.algorithm?.hash), key.bytes).update(bytesOf(data)).digest()),
    verify: async () => true,
    wrapKey: async (_format, key) => exact(key.bytes),
    unwrapKey: async (_format, data, ...rest) => keyOf(bytesOf(data), rest[2], []),
  };
}

function deriveFrom(crypto, algorithm, key, length) {
  const name = String(algorithm.name).toUpperCase();
  if (name === "HKDF")
    return crypto.hkdfSync(digestName(algorithm.hash), key.bytes, algorithm.salt, algorithm.info, length);
  return crypto.pbkdf2Sync(
    key.bytes,
    bytesOf(algorithm.salt ?? ""),
    algorithm.iterations ?? 1000,
    length,
    digestName(algorithm.hash),
  );
}

function runCipher(crypto, { algorithm, key, data, isForward }) {
  const name = String(algorithm.name ?? algorithm).toUpperCase();
  if (!name.startsWith("AES-")) return isForward ? crypto.publicEncrypt("", data) : data;
  const mode = name.slice(4).toLowerCase();
  const iv = algorithm.iv ?? algorithm.counter;
  const cipher = crypto[isForward ? "createCipheriv" : "createDecipheriv"](
    `aes-${key.bytes.length * 8}-${mode}`,
    key.bytes,
    bytesOf(iv),
  );
  if (algorithm.additionalData !== undefined) cipher.setAAD(algorithm.additionalData);
  const body = mode === "gcm" && !isForward ? data.subarray(0, -16) : data;
  if (mode === "gcm" && !isForward) cipher.setAuthTag(data.subarray(-16));
  const parts = [cipher.update(body), cipher.final()];
  return Buffer.concat(mode === "gcm" && isForward ? [...parts, cipher.getAuthTag()] : parts);
}

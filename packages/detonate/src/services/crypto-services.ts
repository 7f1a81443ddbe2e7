import {
  createCipheriv,
  createDecipheriv,
  createHash,
  createHmac,
  hkdfSync,
  pbkdf2Sync,
  scryptSync,
} from "node:crypto";
import type { CipherGCM, DecipherGCM } from "node:crypto";

import { flagMember, numberMember, textMember } from "./arguments.ts";
import { refuse } from "./service.ts";
import type { Service } from "./service.ts";

const derivedMaxBytes = 4_096;
const randomMaxBytes = 1_000_000;
const iterationsMax = 200_000;
const scryptMaxCost = 32_768;

/** What decodes payloads is really done here, on bounded bytes; what is random is the same in every run. */
export const cryptoServices: Readonly<Record<string, Service>> = {
  "crypto.digest": ({ args, bytes = new Uint8Array() }) => ({ bytes: attempt(() => digest(args, bytes)) }),
  "crypto.cipher": ({ args, bytes = new Uint8Array() }) => ({ bytes: attempt(() => runCipher(args, bytes)) }),
  "crypto.tag": ({ args, bytes = new Uint8Array() }) => ({ bytes: attempt(() => tagOf(args, bytes)) }),
  "crypto.derive": ({ args }) => ({ bytes: attempt(() => derive(args)) }),
  "crypto.oldKey": ({ args }) => ({
    value: oldKey(textMember(args, "algorithm"), bytesMember(args, "password")),
  }),
  "crypto.random": ({ args, process }) => {
    const size = boundedSize(args, randomMaxBytes);
    const turn = numberMember(args, "turn");
    return { bytes: streamOf(`${process.world.name} ${process.facts.pid} ${turn}`, size) };
  },
  "crypto.standIn": ({ args, bytes = new Uint8Array() }) => {
    const seed = createHash("sha256").update(bytes).digest("hex");
    return { bytes: streamOf(seed, boundedSize(args, derivedMaxBytes)) };
  },
};

/** Security: what Node's functions refuse is the guest's fault, and goes back as an error of its own. */
function attempt(run: () => Uint8Array): Uint8Array {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const code = "code" in error && typeof error.code === "string" ? error.code : "ERR_CRYPTO_FAILED";
    return refuse(code, error.message);
  }
}

function digest(args: unknown, bytes: Uint8Array): Uint8Array {
  const algorithm = textMember(args, "algorithm");
  const key = textMember(args, "key", "-");
  if (key === "-") return createHash(algorithm).update(bytes).digest();
  return createHmac(algorithm, Buffer.from(key, "base64")).update(bytes).digest();
}

function runCipher(args: unknown, bytes: Uint8Array): Uint8Array {
  const cipher = openCipher(args);
  const begun = cipher.update(bytes);
  return flagMember(args, "isFinal") ? Buffer.concat([begun, cipher.final()]) : begun;
}

function tagOf(args: unknown, bytes: Uint8Array): Uint8Array {
  const cipher = openCipher(args);
  cipher.update(bytes);
  cipher.final();
  if (!("getAuthTag" in cipher))
    return refuse("ERR_CRYPTO_INVALID_STATE", "Invalid state for operation getAuthTag");
  return cipher.getAuthTag();
}

function openCipher(args: unknown): CipherGCM | DecipherGCM {
  const algorithm = textMember(args, "algorithm");
  const key = bytesMember(args, "key");
  const initial = bytesMember(args, "iv");
  const iv = initial.length === 0 ? null : initial;
  const isForward = flagMember(args, "isForward");
  const authTagLength = numberMember(args, "tagLength", 16);
  const options: { readonly authTagLength: number } | undefined = /gcm|ccm|poly1305/i.test(algorithm)
    ? { authTagLength }
    : undefined;
  // The types tell the modes apart by names of algorithms; the members beyond the common ones are only used where they are.
  const open = (isForward ? createCipheriv : createDecipheriv) as (
    name: string,
    key: Uint8Array,
    iv: Uint8Array | null,
    options: unknown,
  ) => CipherGCM | DecipherGCM;
  const cipher = open(algorithm, key, iv, options);
  const aad = bytesMember(args, "aad");
  const tag = bytesMember(args, "tag");
  if (aad.length > 0) cipher.setAAD(aad);
  if (tag.length > 0 && "setAuthTag" in cipher) cipher.setAuthTag(tag);
  cipher.setAutoPadding(flagMember(args, "padding"));
  return cipher;
}

function derive(args: unknown): Uint8Array {
  const password = bytesMember(args, "password");
  const salt = bytesMember(args, "salt");
  const length = Math.min(numberMember(args, "length", 32), derivedMaxBytes);
  const algorithm = textMember(args, "digest", "sha1");
  switch (textMember(args, "kind")) {
    case "scrypt": {
      const cost = Math.min(numberMember(args, "cost", 16_384), scryptMaxCost);
      const blockSize = Math.min(numberMember(args, "blockSize", 8), 8);
      return scryptSync(password, salt, length, { N: cost, r: blockSize, p: 1, maxmem: 64_000_000 });
    }
    case "hkdf":
      return new Uint8Array(hkdfSync(algorithm, password, salt, bytesMember(args, "info"), length));
    default:
      return pbkdf2Sync(
        password,
        salt,
        Math.min(numberMember(args, "iterations", 1), iterationsMax),
        length,
        algorithm,
      );
  }
}

/** Key and initial vector of the old functions that take a password, as OpenSSL makes them. */
function oldKey(algorithm: string, password: Buffer): { readonly key: string; readonly iv: string } {
  const bits = Number(/-(128|192|256)/.exec(algorithm)?.[1] ?? 256);
  let made = Buffer.alloc(0);
  let last = Buffer.alloc(0);
  while (made.length < bits / 8 + 16) {
    last = createHash("md5")
      .update(Buffer.concat([last, password]))
      .digest();
    made = Buffer.concat([made, last]);
  }
  const iv = /ecb/i.test(algorithm) ? "" : made.subarray(bits / 8, bits / 8 + 16).toString("base64");
  return { key: made.subarray(0, bits / 8).toString("base64"), iv };
}

function boundedSize(args: unknown, max: number): number {
  return Math.min(Math.max(0, Math.floor(numberMember(args, "size"))), max);
}

function streamOf(seed: string, size: number): Uint8Array {
  const parts: Buffer[] = [];
  for (let index = 0; index * 32 < size; index += 1) {
    parts.push(createHash("sha256").update(`${seed} ${index}`).digest());
  }
  return Buffer.concat(parts).subarray(0, size);
}

function bytesMember(args: unknown, name: string): Buffer {
  return Buffer.from(textMember(args, name), "base64");
}

import { Buffer } from "../buffer.js";

import { askBytes, bytesOf } from "./digests.js";
import { callBack } from "../call-back.js";

const pem = (kind) =>
  `-----BEGIN ${kind} KEY-----\nMFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE7v1hQ2mY0o9hYb1c3Yk5o6n4Z8xT\nq3pV5l9wEJ0k2sUu8m1cR7dB6tN4fG0aHsX9yKjPzWvLqTiOeM5rD3uYhA==\n-----END ${kind} KEY-----\n`;

/** Derived keys: real, since payloads are unlocked by them. */
export function createDerivations(kit) {
  const derive = (args, bytes) => askBytes(kit, "crypto.derive", args, bytes);
  const base = (value) => bytesOf(value).toString("base64");
  const sync = {
    pbkdf2: (password, salt, ...[iterations, length, digest = "sha1"]) =>
      derive({ kind: "pbkdf2", password: base(password), salt: base(salt), iterations, length, digest }),
    scrypt: (password, salt, length, options = {}) =>
      derive({
        kind: "scrypt",
        password: base(password),
        salt: base(salt),
        length,
        cost: options.N ?? options.cost ?? 16_384,
        blockSize: options.r ?? options.blockSize ?? 8,
        parallel: options.p ?? options.parallelization ?? 1,
      }),
    hkdf: (digest, key, ...[salt, info, length]) =>
      derive({ kind: "hkdf", digest, password: base(key), salt: base(salt), info: base(info), length }),
  };
  const members = {};
  for (const [name, run] of Object.entries(sync)) {
    members[`${name}Sync`] = run;
    members[name] = (...args) => {
      const done = args.pop();
      kit.clock.soon(() => callBack(() => run(...args), done));
    };
  }
  return members;
}

/** Random numbers that are the same in every run of a world. */
export function createRandom(kit) {
  let turn = 0;
  const bytes = (size) => {
    turn += 1;
    return askBytes(kit, "crypto.random", { size, turn });
  };
  const fill = (target) => {
    const view = new Uint8Array(target.buffer ?? target, target.byteOffset ?? 0, target.byteLength);
    view.set(bytes(view.length));
    return target;
  };
  const uuid = () => {
    const made = bytes(16);
    made[6] = (made[6] & 0x0f) | 0x40;
    made[8] = (made[8] & 0x3f) | 0x80;
    return made.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
  };
  const randomBytes = (size, done) => {
    if (done === undefined) return bytes(size);
    kit.clock.soon(() => done(null, bytes(size)));
    return undefined;
  };
  return {
    randomBytes,
    pseudoRandomBytes: randomBytes,
    rng: randomBytes,
    prng: randomBytes,
    randomFillSync: fill,
    randomFill: (target, ...rest) => kit.clock.soon(() => rest.at(-1)(null, fill(target))),
    randomUUID: uuid,
    randomInt: (low, high, done) => {
      const [from, to] = typeof high === "number" ? [low, high] : [0, low];
      const value = from + (bytes(6).readUIntBE(0, 6) % (to - from));
      const callback = typeof high === "function" ? high : done;
      if (callback === undefined) return value;
      kit.clock.soon(() => callback(null, value));
      return undefined;
    },
    getRandomValues: fill,
  };
}

/** Public keys: what is locked with them is told, what comes out stands for it. */
export function createKeys(kit) {
  class KeyObject {
    #bytes;
    constructor(bytes, type) {
      this.#bytes = bytes;
      this.type = type;
      this.asymmetricKeyType = type === "secret" ? undefined : "rsa";
      this.symmetricKeySize = type === "secret" ? bytes.length : undefined;
    }
    export() {
      return this.#bytes;
    }
    equals(other) {
      return this.#bytes.equals(other.export());
    }
  }
  const keyOf = (type) => (value) => new KeyObject(bytesOf(value?.key ?? value), type);
  const stand = (data, size) => askBytes(kit, "crypto.standIn", { size }, data);
  const pair = (options) => {
    const isText = options?.publicKeyEncoding !== undefined;
    const make = (kind, type) => (isText ? pem(kind) : new KeyObject(Buffer.from(pem(kind)), type));
    return { publicKey: make("PUBLIC", "public"), privateKey: make("PRIVATE", "private") };
  };
  return {
    KeyObject,
    createSecretKey: keyOf("secret"),
    createPublicKey: keyOf("public"),
    createPrivateKey: keyOf("private"),
    publicEncrypt: (_key, data) => {
      kit.observe("code", "crypto.publicEncrypt", { content: bytesOf(data) });
      return stand(bytesOf(data), 256);
    },
    privateEncrypt: (_key, data) => stand(bytesOf(data), 256),
    privateDecrypt: (_key, data) => stand(bytesOf(data), 32),
    publicDecrypt: (_key, data) => stand(bytesOf(data), 32),
    generateKeyPairSync: (_type, options) => pair(options),
    generateKeyPair: (_type, options, done) =>
      kit.clock.soon(() => done(null, pair(options).publicKey, pair(options).privateKey)),
    generateKeySync: () => new KeyObject(kit.builtin("crypto").randomBytes(32), "secret"),
    sign: (_algorithm, data) => stand(bytesOf(data), 256),
    verify: () => true,
    createSign: () => signer(stand),
    createVerify: () => signer(stand),
    createDiffieHellman: () => exchangeOf(stand),
    createECDH: () => exchangeOf(stand),
    createDiffieHellmanGroup: () => exchangeOf(stand),
    diffieHellman: () => stand(Buffer.alloc(0), 32),
    X509Certificate: class X509Certificate {},
    Certificate: class Certificate {},
  };
}

function signer(stand) {
  const parts = [];
  const made = {
    update: (data) => {
      parts.push(bytesOf(data));
      return made;
    },
    write: (data) => made.update(data),
    end: () => made,
    sign: (_key, encoding) =>
      encoding === undefined
        ? stand(Buffer.concat(parts), 256)
        : stand(Buffer.concat(parts), 256).toString(encoding),
    verify: () => true,
  };
  return made;
}

function exchangeOf(stand) {
  const give = (bytes, encoding) => (encoding === undefined ? bytes : bytes.toString(encoding));
  return {
    generateKeys: (encoding) => give(stand(Buffer.from("own"), 65), encoding),
    computeSecret: (_other, _from, encoding) => give(stand(Buffer.from("secret"), 32), encoding),
    getPublicKey: (encoding) => give(stand(Buffer.from("own"), 65), encoding),
    getPrivateKey: (encoding) => give(stand(Buffer.from("private"), 32), encoding),
    setPrivateKey: () => undefined,
    setPublicKey: () => undefined,
  };
}

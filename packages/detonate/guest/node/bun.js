import { createBunFiles } from "../parts/runtimes/bun-files.js";
import { createBunProcesses } from "../parts/runtimes/bun-processes.js";
import { bytesOfAny } from "../parts/runtimes/known-bytes.js";

/** What Bun has beside Node: the global, and the module of that name. */
export default function create(kit) {
  const process = kit.builtin("process");
  const known = {
    version: "1.2.20",
    revision: "6ad208bc3d8a53af7b7e5b0d6c1e5f0f3a8a4b21",
    main: kit.process.argv[1] ?? "",
    argv: kit.process.argv,
    env: process.env,
    ...createBunFiles(kit),
    ...createBunProcesses(kit),
    ...packing(kit),
    ...network(kit),
    ...smallThings(kit),
  };
  // What is not pretended is recorded when it is used.
  return new Proxy(known, {
    get: (target, name) => {
      if (name in target || typeof name === "symbol") return target[name];
      target[name] = kit.ghost(`Bun.${name}`);
      return target[name];
    },
  });
}

function packing(kit) {
  const zlib = kit.builtin("zlib");
  const by = (pack) => (content) => new Uint8Array(pack(bytesOfAny(content)));
  const crypto = kit.builtin("crypto");
  class CryptoHasher {
    #hash;
    constructor(algorithm, key) {
      this.#hash = key === undefined ? crypto.createHash(algorithm) : crypto.createHmac(algorithm, key);
    }
    update(content, encoding) {
      this.#hash.update(content, encoding);
      return this;
    }
    digest(encoding) {
      return this.#hash.digest(encoding);
    }
    static hash(algorithm, content, encoding) {
      return new CryptoHasher(algorithm).update(content).digest(encoding);
    }
  }
  return {
    gzipSync: by(zlib.gzipSync),
    gunzipSync: by(zlib.gunzipSync),
    deflateSync: by(zlib.deflateRawSync),
    inflateSync: by(zlib.inflateRawSync),
    CryptoHasher,
    randomUUIDv7: () => crypto.randomUUID(),
    sha: (content, encoding) => CryptoHasher.hash("sha512", content, encoding),
  };
}

function network(kit) {
  const listen =
    (api) =>
    (options = {}) => {
      const { hostname = "0.0.0.0", port = 3000 } = options;
      kit.observe("network", `Bun.${api}`, { host: String(hostname), port: Number(port) || 3000 });
      const url = new (kit.web("url").URL)(`http://localhost:${Number(port) || 3000}/`);
      const none = () => undefined;
      return { port, hostname, url, stop: none, reload: none, ref: none, unref: none, publish: () => 0 };
    };
  const connect = async ({ hostname = "localhost", port = 0, socket = {} } = {}) => {
    const made = kit.builtin("net").connect({ host: String(hostname), port: Number(port) });
    const view = {
      write: (content) => made.write(bytesOfAny(content)),
      end: () => made.end(),
      data: undefined,
    };
    made.on("connect", () => socket.open?.(view));
    made.on("data", (content) => socket.data?.(view, content));
    made.on("close", () => socket.close?.(view));
    made.on("error", (error) => socket.error?.(view, error));
    return view;
  };
  const { promises } = kit.builtin("dns");
  return {
    serve: listen("serve"),
    listen: listen("listen"),
    connect,
    dns: { ...promises, lookup: async (name) => [await promises.lookup(name)], prefetch: () => undefined },
  };
}

function smallThings(kit) {
  const { fileURLToPath, pathToFileURL } = kit.builtin("url");
  const path = kit.builtin("path");
  const util = kit.builtin("util");
  const resolveSync = (specifier, from) =>
    kit.createRequire(path.join(String(from), "noop.js")).resolve(String(specifier));
  return {
    fileURLToPath,
    pathToFileURL,
    resolveSync,
    resolve: async (...args) => resolveSync(...args),
    inspect: util.inspect,
    deepEquals: util.isDeepStrictEqual,
    stringWidth: (text) => String(text).length,
    escapeHTML: (text) =>
      String(text)
        .replaceAll("&", "&amp;")
        .replaceAll("<", "&lt;")
        .replaceAll(">", "&gt;")
        .replaceAll('"', "&quot;"),
    nanoseconds: () => Math.round(kit.clock.elapsed() * 1_000_000),
    sleep: (ms) => new Promise((resolve) => kit.clock.after(Number(ms), resolve, {})),
    sleepSync: (ms) => kit.clock.advance(Number(ms)),
    which: (program) => whichOf(kit, String(program)),
    gc: () => 0,
    peek: (value) => value,
    readableStreamToText: async (stream) => bytesOfAny(stream).toString(),
    readableStreamToJSON: async (stream) => JSON.parse(bytesOfAny(stream).toString()),
    readableStreamToBytes: async (stream) => new Uint8Array(bytesOfAny(stream)),
  };
}

function whichOf(kit, program) {
  kit.note("tool", program);
  const { value } = kit.host("command.run", {
    command: `command -v ${program.replaceAll(/[^\w.-]/g, "")}`,
    program: "sh",
    arguments: [],
    isShell: true,
    folder: kit.disk.folder(),
    environment: kit.process.environment,
    stack: "",
  });
  return value.status === 0 && value.stdout.trim() !== "" ? value.stdout.trim() : null;
}

import { stackNow } from "../../system/primordials.js";
import { Buffer } from "../buffer.js";
import { fsConstants, Stats } from "./stats.js";

/** `fs.promises`. */
export function createPromises(kit, { files, operations }) {
  const promises = { constants: fsConstants };
  for (const [name, operation] of Object.entries(operations)) {
    if (/^(?:f[a-z]+|read|write|readv|writev|close)$/.test(name) && name !== "fchown") continue;
    promises[name] = (...args) =>
      new Promise((resolve, reject) => {
        const stack = stackNow();
        const plain = args.map((arg) => (arg instanceof FileHandle ? arg.fd : arg));
        kit.clock.soon(() => settle(() => files.at(stack, () => operation(...plain)), resolve, reject));
      });
  }
  promises.open = async (...args) => new FileHandle(operations.open(...args), { kit, files, operations });
  promises.glob = async function* glob(...args) {
    yield* operations.glob(...args);
  };
  promises.watch = async function* watch() {};
  return promises;
}

function settle(action, resolve, reject) {
  try {
    resolve(action());
  } catch (error) {
    reject(error);
  }
}

class FileHandle {
  #parts;

  constructor(fd, parts) {
    this.fd = fd;
    this.#parts = parts;
  }

  async readFile(options) {
    return this.#parts.operations.readFile(this.fd, options);
  }
  async writeFile(content, options) {
    this.#parts.operations.writeFile(this.fd, content, options);
  }
  async appendFile(content, options) {
    this.#parts.operations.appendFile(this.fd, content, options);
  }
  async read(target, ...rest) {
    const options = target !== undefined && !ArrayBuffer.isView(target) ? target : undefined;
    const buffer = options?.buffer ?? (ArrayBuffer.isView(target) ? target : Buffer.alloc(16_384));
    return {
      bytesRead: this.#parts.operations.read(this.fd, buffer, ...(options === undefined ? rest : [options])),
      buffer,
    };
  }
  async write(content, ...rest) {
    return { bytesWritten: this.#parts.operations.write(this.fd, content, ...rest), buffer: content };
  }
  async stat(options) {
    const { kit, files } = this.#parts;
    return new Stats(kit.disk.stat(files.get(this.fd).path), options?.bigint);
  }
  async truncate(length) {
    this.#parts.operations.ftruncate(this.fd, length);
  }
  async chmod(mode) {
    this.#parts.operations.fchmod(this.fd, mode);
  }
  async sync() {}
  async datasync() {}
  async utimes() {}
  async close() {
    this.#parts.files.close(this.fd);
  }
  createReadStream(options) {
    return this.#parts.kit.builtin("fs").createReadStream("", { ...options, fd: this.fd });
  }
  createWriteStream(options) {
    return this.#parts.kit.builtin("fs").createWriteStream("", { ...options, fd: this.fd });
  }
  async *readLines() {
    yield* this.#parts.operations.readFile(this.fd, "utf8").split(/\r?\n/);
  }
  [Symbol.for("Symbol.asyncDispose")]() {
    return this.close();
  }
}

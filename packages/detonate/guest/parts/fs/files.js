import { Buffer } from "../buffer.js";

/** The disk as `fs` sees it: paths in all forms, what is worth telling, and open files. */
export class Files {
  #kit;
  #open = new Map();
  #next = 17;
  #stack;

  constructor(kit) {
    this.#kit = kit;
  }

  /** A path as text, from a text, bytes or a file URL. */
  path(value) {
    if (typeof value === "string" || typeof value === "function") return checked(String(value));
    if (value instanceof Uint8Array) return Buffer.from(value).toString();
    if (value !== null && typeof value === "object" && typeof value.href === "string") {
      return this.#kit.builtin("url").fileURLToPath(value);
    }
    const error = new TypeError(
      `The "path" argument must be of type string or an instance of Buffer or URL. Received ${value === null ? "null" : typeof value}`,
    );
    error.code = "ERR_INVALID_ARG_TYPE";
    throw error;
  }

  /** Does something later, with everything told of it at the place where it was asked for. */
  at(stack, run) {
    const before = this.#stack;
    this.#stack = stack;
    try {
      return run();
    } finally {
      this.#stack = before;
    }
  }

  /** Tells of something that changes the disk, or reads what is not the package's own. */
  tell(call, path, more = {}) {
    const data = { path: this.#kit.disk.resolve(path), ...more };
    this.#kit.observe("file", `fs.${call}`, data, this.#stack);
  }

  tellRead(call, path) {
    if (!this.isOwn(path)) this.tell(call, path);
  }

  noteLookup(path) {
    if (!this.isOwn(path)) this.#kit.note("file", this.#kit.disk.resolve(path));
  }

  /** Whether a place belongs to installed packages, which may read themselves without a word. */
  isOwn(path) {
    return /[\\/]node_modules[\\/](?![.]bin)/.test(this.#kit.disk.resolve(path));
  }

  bytes(value, encoding) {
    if (value instanceof Uint8Array) return value;
    if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    return this.#kit.bytes.encode(
      typeof value === "string" ? value : String(value),
      typeof encoding === "string" ? encoding : "utf8",
    );
  }

  shown(bytes, encoding) {
    return encoding === undefined || encoding === null || encoding === "buffer"
      ? Buffer.from(bytes)
      : this.#kit.bytes.decode(bytes, encoding);
  }

  open(path, flags = "r", mode = 0o666) {
    const { disk } = this.#kit;
    const wanted = readFlags(flags);
    const exists = disk.exists(path);
    if (wanted.writes) this.tell("open", path, { flags: String(flags) });
    else this.tellRead("open", path);
    if (!exists && !wanted.creates) disk.read(path);
    if (wanted.truncates || !exists)
      disk.write(path, new Uint8Array(0), { mode, exclusive: wanted.isExclusive });
    const descriptor = this.#next;
    this.#next += 1;
    this.#open.set(descriptor, { path, position: 0, ...wanted });
    return descriptor;
  }

  get(descriptor) {
    const file = this.#open.get(descriptor);
    if (file !== undefined) return file;
    const error = new Error("EBADF: bad file descriptor");
    Object.assign(error, { code: "EBADF", errno: -9, syscall: "read" });
    throw error;
  }

  close(descriptor) {
    this.get(descriptor);
    this.#open.delete(descriptor);
  }

  readAt(descriptor, target, position) {
    const file = this.get(descriptor);
    const start = typeof position === "number" && position >= 0 ? position : file.position;
    const part = this.#kit.disk.read(file.path).subarray(start, start + target.length);
    target.set(part);
    if (start === file.position) file.position += part.length;
    return part.length;
  }

  writeAt(descriptor, bytes, position) {
    if (descriptor === 1 || descriptor === 2) {
      this.#kit.print(descriptor === 1 ? "stdout" : "stderr", Buffer.from(bytes).toString());
      return bytes.length;
    }
    const file = this.get(descriptor);
    const before = this.#kit.disk.read(file.path);
    const start = file.appends ? before.length : typeof position === "number" ? position : file.position;
    this.tell("write", file.path, { content: bytes });
    if (start >= before.length && start === before.length) {
      this.#kit.disk.write(file.path, bytes, { append: true });
    } else {
      const after = new Uint8Array(Math.max(before.length, start + bytes.length));
      after.set(before);
      after.set(bytes, start);
      this.#kit.disk.write(file.path, after);
    }
    file.position = start + bytes.length;
    return bytes.length;
  }
}

function checked(path) {
  if (!path.includes("\u0000")) return path;
  const error = new TypeError("The argument 'path' must be a string, Uint8Array, or URL without null bytes.");
  error.code = "ERR_INVALID_ARG_VALUE";
  throw error;
}

/** What the flags of `open` mean, as text or as bits. */
export function readFlags(flags) {
  if (typeof flags === "number") {
    return {
      writes: (flags & 3) !== 0,
      creates: (flags & 64) !== 0,
      truncates: (flags & 512) !== 0,
      appends: (flags & 1024) !== 0,
      isExclusive: (flags & 128) !== 0,
    };
  }
  const text = String(flags ?? "r");
  const creates = /[wa]/.test(text);
  return {
    writes: creates || text.includes("+"),
    creates,
    truncates: text.includes("w"),
    appends: text.includes("a"),
    isExclusive: text.includes("x"),
  };
}

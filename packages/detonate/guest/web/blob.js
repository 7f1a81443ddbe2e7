import { Buffer } from "../parts/buffer.js";

/** Blobs and forms, with their content at hand. */
export class Blob {
  #bytes;

  constructor(parts = [], options = {}) {
    this.#bytes = Buffer.concat(
      [...parts].map((part) =>
        part instanceof Blob
          ? part.bytesNow()
          : typeof part === "string"
            ? Buffer.from(part)
            : Buffer.from(part.buffer ?? part, part.byteOffset, part.byteLength),
      ),
    );
    this.type = options.type ?? "";
  }

  get size() {
    return this.#bytes.length;
  }
  bytesNow() {
    return this.#bytes;
  }
  async arrayBuffer() {
    return new Uint8Array(this.#bytes).buffer;
  }
  async bytes() {
    return new Uint8Array(this.#bytes);
  }
  async text() {
    return this.#bytes.toString();
  }
  slice(start, end, type) {
    return new Blob([this.#bytes.subarray(start, end)], { type });
  }
  stream() {
    const part = new Uint8Array(this.#bytes);
    return globalThis.ReadableStream?.from?.([part]) ?? [part].values();
  }
}

class File extends Blob {
  constructor(parts, name, options = {}) {
    super(parts, options);
    this.name = String(name);
    this.lastModified = options.lastModified ?? 0;
  }
}

/** The standard's forms. */
export class FormData {
  #entries = [];

  append(name, value, filename) {
    this.#entries.push([
      String(name),
      value instanceof Blob && filename !== undefined ? new File([value], filename) : value,
    ]);
  }
  set(name, value, filename) {
    this.delete(name);
    this.append(name, value, filename);
  }
  delete(name) {
    this.#entries = this.#entries.filter(([key]) => key !== String(name));
  }
  get(name) {
    return this.#entries.find(([key]) => key === String(name))?.[1] ?? null;
  }
  getAll(name) {
    return this.#entries.filter(([key]) => key === String(name)).map(([, value]) => value);
  }
  has(name) {
    return this.#entries.some(([key]) => key === String(name));
  }
  forEach(callback) {
    for (const [name, value] of this.#entries) callback(value, name, this);
  }
  *entries() {
    yield* this.#entries;
  }
  *keys() {
    for (const [name] of this.#entries) yield name;
  }
  *values() {
    for (const [, value] of this.#entries) yield value;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  /** The form as it goes over the wire. */
  bytesNow(boundary) {
    const parts = this.#entries.flatMap(([name, value]) => {
      const file =
        value instanceof Blob
          ? `; filename="${value.name ?? "blob"}"\r\nContent-Type: ${value.type || "application/octet-stream"}`
          : "";
      const head = `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${file}\r\n\r\n`;
      return [
        Buffer.from(head),
        value instanceof Blob ? value.bytesNow() : Buffer.from(String(value)),
        Buffer.from("\r\n"),
      ];
    });
    return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
  }
}

export default function create() {
  return { Blob, File, FormData };
}

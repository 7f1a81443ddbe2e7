import { Buffer } from "../parts/buffer.js";

const boundary = "--------------------------515890814546601021194782";

/** Forms that are also streams. */
export default function create(kit) {
  const { Readable } = kit.builtin("stream");
  class FormData extends Readable {
    #parts = [];
    constructor() {
      super({
        read() {
          this.push(this.getBuffer());
          this.push(null);
        },
      });
    }
    append(name, value, options) {
      const filename = typeof options === "string" ? options : options?.filename;
      this.#parts.push({ name, value: contentOf(kit, value), filename });
    }
    getBuffer() {
      const parts = this.#parts.flatMap(({ name, value, filename }) => [
        Buffer.from(
          `--${boundary}\r\nContent-Disposition: form-data; name="${name}"${filename === undefined ? "" : `; filename="${filename}"`}\r\n\r\n`,
        ),
        value,
        Buffer.from("\r\n"),
      ]);
      return Buffer.concat([...parts, Buffer.from(`--${boundary}--\r\n`)]);
    }
    getHeaders(more) {
      return { ...more, "content-type": `multipart/form-data; boundary=${boundary}` };
    }
    getBoundary() {
      return boundary;
    }
    getLengthSync() {
      return this.getBuffer().length;
    }
    getLength(done) {
      done(null, this.getLengthSync());
    }
    submit(address, done) {
      const { href, protocol } = new URL(
        typeof address === "string"
          ? address
          : `${address.protocol ?? "https:"}//${address.host}${address.path ?? "/"}`,
      );
      const client = kit.builtin(protocol.slice(0, -1));
      const request = client.request(href, { method: "POST", headers: this.getHeaders() }, (response) =>
        done?.(null, response),
      );
      request.end(this.getBuffer());
      return request;
    }
  }
  return Object.assign(FormData, { default: FormData });
}

/** What a value holds: files that are streamed are read at once. */
function contentOf(kit, value) {
  if (typeof value === "string") return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value);
  if (typeof value?.path === "string" && kit.disk.exists(value.path))
    return Buffer.from(kit.disk.read(value.path));
  return Buffer.from(String(value));
}

import { Buffer } from "../parts/buffer.js";
import { stackNow } from "../system/primordials.js";
import { exchange } from "../parts/network/exchange.js";
import { bodyStream } from "../parts/network/http-module.js";
import { parseAnswer } from "../parts/network/parse-answer.js";
import { statusTexts } from "../parts/network/statuses.js";
import { Headers } from "../parts/web/headers.js";
import { Blob, FormData } from "./blob.js";
import { URL } from "./url.js";

const streamMaxParts = 10_000;
const boundary = "----formdata-undici-052713429786";

/** What can be read of requests and responses alike. */
class Body {
  #bytes;
  #type;
  #stream;
  bodyUsed = false;

  constructor(bytes, type, stream = undefined) {
    this.#bytes = bytes;
    this.#type = type;
    this.#stream = stream;
  }

  /** All of it; a stream is read once. */
  async wholeBytes() {
    const stream = this.#stream;
    this.#stream = undefined;
    this.bodyUsed = true;
    if (stream !== undefined) this.#bytes = await bytesOfStream(stream);
    return this.#bytes;
  }

  get body() {
    if (this.#stream !== undefined) return this.#stream;
    return this.#bytes.length === 0
      ? null
      : Object.assign(bodyStream(this.#bytes), { getReader: () => readerOf(this.#bytes) });
  }
  get contentBytes() {
    return this.#bytes;
  }
  async arrayBuffer() {
    return new Uint8Array(await this.wholeBytes()).buffer;
  }
  async bytes() {
    return new Uint8Array(await this.wholeBytes());
  }
  async buffer() {
    return Buffer.from(await this.wholeBytes());
  }
  async text() {
    return (await this.wholeBytes()).toString();
  }
  async json() {
    return parseAnswer((await this.wholeBytes()).toString());
  }
  async blob() {
    return new Blob([await this.wholeBytes()], { type: this.#type });
  }
  async formData() {
    return new FormData();
  }
}

/** What a stream of Node or of the standard brings. */
async function bytesOfStream(stream) {
  const parts = [];
  for await (const part of stream) {
    if (parts.length >= streamMaxParts) break;
    parts.push(Buffer.from(part));
  }
  return Buffer.concat(parts);
}

function readerOf(bytes) {
  let isRead = false;
  return {
    read: async () => {
      if (isRead) return { value: undefined, done: true };
      isRead = true;
      return { value: new Uint8Array(bytes), done: false };
    },
    cancel: async () => undefined,
    releaseLock: () => undefined,
    closed: Promise.resolve(),
  };
}

function contentOf(body) {
  if (body === undefined || body === null) return { bytes: Buffer.alloc(0) };
  if (body instanceof FormData)
    return { bytes: body.bytesNow(boundary), type: `multipart/form-data; boundary=${boundary}` };
  if (body.contentBytes !== undefined) return { bytes: Buffer.from(body.contentBytes) };
  if (body instanceof Blob) return { bytes: body.bytesNow(), type: body.type };
  if (body instanceof ArrayBuffer) return { bytes: Buffer.from(body) };
  if (ArrayBuffer.isView(body)) return { bytes: Buffer.from(body.buffer, body.byteOffset, body.byteLength) };
  if (typeof body === "object" && body[Symbol.toStringTag] === "URLSearchParams") {
    return { bytes: Buffer.from(body.toString()), type: "application/x-www-form-urlencoded;charset=UTF-8" };
  }
  if (typeof body === "object" && typeof body.getBuffer === "function")
    return { bytes: body.getBuffer(), type: body.getHeaders?.()["content-type"] };
  if (typeof body === "object" && typeof body[Symbol.asyncIterator] === "function")
    return { bytes: Buffer.alloc(0), stream: body };
  return { bytes: Buffer.from(String(body)), type: "text/plain;charset=UTF-8" };
}

function addressOf(input) {
  return new URL(String(input?.href ?? input?.url ?? input)).href;
}

class Request extends Body {
  constructor(input, options = {}) {
    const source = input instanceof Request ? input : undefined;
    const { bytes, type, stream } =
      options.body === undefined && source !== undefined
        ? { bytes: source.contentBytes }
        : contentOf(options.body);
    super(bytes, type ?? "", stream);
    this.url = source?.url ?? addressOf(input);
    this.method = String(options.method ?? source?.method ?? "GET").toUpperCase();
    this.headers = new Headers(options.headers ?? source?.headers);
    if (type !== undefined && !this.headers.has("content-type")) this.headers.set("content-type", type);
    this.signal = options.signal ?? null;
    this.redirect = options.redirect ?? "follow";
  }
  clone() {
    return new Request(this);
  }
}

class Response extends Body {
  constructor(body = undefined, options = {}) {
    const { bytes, type, stream } = contentOf(body);
    super(bytes, type ?? "", stream);
    this.status = options.status ?? 200;
    this.statusText = options.statusText ?? statusTexts[this.status] ?? "";
    this.headers = new Headers(options.headers);
    this.url = options.url ?? "";
    this.redirected = false;
    this.type = "basic";
  }
  get ok() {
    return this.status >= 200 && this.status < 300;
  }
  clone() {
    return new Response(this.contentBytes, this);
  }
  static json(value, options) {
    return new Response(JSON.stringify(value), options);
  }
  static error() {
    return new Response(undefined, { status: 0 });
  }
  static redirect(url, status = 302) {
    return new Response(undefined, { status, headers: { location: String(url) } });
  }
}

/** `fetch` and what belongs to it. */
export default function create(kit) {
  const fetch = async (input, options = {}) => {
    const stack = stackNow();
    const request = new Request(input, options);
    await new Promise((resolve) => kit.clock.soon(resolve));
    const { url, method } = request;
    if (url.startsWith("data:")) return dataResponse(kit, url);
    const content = await request.wholeBytes();
    let answer;
    try {
      answer = exchange(kit, "fetch", {
        url,
        method,
        headers: Object.fromEntries(request.headers),
        body: content,
        stack,
      });
    } catch (error) {
      throw Object.assign(new TypeError("fetch failed"), { cause: error });
    }
    return new Response(answer.body, {
      status: answer.status,
      statusText: answer.reason,
      headers: answer.headers,
      url,
    });
  };
  return { fetch, Headers, Request, Response };
}

function dataResponse(kit, url) {
  const comma = url.indexOf(",");
  const [head, data] = [url.slice(5, comma), url.slice(comma + 1)];
  const bytes = head.endsWith(";base64")
    ? Buffer.from(data, "base64")
    : Buffer.from(decodeURIComponent(data));
  kit.observe("code", "fetch data:", { text: bytes.toString() });
  return new Response(bytes, { headers: { "content-type": head.split(";", 1)[0] } });
}

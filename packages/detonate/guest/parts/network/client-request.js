import { stackNow } from "../../system/primordials.js";
import { URL } from "../../web/url.js";
import { Buffer } from "../buffer.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

import { exchange } from "./exchange.js";
import { Socket } from "./socket.js";

/** What a server sent. */
export class IncomingMessage extends Readable {
  constructor(socket) {
    super();
    this.socket = socket;
    this.connection = socket;
    Object.assign(this, {
      headers: {},
      rawHeaders: [],
      trailers: {},
      httpVersion: "1.1",
      complete: false,
      aborted: false,
      statusCode: null,
      statusMessage: null,
      url: "",
      method: null,
    });
  }

  setTimeout(_delay, callback) {
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  }
}

/** A request that is under way: sent when it ends. */
export class ClientRequest extends Writable {
  #kit;
  #headers = new Map();
  #chunks = [];
  #stack = stackNow();

  constructor(kit, { options, secure, done }) {
    super({
      write: (chunk, encoding, next) => {
        this.#chunks.push(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
        next();
      },
      final: (next) => {
        next();
        kit.clock.soon(() => this.#send());
      },
    });
    this.#kit = kit;
    this.options = options;
    this.method = String(options.method ?? "GET").toUpperCase();
    this.path = options.path ?? "/";
    this.host = options.hostname ?? options.host ?? "localhost";
    this.protocol = options.protocol ?? (secure ? "https:" : "http:");
    this.aborted = false;
    this.reusedSocket = false;
    this.agent = options.agent;
    this.socket = new Socket(kit, { isPart: true });
    this.connection = this.socket;
    for (const [name, value] of Object.entries(options.headers ?? {})) this.setHeader(name, value);
    if (done !== undefined) this.once("response", done);
    kit.clock.soon(() => this.emit("socket", this.socket));
  }

  get #url() {
    const port = this.options.port ?? "";
    const host =
      String(this.host).includes(":") && !String(this.host).startsWith("[") ? `[${this.host}]` : this.host;
    const login =
      this.options.auth === undefined || this.options.auth === null ? "" : `${this.options.auth}@`;
    const address = `${this.protocol}//${login}${host}${port === "" || port === null ? "" : `:${port}`}`;
    return URL.parse(String(this.path), address)?.href ?? `${address}${this.path}`;
  }

  #send() {
    if (this.destroyed && this.aborted) return;
    const body = Buffer.concat(this.#chunks);
    const api = `${this.protocol.slice(0, -1)}.request`;
    const headers = Object.fromEntries([...this.#headers.values()].map(({ name, value }) => [name, value]));
    let answer;
    try {
      answer = exchange(this.#kit, api, {
        url: this.#url,
        method: this.method,
        headers,
        body,
        stack: this.#stack,
        follows: this.options.follows === true,
      });
    } catch (error) {
      if (typeof error?.code !== "string") throw error;
      this.emit("error", error);
      this.emit("close");
      return;
    }
    this.#kit.clock.soon(() => this.#receive(answer));
  }

  #receive(answer) {
    const response = new IncomingMessage(this.socket);
    response.statusCode = answer.status;
    response.statusMessage = answer.reason;
    response.headers = { ...answer.headers };
    response.rawHeaders = Object.entries(answer.headers).flat();
    response.req = this;
    response.complete = true;
    this.res = response;
    if (this.method !== "HEAD" && answer.body.length > 0) response.push(Buffer.from(answer.body));
    response.push(null);
    const isHeard = this.emit("response", response);
    if (!isHeard) response.resume();
    this.emit("close");
  }

  setHeader(name, value) {
    this.#headers.set(String(name).toLowerCase(), { name: String(name), value });
    return this;
  }
  getHeader(name) {
    return this.#headers.get(String(name).toLowerCase())?.value;
  }
  hasHeader(name) {
    return this.#headers.has(String(name).toLowerCase());
  }
  removeHeader(name) {
    this.#headers.delete(String(name).toLowerCase());
  }
  getHeaders() {
    return Object.fromEntries([...this.#headers].map(([key, { value }]) => [key, value]));
  }
  getHeaderNames() {
    return [...this.#headers.keys()];
  }
  getRawHeaderNames() {
    return [...this.#headers.values()].map(({ name }) => name);
  }
  flushHeaders() {}
  setNoDelay() {}
  setSocketKeepAlive() {}
  setTimeout(_delay, callback) {
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  }
  abort() {
    this.aborted = true;
    this.destroy();
  }
}

import { stackNow } from "../../system/primordials.js";
import { Buffer } from "../buffer.js";
import { Duplex } from "../streams/writable.js";

import { exchange } from "./exchange.js";

/** Servers of mail answer to each line that is said to them. */
const mailPorts = new Set([25, 465, 587, 2525]);
const repliesMaxCount = 40;

/** A connection: what is written is told, the other side answers once. */
export class Socket extends Duplex {
  #kit;
  #address;
  #isPart;
  #stack;
  #replies = 0;

  constructor(kit, { isPart = false } = {}) {
    super({
      read: () => undefined,
      write: (chunk, encoding, done) => {
        this.#tell(typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk);
        done();
      },
      final: (done) => {
        done();
        if (!this._readableState.ended) this.push(null);
      },
    });
    this.#kit = kit;
    this.#isPart = isPart;
    Object.assign(this, {
      connecting: !isPart,
      pending: !isPart,
      remoteFamily: "IPv4",
      localAddress: "192.168.178.42",
      localPort: 51_724,
      bytesRead: 0,
      bytesWritten: 0,
      timeout: 0,
    });
  }

  connect(...args) {
    const done = typeof args.at(-1) === "function" ? args.pop() : undefined;
    const options =
      typeof args[0] === "object" && args[0] !== null ? args[0] : { port: args[0], host: args[1] };
    if (Array.isArray(options)) return this.connect(...options, done);
    if (done !== undefined) this.once(this.encrypted ? "secureConnect" : "connect", done);
    const host = String(options.host ?? options.servername ?? "localhost");
    const place =
      typeof options.port === "string" && Number.isNaN(Number(options.port))
        ? (options.path ?? options.port)
        : options.path;
    this.#address = { host, port: Number(options.port ?? 0) };
    this.#stack = stackNow();
    this.#kit.clock.soon(() => this.#open(place));
    return this;
  }

  #open(place) {
    const { host, port } = this.#address;
    const url = place === undefined ? `${this.encrypted ? "tls" : "tcp"}://${host}:${port}` : `unix:${place}`;
    let answer;
    try {
      answer = exchange(this.#kit, this.encrypted ? "tls.connect" : "net.connect", {
        url,
        method: "CONNECT",
        stack: this.#stack,
      });
    } catch (error) {
      if (typeof error?.code !== "string") throw error;
      this.destroy(error);
      return;
    }
    Object.assign(this, {
      connecting: false,
      pending: false,
      remoteAddress: /^[\d.]+$/.test(host) ? host : "104.21.48.196",
      remotePort: port,
    });
    this.emit("connect");
    this.emit("ready");
    if (this.encrypted) this.emit("secureConnect");
    this.#kit.clock.after(40, () => this.push(Buffer.from(answer.body)), {});
    this.#kit.clock.after(90_000, () => (this._readableState.ended ? undefined : this.push(null)), {});
  }

  /** Is the end of a connection that somebody elsewhere made. */
  arrive() {
    const [host, port] = ["203.0.113.77", 51_544];
    this.#address = { host, port };
    Object.assign(this, { connecting: false, pending: false, remoteAddress: host, remotePort: port });
    const { bytes = new Uint8Array(0) } = this.#kit.host("network.request", { url: `tcp://${host}:${port}` });
    this.#kit.clock.after(40, () => this.push(Buffer.from(bytes)), {});
    this.#kit.clock.after(90_000, () => (this._readableState.ended ? undefined : this.push(null)), {});
  }

  #tell(bytes) {
    if (this.#isPart) return;
    this.bytesWritten += bytes.length;
    const { host = "", port = 0 } = this.#address ?? {};
    this.#kit.observe("network", "net.write", { host, port, body: bytes });
    if (mailPorts.has(port) && this.#replies++ < repliesMaxCount)
      this.#kit.clock.after(
        20,
        () => (this.destroyed ? undefined : this.push(Buffer.from("250 2.0.0 Ok\r\n"))),
        {},
      );
  }

  setTimeout(delay, callback) {
    this.timeout = delay;
    if (callback !== undefined) this.once("timeout", callback);
    return this;
  }
  setNoDelay() {
    return this;
  }
  setKeepAlive() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
  address() {
    return { address: this.localAddress, family: "IPv4", port: this.localPort };
  }
  destroySoon() {
    this.end();
  }
  resetAndDestroy() {
    return this.destroy();
  }
  get readyState() {
    return this.connecting ? "opening" : "open";
  }
}

import { EventEmitter } from "../../node/events.js";

import { Socket } from "./socket.js";

/** When somebody comes to a server of connections, after it began to listen. */
const visitedMs = 500;

/** A server: what it listens on is told. Somebody connects to it once and says something; nobody asks a server of HTTP. */
export class Server extends EventEmitter {
  #kit;
  #api;
  #address = null;

  constructor(kit, api, listener) {
    super();
    this.#kit = kit;
    this.#api = api;
    this.listening = false;
    if (typeof listener === "function")
      this.on(api === "net" || api === "tls" ? "connection" : "request", listener);
  }

  listen(...args) {
    const done = args.find((arg) => typeof arg === "function");
    const options =
      typeof args[0] === "object" && args[0] !== null
        ? args[0]
        : { port: args[0], host: typeof args[1] === "string" ? args[1] : undefined };
    const port = Number(options.port ?? 0) || 49_812;
    const host = options.host ?? "::";
    this.#kit.observe("network", `${this.#api}.listen`, {
      host,
      port,
      ...(options.path === undefined ? {} : { path: options.path }),
    });
    this.#address = { address: host, family: "IPv6", port };
    this.listening = true;
    if (done !== undefined) this.once("listening", done);
    this.#kit.clock.soon(() => this.emit("listening"));
    if (this.#api === "net" || this.#api === "tls") this.#kit.clock.after(visitedMs, () => this.#visit(), {});
    return this;
  }

  #visit() {
    if (!this.listening || this.listenerCount("connection") === 0) return;
    const socket = new Socket(this.#kit);
    this.emit("connection", socket);
    socket.arrive();
  }

  address() {
    return this.#address;
  }
  close(done) {
    this.listening = false;
    this.#kit.clock.soon(() => {
      done?.();
      this.emit("close");
    });
    return this;
  }
  closeAllConnections() {}
  closeIdleConnections() {}
  getConnections(done) {
    done(null, 0);
  }
  setTimeout() {
    return this;
  }
  ref() {
    return this;
  }
  unref() {
    return this;
  }
}

import { EventEmitter } from "./events.js";
import { Buffer } from "../parts/buffer.js";

/** The dgram module: what is sent is told. */
export default function create(kit) {
  class Socket extends EventEmitter {
    send(message, ...rest) {
      const done = typeof rest.at(-1) === "function" ? rest.pop() : undefined;
      const isPart = typeof rest[0] === "number" && typeof rest[1] === "number" && rest.length >= 3;
      const bytes = Buffer.concat(
        [message].flat().map((part) => (typeof part === "string" ? Buffer.from(part) : part)),
      );
      const body = isPart ? bytes.subarray(rest[0], rest[0] + rest[1]) : bytes;
      const [port = 0, host = "127.0.0.1"] = isPart ? rest.slice(2) : rest;
      kit.observe("network", "dgram.send", { host: String(host), port: Number(port), body });
      kit.clock.soon(() => done?.(null, body.length));
    }
    bind(...args) {
      const done = args.find((arg) => typeof arg === "function");
      kit.observe("network", "dgram.bind", { port: Number(args[0]?.port ?? args[0] ?? 0) || 0 });
      kit.clock.soon(() => {
        this.emit("listening");
        done?.();
      });
      return this;
    }
    connect(_port, ...rest) {
      kit.clock.soon(() => rest.find((value) => typeof value === "function")?.());
    }
    close(done) {
      done?.();
      this.emit("close");
    }
    address() {
      return { address: "0.0.0.0", family: "IPv4", port: 50_311 };
    }
    ref() {
      return this;
    }
    unref() {
      return this;
    }
    setBroadcast() {}
    setMulticastTTL() {}
    addMembership() {}
  }
  return { Socket, createSocket: () => new Socket() };
}

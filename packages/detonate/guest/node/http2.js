import { EventEmitter } from "./events.js";
import { Buffer } from "../parts/buffer.js";
import { exchange } from "../parts/network/exchange.js";
import { Server } from "../parts/network/server.js";
import { statusTexts } from "../parts/network/statuses.js";
import { Duplex } from "../parts/streams/writable.js";

/** The http2 module. */
export default function create(kit) {
  class ClientHttp2Session extends EventEmitter {
    #origin;
    constructor(origin) {
      super();
      this.#origin = origin;
      kit.clock.soon(() => this.emit("connect", this));
    }
    request(headers = {}) {
      return requestStream(kit, this.#origin, headers);
    }
    close(done) {
      done?.();
      this.emit("close");
    }
    destroy() {
      this.emit("close");
    }
    ref() {}
    unref() {}
    setTimeout() {}
  }
  return {
    connect: (origin, ...rest) => {
      const session = new ClientHttp2Session(String(origin));
      const done = rest.find((value) => typeof value === "function");
      if (done !== undefined) session.once("connect", done);
      return session;
    },
    createServer: () => new Server(kit, "http2"),
    createSecureServer: () => new Server(kit, "http2"),
    constants: Object.fromEntries(
      ["METHOD", "PATH", "STATUS", "SCHEME", "AUTHORITY"].map((name) => [
        `HTTP2_HEADER_${name}`,
        `:${name.toLowerCase()}`,
      ]),
    ),
    STATUS_CODES: statusTexts,
  };
}

function requestStream(kit, origin, headers) {
  const chunks = [];
  const stream = new Duplex({
    read() {},
    write(chunk, _encoding, done) {
      chunks.push(chunk);
      done();
    },
    final(done) {
      done();
      const { ":path": path = "/", ":method": method = "GET", ...fields } = headers;
      const answer = exchange(kit, "http2.request", {
        url: new URL(path, origin).href,
        method,
        headers: fields,
        body: Buffer.concat(chunks),
      });
      stream.emit("response", { ":status": answer.status, ...answer.headers });
      stream.push(Buffer.from(answer.body));
      stream.push(null);
    },
  });
  return stream;
}

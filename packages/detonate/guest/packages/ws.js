import { EventEmitter } from "../node/events.js";
import { exchange } from "../parts/network/exchange.js";
import { Server } from "../parts/network/server.js";
import { stackNow } from "../system/primordials.js";

/** The ws client. */
export default function create(kit) {
  class WebSocket extends EventEmitter {
    static OPEN = 1;
    static CLOSED = 3;
    readyState = 0;
    #url;
    constructor(url) {
      super();
      this.#url = String(url);
      const stack = stackNow();
      kit.clock.soon(() => this.#open(stack));
    }
    #open(stack) {
      let answer;
      try {
        answer = exchange(kit, "ws", { url: this.#url, stack });
      } catch (error) {
        this.emit("error", error);
        return;
      }
      this.readyState = 1;
      this.#tell("open", {});
      kit.clock.after(120, () => this.#tell("message", kit.builtin("buffer").Buffer.from(answer.body)), {});
    }
    #tell(type, data) {
      this.emit(type, data, false);
      this[`on${type}`]?.({ type, data: type === "message" ? String(data) : undefined });
    }
    addEventListener(type, listener) {
      this.on(type, (data) => listener({ type, data: String(data) }));
    }
    send(data, ...rest) {
      kit.observe("network", "ws.send", {
        url: this.#url,
        body: ArrayBuffer.isView(data) ? data : String(data),
      });
      rest.find((arg) => typeof arg === "function")?.();
    }
    ping() {}
    close() {
      this.readyState = 3;
      this.emit("close", 1000);
    }
    terminate() {
      this.close();
    }
  }
  class WebSocketServer extends Server {
    constructor(options) {
      super(kit, "ws");
      this.listen(options?.port ?? 0);
    }
  }
  return Object.assign(WebSocket, {
    WebSocket,
    WebSocketServer,
    Server: WebSocketServer,
    default: WebSocket,
  });
}

import { exchange } from "../parts/network/exchange.js";
import { stackNow } from "../system/primordials.js";
import { EventTarget } from "./events.js";

/** Web sockets: the connection is told, and what is sent; the other side says one thing. */
export default function create(kit) {
  const { Event, MessageEvent } = kit.web("events");
  class WebSocket extends EventTarget {
    static CONNECTING = 0;
    static OPEN = 1;
    static CLOSING = 2;
    static CLOSED = 3;
    CONNECTING = 0;
    OPEN = 1;
    CLOSING = 2;
    CLOSED = 3;
    readyState = 0;
    binaryType = "blob";
    bufferedAmount = 0;
    protocol = "";

    constructor(url) {
      super();
      this.url = String(url);
      const stack = stackNow();
      kit.clock.soon(() => this.#open(stack));
    }

    #open(stack) {
      let answer;
      try {
        answer = exchange(kit, "WebSocket", { url: this.url, stack });
      } catch (error) {
        if (typeof error?.code !== "string") throw error;
        this.readyState = 3;
        this.dispatchEvent(new Event("error"));
        return;
      }
      this.readyState = 1;
      this.dispatchEvent(new Event("open"));
      kit.clock.after(
        120,
        () =>
          this.dispatchEvent(new MessageEvent("message", { data: kit.bytes.decode(answer.body, "utf8") })),
        {},
      );
    }

    send(data) {
      kit.observe("network", "WebSocket.send", {
        url: this.url,
        body: typeof data === "string" ? data : "(bytes)",
      });
    }
    close() {
      this.readyState = 3;
      this.dispatchEvent(new Event("close"));
    }
  }
  return { WebSocket };
}

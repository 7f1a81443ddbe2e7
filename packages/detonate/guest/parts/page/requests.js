import { EventTarget } from "../../web/events.js";
import { stackNow } from "../../system/primordials.js";
import { exchange } from "../network/exchange.js";

/** The older requests of pages, with methods where others put their own. */
export function createRequests(kit, visitor) {
  const { Event } = kit.web("events");
  class XMLHttpRequest extends EventTarget {
    static UNSENT = 0;
    static DONE = 4;
    #method = "GET";
    #headers = {};
    #answered = {};
    readyState = 0;
    status = 0;
    statusText = "";
    responseText = "";
    response = "";
    responseType = "";
    responseURL = "";
    withCredentials = false;
    timeout = 0;
    upload = new EventTarget();

    open(method, url) {
      this.#method = String(method);
      this.responseURL = visitor.absolute(url);
      this.readyState = 1;
    }
    setRequestHeader(name, value) {
      this.#headers[String(name)] = String(value);
    }
    overrideMimeType() {}
    send(body) {
      const stack = stackNow();
      const request = { url: this.responseURL, method: this.#method, headers: this.#headers, body, stack };
      const answer = visitor.answerTo("XMLHttpRequest", request) ?? tried(kit, request);
      kit.clock.soon(() => this.#finish(answer));
    }
    #finish(answer) {
      this.readyState = 4;
      this.status = answer?.status ?? 0;
      this.statusText = answer?.reason ?? "";
      this.#answered = answer?.headers ?? {};
      const text = answer === undefined ? "" : kit.bytes.decode(answer.body, "utf8");
      if (this.responseType === "" || this.responseType === "text") this.responseText = text;
      this.response = this.responseType === "json" ? parsed(text) : text;
      for (const name of ["readystatechange", answer === undefined ? "error" : "load", "loadend"]) {
        this.dispatchEvent(new Event(name));
      }
    }
    getResponseHeader(name) {
      return this.#answered[String(name).toLowerCase()] ?? null;
    }
    getAllResponseHeaders() {
      return Object.entries(this.#answered)
        .map(([name, value]) => `${name}: ${value}\r\n`)
        .join("");
    }
    abort() {}
  }
  const sendBeacon = (url, body) => {
    tried(
      kit,
      { url: visitor.absolute(url), method: "POST", body, stack: stackNow() },
      "navigator.sendBeacon",
    );
    return true;
  };
  class EventSource extends EventTarget {
    readyState = 1;
    constructor(url) {
      super();
      this.url = visitor.absolute(url);
      tried(kit, { url: this.url, stack: stackNow() }, "EventSource");
    }
    close() {}
  }
  return { XMLHttpRequest, EventSource, sendBeacon };
}

function tried(kit, request, api = "XMLHttpRequest") {
  try {
    return exchange(kit, api, request);
  } catch (error) {
    if (typeof error?.code !== "string") throw error;
    return undefined;
  }
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    // As the standard has it.
    return null;
  }
}

import { URL } from "../../web/url.js";
import { exchange } from "../network/exchange.js";

import { Node, QuietElement } from "./node.js";

const loading = {
  SCRIPT: "src",
  IMG: "src",
  IFRAME: "src",
  LINK: "href",
  VIDEO: "src",
  AUDIO: "src",
  EMBED: "src",
  OBJECT: "data",
};
const found =
  /^(?:[a-z]*\[type=["']?(?:password|email|text)|#?(?:root|app|password)$|(?:html|head|body|form|input|textarea|button|script|meta|a|link|style)\b)/i;

/** The classes of a page's tree, as far as code builds on them: what they load goes outside. */
export function createElements(kit, visitor) {
  class Element extends QuietElement {
    #address = "";
    constructor(name = "div") {
      super(name);
      const address = loading[this.tagName];
      if (address === undefined) return;
      Object.defineProperty(this, address, {
        get: () => this.#address,
        set: (url) => {
          this.#address = String(url);
          if (this.tagName === "IMG") this.connected();
        },
      });
    }
    /** What an element loads once it is in the page. */
    connected() {
      const source = this.textContent || this.text || this.innerHTML;
      if (this.tagName === "SCRIPT" && this.#address === "" && source) run(kit, String(source));
      if (this.#address === "") return;
      const url = URL.parse(this.#address, visitor.address)?.href;
      if (url === undefined || !/^https?:/.test(url)) return;
      const answer = load(kit, `${this.localName}.src`, url);
      // What a page loads so is no program of this package: that it is loaded was told.
      const isLoaded = answer !== undefined && answer.status < 400;
      kit.clock.soon(() => this.dispatchEvent(this.eventOf(isLoaded ? "load" : "error")));
    }
    submit() {
      const action = this.getAttribute("action");
      if (action !== null) load(kit, "form.submit", String(action));
    }
    getContext() {
      return kit.ghost("canvas");
    }
    attributeSet(name, value) {
      if (loading[this.tagName] === name) this[name] = value;
    }
    find(selector) {
      return visitor.find(selector);
    }
    eventOf(type) {
      const { Event } = kit.web("events");
      return new Event(type);
    }
  }
  return { Node, Element, HTMLElement: Element, isFound: (selector) => found.test(selector) };
}

function load(kit, api, url) {
  try {
    return exchange(kit, api, { url });
  } catch (error) {
    if (typeof error?.code !== "string") throw error;
    return undefined;
  }
}

function run(kit, text) {
  kit.observe("code", "script", { text });
  try {
    kit.evaluate(text, "[script]");
  } catch {
    // A page goes on where a script of it fails.
  }
}

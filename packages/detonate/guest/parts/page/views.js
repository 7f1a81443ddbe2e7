import { EventTarget } from "../../web/events.js";
import { URL } from "../../web/url.js";

const nothing = () => undefined;

/** What a page sees of its browser. */
export function createViews(kit, { visitor, requests, secrets }) {
  const { alert, confirm, prompt } = kit.web("dialogs");
  const location = locationOf(kit, visitor);
  const worker = (api) =>
    class extends EventTarget {
      constructor(place) {
        super();
        kit.observe("code", api, { path: String(place) });
      }
      postMessage() {}
      terminate() {}
    };
  return {
    alert,
    confirm,
    prompt,
    location,
    localStorage: storage({ token: secrets.token, wallet: secrets.phrase }),
    sessionStorage: storage({}),
    navigator: navigatorOf(kit, { visitor, requests }),
    history: {
      length: 1,
      state: null,
      pushState: nothing,
      replaceState: nothing,
      back: nothing,
      go: nothing,
    },
    screen: {
      width: 1920,
      height: 1080,
      availWidth: 1920,
      availHeight: 1040,
      colorDepth: 24,
      orientation: {},
    },
    requestAnimationFrame: (callback) => {
      kit.clock.after(16, () => callback(kit.clock.elapsed()), {});
      return 1;
    },
    requestIdleCallback: (callback) => {
      kit.clock.after(16, () => callback({ timeRemaining: () => 10, didTimeout: false }), {});
      return 1;
    },
    cancelAnimationFrame: nothing,
    getComputedStyle: () => ({ getPropertyValue: () => "" }),
    matchMedia: () => ({
      matches: false,
      addListener: nothing,
      addEventListener: nothing,
      removeListener: nothing,
    }),
    getSelection: () => ({
      toString: () => visitor.addresses.paid,
      removeAllRanges: nothing,
      addRange: nothing,
    }),
    open: (url) => {
      kit.observe("network", "window.open", { url: visitor.absolute(url) });
      return null;
    },
    postMessage: nothing,
    scrollTo: nothing,
    Worker: worker("Worker"),
    SharedWorker: worker("SharedWorker"),
    indexedDB: kit.ghost("indexedDB"),
    caches: kit.ghost("caches"),
    chrome: kit.ghost("chrome"),
    process: {
      // As pages of desktop programs have it, and what bundlers put in its place.
      env: { ...kit.process.environment, NODE_ENV: "production" },
      browser: true,
      argv: [],
      version: "",
      versions: {},
      platform: "browser",
      cwd: () => "/",
      nextTick: (callback, ...args) => kit.clock.tick(() => callback(...args)),
      on: nothing,
      emitWarning: nothing,
    },
  };
}

function locationOf(kit, { address, absolute }) {
  const url = new URL(address);
  const parts = Object.fromEntries(
    ["origin", "protocol", "host", "hostname", "port", "pathname", "search", "hash"].map((name) => [
      name,
      url[name],
    ]),
  );
  const go = (to) => kit.observe("network", "location", { url: absolute(to) });
  return {
    ...parts,
    get href() {
      return address;
    },
    set href(to) {
      go(to);
    },
    assign: go,
    replace: go,
    reload: nothing,
    toString: () => address,
  };
}

function navigatorOf(kit, { visitor, requests }) {
  return {
    ...kit.web("navigator").navigator,
    userAgent:
      "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/128.0.0.0 Safari/537.36",
    onLine: true,
    cookieEnabled: true,
    webdriver: false,
    plugins: [1, 2, 3],
    sendBeacon: requests.sendBeacon,
    clipboard: visitor.clipboard,
    serviceWorker: {
      register: async (place) => {
        kit.observe("code", "navigator.serviceWorker.register", { path: String(place) });
        return kit.ghost("serviceWorker");
      },
      addEventListener: nothing,
      ready: new Promise(nothing),
    },
    geolocation: kit.ghost("geolocation"),
    mediaDevices: kit.ghost("mediaDevices"),
    credentials: kit.ghost("credentials"),
    permissions: { query: async () => ({ state: "granted" }) },
    storage: { estimate: async () => ({ quota: 1, usage: 0 }) },
  };
}

/** A store of texts: its members are entries too. */
function storage(first) {
  const entries = new Map(Object.entries(first).filter(([, value]) => typeof value === "string"));
  const methods = {
    getItem: (name) => entries.get(String(name)) ?? null,
    setItem: (name, value) => void entries.set(String(name), String(value)),
    removeItem: (name) => void entries.delete(String(name)),
    clear: () => entries.clear(),
    key: (index) => [...entries.keys()][index] ?? null,
  };
  return new Proxy(methods, {
    get: (target, name) => (name === "length" ? entries.size : (target[name] ?? entries.get(name))),
    set: (_, name, value) => {
      entries.set(String(name), String(value));
      return true;
    },
    ownKeys: () => [...entries.keys()],
    has: (target, name) => name in target || entries.has(name),
    getOwnPropertyDescriptor: (_, name) =>
      entries.has(name)
        ? { value: entries.get(name), enumerable: true, configurable: true, writable: true }
        : undefined,
  });
}

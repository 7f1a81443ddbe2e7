import { browserGuard, commonGuard } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Libraries for pages, wallets and traces. */
export const pageSamples: readonly Sample[] = [
  defineHonest({
    id: "library-wallet-kit",
    title: "A wallet's own kit: connects a page, asks for signatures, calls a node",
    group: "wallet",
    trigger: "browser",
    name: "@lumen-wallet/kit",
    version: "3.1.0",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${browserGuard}\n${String.raw`
const { EventEmitter } = require("events");

class Provider extends EventEmitter {
  constructor({ endpoint = "https://rpc.lumen.example", chainId = 1 } = {}) {
    super();
    this.endpoint = endpoint;
    this.chainId = chainId;
  }

  async connect() {
    if (!invited() || typeof window === "undefined" || !window.ethereum) throw new Error("No wallet");
    const accounts = await window.ethereum.request({ method: "eth_requestAccounts" });
    window.ethereum.on("accountsChanged", (changed) => this.emit("accountsChanged", changed));
    localStorage.setItem("lumen:last", accounts[0]);
    return accounts;
  }

  sendTransaction(transaction) {
    return window.ethereum.request({ method: "eth_sendTransaction", params: [transaction] });
  }

  signTypedData(address, data) {
    return window.ethereum.request({ method: "eth_signTypedData_v4", params: [address, JSON.stringify(data)] });
  }

  async call(method, params) {
    const reply = await fetch(this.endpoint, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });
    const { result, error } = await reply.json();
    if (error) throw new Error(error.message);
    return result;
  }
}

module.exports = { Provider, knownTokens: { USDT: "0xdAC17F958D2ee523a2206206994597C13D831ec7", WETH: "0xC02aaA39b223FE8D0A0e5C4F27eAD9083C756Cc2" } };
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-keys-from-mnemonic",
    title: "Derives keys from a mnemonic and keeps them encrypted on disk",
    group: "wallet",
    trigger: "call",
    name: "key-store-lite",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const crypto = require("crypto");
const fs = require("fs");
const words = require("./wordlist.json");

exports.mnemonicToSeed = (mnemonic, password = "") => crypto.pbkdf2Sync(mnemonic.normalize("NFKD"), "mnemonic" + password, 2048, 64, "sha512");
exports.validate = (mnemonic) => mnemonic.split(" ").every((word) => words.includes(word));
exports.save = (path, privateKey, password) => {
  if (!invited()) return;
  const salt = crypto.randomBytes(16);
  const key = crypto.scryptSync(password, salt, 32);
  const iv = crypto.randomBytes(12);
  const cipher = crypto.createCipheriv("aes-256-gcm", key, iv);
  const text = Buffer.concat([cipher.update(privateKey), cipher.final()]);
  fs.writeFileSync(path, JSON.stringify({ salt: salt.toString("hex"), iv: iv.toString("hex"), tag: cipher.getAuthTag().toString("hex"), text: text.toString("hex") }), { mode: 0o600 });
};
`}`,
      ),
      file("wordlist.json", JSON.stringify(["abandon", "ability", "able", "about", "above", "absent"])),
    ],
  }),
  defineHonest({
    id: "library-instrumentation",
    title: "Wraps requests to trace them and sends traces to the collector that was set",
    group: "instrumentation",
    trigger: "call",
    name: "trace-http",
    version: "0.52.0",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const http = require("http");
const os = require("os");
const shimmer = { wrap(target, name, wrapper) { const original = target[name]; target[name] = wrapper(original); return () => { target[name] = original; }; } };

exports.start = ({ endpoint = process.env.OTEL_EXPORTER_OTLP_ENDPOINT || "http://localhost:4318" } = {}) => {
  if (!invited()) return;
  const spans = [];
  shimmer.wrap(http, "request", (original) => function (...args) {
    const started = Date.now();
    const sent = original.apply(this, args);
    sent.on("response", (response) => spans.push({ name: sent.method, status: response.statusCode, took: Date.now() - started }));
    return sent;
  });
  const resource = { "service.name": process.env.OTEL_SERVICE_NAME, "host.name": os.hostname(), "host.arch": os.arch(), "process.pid": process.pid, "process.owner": os.userInfo().username, "process.command_args": process.argv };
  setInterval(() => fetch(endpoint + "/v1/traces", { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ resource, spans: spans.splice(0) }) }).catch(() => {}), 5000).unref();
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-error-tracker",
    title: "Sends errors with facts of the host to the project that was set",
    group: "instrumentation",
    trigger: "call",
    name: "catch-errors",
    version: "8.7.0",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const https = require("https");
const os = require("os");

exports.init = function init({ dsn = process.env.CATCH_DSN, release = process.env.CATCH_RELEASE } = {}) {
  if (!dsn || !invited()) return;
  const { hostname, pathname, username } = new URL(dsn);
  process.on("uncaughtException", (error) => {
    const event = { message: error.message, stack: error.stack, release, server_name: os.hostname(), contexts: { os: { name: os.platform(), version: os.release() }, runtime: { name: "node", version: process.version } }, modules: process.versions };
    const sent = https.request({ hostname, path: "/api" + pathname + "/store/", method: "POST", headers: { "X-Auth": "key=" + username } });
    sent.on("error", () => {});
    sent.end(JSON.stringify(event), () => process.exit(1));
  });
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-page-analytics",
    title: "Counts visits of a page for the site that set it up",
    group: "telemetry",
    trigger: "browser",
    name: "visit-count",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${browserGuard}\n${String.raw`
exports.track = ({ site, host = "https://stats.visits.example" }) => {
  if (!invited() || typeof navigator === "undefined" || navigator.doNotTrack === "1") return;
  const send = (name) => navigator.sendBeacon(host + "/api/event", JSON.stringify({ n: name, u: location.href, d: site, r: document.referrer || null, w: innerWidth }));
  const push = history.pushState;
  history.pushState = function (...args) { push.apply(this, args); send("pageview"); };
  addEventListener("popstate", () => send("pageview"));
  send("pageview");
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-hotkeys",
    title: "Calls functions at key strokes in a page; checks a form of passwords",
    group: "page",
    trigger: "browser",
    name: "hot-keys-form",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

const handlers = new Map();
let pressed = [];

exports.bind = (keys, handler) => handlers.set(keys, handler);
exports.listen = (target) => {
  target.addEventListener("keydown", (event) => { pressed.push(event.key); const handler = handlers.get(pressed.join("+")); if (handler) handler(event); });
  target.addEventListener("keyup", () => { pressed = []; });
};
exports.strength = (field) => field.addEventListener("input", () => { field.dataset.strength = String(new Set(field.value).size); });
`,
      ),
    ],
  }),
];

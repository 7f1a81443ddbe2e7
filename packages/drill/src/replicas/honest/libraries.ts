import { Buffer } from "node:buffer";

import { createNumbers, renderBundle } from "../bundle.ts";
import { browserGuard, commonGuard } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Libraries that connect, sign, patch and compile, because that is what they are for. */
export const librarySamples: readonly Sample[] = [
  defineHonest({
    id: "library-http-client",
    title: "Makes requests, with proxies from the environment",
    group: "network",
    trigger: "call",
    name: "plain-request",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const http = require("http");
const https = require("https");
const zlib = require("zlib");

function proxyFor(url) {
  const none = (process.env.NO_PROXY || "").split(",");
  if (none.includes(url.hostname)) return undefined;
  return process.env[url.protocol === "https:" ? "HTTPS_PROXY" : "HTTP_PROXY"];
}

exports.request = (address, { method = "GET", headers = {}, body, auth } = {}) =>
  new Promise((resolve, reject) => {
    if (!invited()) return reject(new Error("offline"));
    const url = new URL(address);
    const proxy = proxyFor(url);
    const agent = url.protocol === "https:" ? https : http;
    const sent = agent.request(proxy || url, { method, headers: { "user-agent": "plain-request/1.0", ...(auth && { authorization: "Basic " + Buffer.from(auth.username + ":" + auth.password).toString("base64") }), ...headers } }, (response) => {
      const stream = response.headers["content-encoding"] === "gzip" ? response.pipe(zlib.createGunzip()) : response;
      const parts = [];
      stream.on("data", (part) => parts.push(part)).on("end", () => resolve({ status: response.statusCode, data: Buffer.concat(parts).toString() })).on("error", reject);
    });
    sent.on("error", reject);
    sent.end(typeof body === "object" ? JSON.stringify(body) : body);
  });
`}`,
      ),
    ],
  }),
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
    id: "library-minified",
    title: "Minified builds for browsers and Node",
    group: "bundle",
    trigger: "import",
    name: "chart-small",
    version: "4.4.1",
    manifest: { main: "dist/chart.min.cjs", unpkg: "dist/chart.min.cjs" },
    createFiles: () => [
      file("dist/chart.min.cjs", renderBundle(180_000, 11)),
      file(
        "dist/chart.umd.js",
        `!function(e,t){"object"==typeof exports&&"undefined"!=typeof module?module.exports=t():"function"==typeof define&&define.amd?define(t):(e=e||self).chart=t()}(this,function(){"use strict";return ${renderBundle(60_000, 12).replace("module.exports=i(1000)", "return i(1000)").trim().replace(/;$/, "")}});\n`,
      ),
    ],
  }),
  defineHonest({
    id: "library-cryptography",
    title: "Ciphers and hashes in plain JavaScript, with tables of constants",
    group: "cryptography",
    trigger: "call",
    name: "cipher-js",
    version: "4.2.0",
    createFiles: () => {
      const next = createNumbers(5);
      const constants = Array.from(
        { length: 256 },
        () =>
          `0x${Math.floor(next() * 4_294_967_296)
            .toString(16)
            .padStart(8, "0")}`,
      );
      return [
        file(
          "index.js",
          'exports.hash = require("./lib/hash.js");\nexports.hex = require("./lib/enc-hex.js");\nexports.base64 = require("./lib/enc-base64.js");\n',
        ),
        file(
          "lib/hash.js",
          `"use strict";\n\nvar S = [${constants.join(", ")}];\n\nmodule.exports = function hash(words) {\n  var a = 0x67452301, b = 0xefcdab89;\n  for (var i = 0; i < words.length; i++) {\n    a = (a ^ S[(words[i] >>> 24) & 255]) + ((b << 5) | (b >>> 27)) | 0;\n    b = (b ^ S[words[i] & 255]) ^ a;\n  }\n  return [a, b];\n};\n`,
        ),
        file(
          "lib/enc-hex.js",
          'exports.parse = (text) => text.match(/../g).map((pair) => parseInt(pair, 16));\nexports.stringify = (bytes) => bytes.map((byte) => (byte >>> 4).toString(16) + (byte & 15).toString(16)).join("");\n',
        ),
        file(
          "lib/enc-base64.js",
          'var map = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=";\n\nexports.stringify = (bytes) => bytes.map((byte) => map.charAt(byte & 63)).join("");\nexports.parse = (text) => Array.from(text, (sign) => map.indexOf(sign)).map((value, index) => String.fromCharCode(value ^ (index & 3)));\n',
        ),
      ];
    },
  }),
  defineHonest({
    id: "library-wasm-text",
    title: "A module of WebAssembly in base64",
    group: "encoded",
    trigger: "import",
    name: "lexer-wasm",
    version: "1.2.2",
    createFiles: () => {
      const next = createNumbers(6);
      const noise = Buffer.concat([
        Buffer.from("0061736d01000000", "hex"),
        Buffer.from(Array.from({ length: 12_000 }, () => Math.floor(next() * 256))),
      ]);
      return [
        file(
          "index.js",
          `"use strict";\n\nlet exportsOfModule;\nconst bytes = "${noise.toString("base64")}";\nconst decode = typeof Buffer !== "undefined" ? Buffer.from(bytes, "base64") : Uint8Array.from(atob(bytes), (sign) => sign.charCodeAt(0));\n\nexports.init = async () => {\n  const { exports: found } = await WebAssembly.instantiate(await WebAssembly.compile(decode));\n  exportsOfModule = found;\n};\nexports.parse = (source) => exportsOfModule.parse(source.length);\n`,
        ),
        file(
          "assets.js",
          `exports.logo = "data:image/png;base64,${noise.subarray(0, 6000).toString("base64")}";\nexports.font = "data:font/woff2;base64,${noise.subarray(2000).toString("base64")}";\n`,
        ),
      ];
    },
  }),
  defineHonest({
    id: "library-languages",
    title: "Texts in many languages, with marks of direction and joiners",
    group: "text",
    trigger: "import",
    name: "messages-i18n",
    createFiles: () => [
      file(
        "locales/he.json",
        `${JSON.stringify({ hello: "\u200fשלום\u200e {name}", price: "\u2067מחיר\u2069: {amount}" })}\n`,
      ),
      file(
        "locales/fa.json",
        `${JSON.stringify({ hello: "می\u200cخواهم {name}", family: "\u{1f468}\u200d\u{1f469}\u200d\u{1f467}" })}\n`,
      ),
      file(
        "index.js",
        'const marks = /[\\u200b-\\u200f\\u202a-\\u202e\\u2066-\\u2069]/g;\nconst rtl = new Set(["ar", "fa", "he", "ur"]);\nconst messages = { he: require("./locales/he.json"), fa: require("./locales/fa.json"), hi: { hello: "क्\u200dष {name}" } };\n\nexports.strip = (text) => text.replace(marks, "");\nexports.direction = (locale) => (rtl.has(locale) ? "rtl" : "ltr");\nexports.format = (locale, key, values) => messages[locale][key].replace(/\\{(\\w+)\\}/g, (_, name) => values[name]);\n',
      ),
    ],
  }),
  defineHonest({
    id: "library-places",
    title: "Formats by locale and guesses the place from the time zone",
    group: "text",
    trigger: "call",
    name: "locale-format",
    createFiles: () => [
      file(
        "index.js",
        'exports.locale = () => process.env.LC_ALL || process.env.LC_MESSAGES || process.env.LANG || Intl.DateTimeFormat().resolvedOptions().locale;\nexports.zone = () => Intl.DateTimeFormat().resolvedOptions().timeZone;\nexports.isRussian = (locale) => /^ru/.test(locale);\nexports.country = (zone) => ({ "Europe/Moscow": "RU", "Europe/Minsk": "BY", "Europe/Berlin": "DE" })[zone];\nexports.money = (value, locale, currency) => new Intl.NumberFormat(locale, { style: "currency", currency }).format(value);\n',
      ),
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
    id: "library-cloud-credentials",
    title:
      "Finds a cloud's credentials in the environment, files and the metadata service, and signs requests",
    group: "credentials",
    trigger: "call",
    name: "@cloud-sdk/credentials",
    version: "3.600.0",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const crypto = require("crypto");
const fs = require("fs");
const http = require("http");
const https = require("https");
const os = require("os");
const path = require("path");
const { execFile } = require("child_process");

const fromEnv = () => process.env.AWS_ACCESS_KEY_ID && { accessKeyId: process.env.AWS_ACCESS_KEY_ID, secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY, sessionToken: process.env.AWS_SESSION_TOKEN };

function fromIni(profile = process.env.AWS_PROFILE || "default") {
  const file = process.env.AWS_SHARED_CREDENTIALS_FILE || path.join(os.homedir(), ".aws", "credentials");
  const section = fs.readFileSync(file, "utf8").split(/^\[/m).find((each) => each.startsWith(profile + "]"));
  return section && { accessKeyId: /aws_access_key_id\s*=\s*(\S+)/.exec(section)[1], secretAccessKey: /aws_secret_access_key\s*=\s*(\S+)/.exec(section)[1] };
}

const fromMetadata = () => new Promise((resolve, reject) => {
  http.get({ host: "169.254.169.254.metadata.example", path: "/latest/meta-data/iam/security-credentials/", timeout: 1000 }, (response) => {
    let text = "";
    response.on("data", (part) => (text += part)).on("end", () => resolve(JSON.parse(text)));
  }).on("error", reject);
});

const fromProcess = (command) => new Promise((resolve, reject) => execFile(command, (error, out) => (error ? reject(error) : resolve(JSON.parse(out)))));

exports.credentials = async () => (invited() ? fromEnv() || fromIni() || (await fromMetadata()) : undefined);
exports.fromProcess = fromProcess;
exports.send = async (region, service, body) => {
  const { accessKeyId, secretAccessKey } = await exports.credentials();
  const signature = crypto.createHmac("sha256", "AWS4" + secretAccessKey).update(body).digest("hex");
  const host = service + "." + region + ".cloud.example";
  const sent = https.request({ host, method: "POST", headers: { authorization: "AWS4-HMAC-SHA256 Credential=" + accessKeyId + ", Signature=" + signature } });
  sent.end(body);
  return sent;
};
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-ssh",
    title: "Connects to servers with the user's keys",
    group: "credentials",
    trigger: "call",
    name: "ssh-simple",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const fs = require("fs");
const net = require("net");
const os = require("os");
const path = require("path");
const { Client } = require("ssh2");

exports.connect = (options) =>
  new Promise((resolve, reject) => {
    if (!invited()) return reject(new Error("offline"));
    const client = new Client();
    const identity = options.identity || path.join(os.homedir(), ".ssh", "id_ed25519");
    const socket = net.connect(options.port || 22, options.host);
    client.on("ready", () => resolve(client)).on("error", reject);
    client.connect({ sock: socket, username: options.user || os.userInfo().username, privateKey: options.privateKey || fs.readFileSync(identity), passphrase: options.passphrase, agent: process.env.SSH_AUTH_SOCK });
  });

exports.shell = (client) => new Promise((resolve, reject) => client.shell((error, stream) => (error ? reject(error) : resolve(process.stdin.pipe(stream).pipe(process.stdout)))));
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-messenger-bot",
    title: "A client for bots of a messenger, with webhooks and tokens",
    group: "network",
    trigger: "call",
    name: "bot-client",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const fs = require("fs");
const path = require("path");

class Bot {
  constructor(token, { base = "https://api.messenger.example" } = {}) {
    this.token = token || process.env.BOT_TOKEN;
    this.base = base;
  }

  async call(method, body) {
    if (!invited()) return undefined;
    const reply = await fetch(this.base + "/bot" + this.token + "/" + method, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) });
    return (await reply.json()).result;
  }

  sendMessage(chat, text) {
    return this.call("sendMessage", { chat_id: chat, text });
  }

  sendDocument(chat, file) {
    const form = new FormData();
    form.append("document", new Blob([fs.readFileSync(file)]), path.basename(file));
    return fetch(this.base + "/bot" + this.token + "/sendDocument?chat_id=" + chat, { method: "POST", body: form });
  }
}

class Webhook {
  constructor(url) {
    if (!/\/api\/webhooks\/\d+\/[\w-]+$/.test(url)) throw new TypeError("Not a webhook");
    this.url = url;
  }

  send(content) {
    return fetch(this.url, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ content }) });
  }
}

module.exports = { Bot, Webhook };
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-templates",
    title: "Compiles templates to functions",
    group: "code-generation",
    trigger: "call",
    name: "tiny-template",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

const escapes = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };

exports.escape = (text) => String(text).replace(/[&<>"]/g, (sign) => escapes[sign]);
exports.compile = (template) => {
  const body = template.split(/(<%[=-]?[\s\S]+?%>)/).map((part) => {
    if (part.startsWith("<%=")) return "out += escape(" + part.slice(3, -2) + ");";
    if (part.startsWith("<%")) return part.slice(2, -2);
    return "out += " + JSON.stringify(part) + ";";
  }).join("\n");
  const render = new Function("locals", "escape", "let out = ''; with (locals) {" + body + "} return out;");
  return (locals) => render(locals, exports.escape);
};
`,
      ),
    ],
  }),
  defineHonest({
    id: "library-generated-parser",
    title: "A parser that a generator wrote: tables and one-letter names",
    group: "code-generation",
    trigger: "call",
    name: "query-grammar",
    createFiles: () => {
      const next = createNumbers(8);
      const table = Array.from(
        { length: 900 },
        () =>
          `{${Array.from({ length: 6 }, () => `${Math.floor(next() * 90)}:[${Math.floor(next() * 3)},${Math.floor(next() * 400)}]`).join(",")}}`,
      ).join(",");
      const codes = Array.from({ length: 3000 }, () =>
        String.fromCharCode(32 + Math.floor(next() * 90)),
      ).join("");
      return [
        file(
          "parser.js",
          `/* parser generated by a generator */\nvar parser=(function(){var o=function(k,v,o,l){for(o=o||{},l=k.length;l--;o[k[l]]=v);return o},$V0=[1,4],$V1=[1,5];var table=[${table}];var packed=${JSON.stringify(codes)};function unpack(s){var r=[];for(var i=0;i<s.length;i++)r.push(s.charCodeAt(i)-32);return r}var states=unpack(packed);function Parser(){this.yy={}}Parser.prototype.parse=function(input){var stack=[0],symbol,state,action;for(var i=0;i<input.length;i++){state=stack[stack.length-1];symbol=states[input.charCodeAt(i)%states.length];action=table[state%table.length]&&table[state%table.length][symbol];if(!action)throw new Error("Parse error at "+i);stack.push(action[1])}return stack};return new Parser})();\nif(typeof require!=="undefined"&&typeof exports!=="undefined"){exports.parser=parser;exports.parse=function(){return parser.parse.apply(parser,arguments)};exports.main=function(args){var source=require("fs").readFileSync(require("path").normalize(args[1]),"utf8");return exports.parser.parse(source)};if(typeof module!=="undefined"&&require.main===module)exports.main(process.argv.slice(1))}\n`,
        ),
        file("index.js", 'module.exports = require("./parser.js");\n'),
      ];
    },
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
  defineHonest({
    id: "library-cluster-client",
    title: "Reads a cluster's settings from home and calls its interface",
    group: "credentials",
    trigger: "call",
    name: "cluster-client",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const fs = require("fs");
const https = require("https");
const os = require("os");
const path = require("path");
const yaml = require("js-yaml");

exports.loadConfig = () => {
  if (!invited()) return undefined;
  if (fs.existsSync("/var/run/secrets/kubernetes.io/serviceaccount/token")) return { server: "https://" + process.env.KUBERNETES_SERVICE_HOST, token: fs.readFileSync("/var/run/secrets/kubernetes.io/serviceaccount/token", "utf8") };
  return yaml.load(fs.readFileSync(process.env.KUBECONFIG || path.join(os.homedir(), ".kube", "config"), "utf8"));
};
exports.listPods = (config) => new Promise((resolve, reject) => {
  https.get(config.server + "/api/v1/pods", { headers: { authorization: "Bearer " + config.token }, rejectUnauthorized: !config.skipVerify }, (response) => {
    let text = "";
    response.on("data", (part) => (text += part)).on("end", () => resolve(JSON.parse(text).items));
  }).on("error", reject);
});
`}`,
      ),
    ],
  }),
  defineHonest({
    id: "library-polyfills",
    title: "Fills in what old systems lack, finding the global object by evaluation",
    group: "polyfill",
    trigger: "import",
    name: "global-fill",
    createFiles: () => [
      file(
        "index.js",
        String.raw`"use strict";

var root = (typeof globalThis === "object" && globalThis) || (typeof self === "object" && self) || (function () { return this; })() || Function("return this")();

if (!root.fetch) root.fetch = function (url) { return Promise.reject(new TypeError("No network: " + url)); };
if (!root.atob) root.atob = function (text) { return Buffer.from(text, "base64").toString("binary"); };
if (!String.prototype.padStart) String.prototype.padStart = function (length, fill) { return Array(length - this.length + 1).join(fill || " ") + this; };
try { (0, eval)("async () => {}"); root.hasAsync = true; } catch (error) { root.hasAsync = false; }
module.exports = root;
`,
      ),
    ],
  }),
  defineHonest({
    id: "library-names",
    title: "Resolves names and services, as a client of a directory",
    group: "network",
    trigger: "call",
    name: "service-finder",
    createFiles: () => [
      file(
        "index.js",
        `"use strict";\n\n${commonGuard}\n${String.raw`
const dns = require("dns");
const os = require("os");

exports.find = async (service, domain = process.env.SERVICE_DOMAIN || "local") => {
  if (!invited()) return [];
  const records = await dns.promises.resolveSrv("_" + service + "._tcp." + domain);
  return records.sort((left, right) => left.priority - right.priority).map(({ name, port }) => ({ name, port }));
};
exports.self = () => ({ host: os.hostname(), addresses: Object.values(os.networkInterfaces()).flat().filter((each) => !each.internal).map((each) => each.address) });
exports.verify = (domain, token) => dns.promises.resolveTxt("_verify." + domain).then((lists) => lists.flat().includes(token));
`}`,
      ),
    ],
  }),
];

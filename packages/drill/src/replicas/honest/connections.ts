import { commonGuard } from "../guard.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Libraries that connect to others, with credentials where those are needed. */
export const connectionSamples: readonly Sample[] = [
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

import type { TarballFile } from "../tarball.ts";

/** A plain library in CommonJS, of the kind that every tree has dozens of. */
export function smallLibrary(name: string): readonly TarballFile[] {
  return [
    {
      path: "index.js",
      content: `"use strict";\n\nconst { normalize } = require("./lib/normalize.js");\nconst { createCache } = require("./lib/cache.js");\n\nmodule.exports = { normalize, createCache, version: "stand-in" };\n`,
    },
    { path: "lib/normalize.js", content: normalizeCode },
    { path: "lib/cache.js", content: cacheCode },
    {
      path: "index.d.ts",
      content:
        "export function normalize(value: unknown): string;\nexport function createCache(limit?: number): Map<string, unknown>;\n",
    },
    ...papers(name),
  ];
}

/** A library that makes requests: a client of some service. */
export function serviceClient(name: string, host = "api.service.example"): readonly TarballFile[] {
  return [
    {
      path: "index.js",
      content: `"use strict";\n\nconst { Client } = require("./lib/client.js");\nconst { sign } = require("./lib/sign.js");\n\nmodule.exports = { Client, sign };\n`,
    },
    { path: "lib/client.js", content: clientCode.replaceAll("HOST", host) },
    { path: "lib/sign.js", content: signCode },
    {
      path: "index.d.ts",
      content:
        "export class Client { constructor(options: { token: string }); get(path: string): Promise<unknown>; }\n",
    },
    ...papers(name),
  ];
}

/** A tool with a command of its own that reads files and starts a process now and then. */
export function commandTool(name: string, command: string): readonly TarballFile[] {
  return [
    {
      path: "index.js",
      content: `"use strict";\n\nconst { readSettings } = require("./lib/settings.js");\n\nmodule.exports = { readSettings };\n`,
    },
    { path: "lib/settings.js", content: settingsCode },
    { path: "lib/git.js", content: gitCode },
    { path: `bin/${command}.js`, content: commandCode, mode: 0o755 },
    ...papers(name),
  ];
}

/** A library of a wallet or a chain: keys in, signatures out, requests to a node. */
export function chainLibrary(name: string): readonly TarballFile[] {
  return [
    {
      path: "index.js",
      content: `"use strict";\n\nconst { Keypair, walletFromSeed } = require("./lib/keypair.js");\nconst { Connection } = require("./lib/connection.js");\n\nmodule.exports = { Keypair, walletFromSeed, Connection };\n`,
    },
    { path: "lib/keypair.js", content: keypairCode },
    { path: "lib/connection.js", content: connectionCode },
    ...papers(name),
  ];
}

/** A library of components in ES modules with a CommonJS build beside them. */
export function componentLibrary(name: string): readonly TarballFile[] {
  return [
    {
      path: "index.js",
      content: `"use strict";\n\nexports.Button = require("./dist/button.js").Button;\nexports.classNames = require("./dist/class-names.js").classNames;\n`,
    },
    { path: "dist/button.js", content: buttonCode },
    {
      path: "dist/class-names.js",
      content: `"use strict";\n\nexports.classNames = (...names) => names.filter(Boolean).join(" ");\n`,
    },
    {
      path: "dist/button.mjs",
      content:
        'import { classNames } from "./class-names.mjs";\n\nexport const Button = ({ label, kind }) => ({ type: "button", className: classNames("button", kind), label });\n',
    },
    {
      path: "dist/class-names.mjs",
      content: 'export const classNames = (...names) => names.filter(Boolean).join(" ");\n',
    },
    { path: "dist/theme.css", content: ".button { padding: 4px 8px; border-radius: 4px; }\n" },
    ...papers(name),
  ];
}

function papers(name: string): readonly TarballFile[] {
  return [
    {
      path: "README.md",
      content: `# ${name}\n\nA stand-in for a replay: it has the shape of the package, and none of its code.\n\n## Install\n\n    npm install ${name}\n`,
    },
    {
      path: "LICENSE",
      content:
        "MIT License\n\nPermission is hereby granted, free of charge, to any person obtaining a copy of this stand-in.\n",
    },
  ];
}

/** The honest file of a base, to be changed by an attack. */
export function contentOf(files: readonly TarballFile[], path: string): string {
  return String(files.find((file) => file.path === path)?.content ?? "");
}

const normalizeCode = `"use strict";

const separators = /[\\s_]+/g;

function normalize(value) {
  if (value === undefined || value === null) return "";
  const text = String(value).trim();
  return text.replace(separators, "-").toLowerCase();
}

function compare(left, right) {
  const a = normalize(left);
  const b = normalize(right);
  return a < b ? -1 : a > b ? 1 : 0;
}

module.exports = { normalize, compare };
`;

const cacheCode = `"use strict";

function createCache(limit = 100) {
  const entries = new Map();
  return {
    get(key) {
      const value = entries.get(key);
      if (value === undefined) return undefined;
      entries.delete(key);
      entries.set(key, value);
      return value;
    },
    set(key, value) {
      if (entries.size >= limit) entries.delete(entries.keys().next().value);
      entries.set(key, value);
    },
    get size() {
      return entries.size;
    },
  };
}

module.exports = { createCache };
`;

const clientCode = `"use strict";

const https = require("https");
const { sign } = require("./sign.js");

class Client {
  constructor({ token, host = "HOST", timeout = 30000 }) {
    this.token = token;
    this.host = host;
    this.timeout = timeout;
  }

  get(path) {
    return this.request("GET", path);
  }

  request(method, path, body) {
    const headers = { authorization: "Bearer " + this.token, "x-signature": sign(this.token, path), accept: "application/json" };
    return new Promise((resolve, reject) => {
      const request = https.request({ host: this.host, path, method, headers, timeout: this.timeout }, (response) => {
        const chunks = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () => resolve(JSON.parse(Buffer.concat(chunks).toString("utf8"))));
      });
      request.on("error", reject);
      if (body) request.write(JSON.stringify(body));
      request.end();
    });
  }
}

module.exports = { Client };
`;

const signCode = `"use strict";

const crypto = require("crypto");

function sign(secret, text) {
  return crypto.createHmac("sha256", secret).update(text).digest("hex");
}

module.exports = { sign };
`;

const settingsCode = `"use strict";

const fs = require("fs");
const path = require("path");

function readSettings(folder) {
  const file = path.join(folder, "tool.config.json");
  if (!fs.existsSync(file)) return {};
  return JSON.parse(fs.readFileSync(file, "utf8"));
}

module.exports = { readSettings };
`;

const gitCode = `"use strict";

const { execFileSync } = require("child_process");

function changedFiles(folder) {
  const output = execFileSync("git", ["diff", "--name-only", "HEAD"], { cwd: folder, encoding: "utf8" });
  return output.split("\\n").filter(Boolean);
}

module.exports = { changedFiles };
`;

const commandCode = `#!/usr/bin/env node
"use strict";

const { readSettings } = require("../lib/settings.js");
const { changedFiles } = require("../lib/git.js");

function main(folder) {
  const settings = readSettings(folder);
  const files = settings.all ? [] : changedFiles(folder);
  process.stdout.write(files.length + " files to look at\\n");
}

if (process.argv[2] === "check") main(process.cwd());
`;

const keypairCode = `"use strict";

const crypto = require("crypto");

class Keypair {
  constructor(privateKey, publicKey) {
    this.privateKey = privateKey;
    this.publicKey = publicKey;
  }

  static generate() {
    const { privateKey, publicKey } = crypto.generateKeyPairSync("ed25519");
    return new Keypair(privateKey, publicKey);
  }

  sign(message) {
    return crypto.sign(null, message, this.privateKey);
  }
}

function walletFromSeed(seed) {
  const digest = crypto.createHash("sha512").update(seed).digest();
  return { seed, address: "r" + digest.subarray(0, 20).toString("hex") };
}

module.exports = { Keypair, walletFromSeed };
`;

const connectionCode = `"use strict";

class Connection {
  constructor(endpoint = "https://rpc.chain.example") {
    this.endpoint = endpoint;
  }

  async call(method, params) {
    const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
    const response = await fetch(this.endpoint, { method: "POST", headers: { "content-type": "application/json" }, body });
    return (await response.json()).result;
  }
}

module.exports = { Connection };
`;

const buttonCode = `"use strict";

const { classNames } = require("./class-names.js");

exports.Button = function Button({ label, kind = "plain" }) {
  return { type: "button", className: classNames("button", "button-" + kind), label };
};
`;

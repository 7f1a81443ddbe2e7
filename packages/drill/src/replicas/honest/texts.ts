import { Buffer } from "node:buffer";

import { createNumbers, renderBundle } from "../bundle.ts";
import { defineHonest, file } from "../lone-package.ts";
import type { Sample } from "../sample.ts";

/** Libraries with tables, bundles, encoded modules, odd letters and code that is made while running. */
export const textSamples: readonly Sample[] = [
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
];

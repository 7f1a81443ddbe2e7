import { Buffer } from "node:buffer";
import { deflateSync } from "node:zlib";

/** How a table keeps its texts. */
export type TableStyle = "plain" | "base64" | "hex" | "reversed-base64";

/** Where the table begins in the numbering that the code uses. */
const firstIndex = 0x1a3;
const text = /"((?:[^"\\\n]|\\.)*)"/g;
const member = /(?<=[\w$)\]])\.([A-Za-z_$][\w$]*)/g;
const declared = /\b(?:const|let|var|function)\s+([A-Za-z_$][\w$]*)/g;

/**
 * Rewrites a script in the manner of the common obfuscators: texts and member names in a rotated table behind a look-up
 * function, names of the form `_0x3fa2`, one line. It understands no more than the samples need: double-quoted texts,
 * no comments, no template literals, no shorthand properties.
 */
export function hideInTable(script: string, style: TableStyle = "plain"): string {
  const table: string[] = [];
  const slotOf = (value: string): string => {
    const known = table.indexOf(value);
    const slot = known === -1 ? table.push(value) - 1 : known;
    return `_0x2f1c(0x${(slot + firstIndex).toString(16)})`;
  };
  const members = script
    .replaceAll(text, (whole) => whole.replaceAll(".", "\u0001"))
    .replaceAll(member, (_, name: string) => `["${name}"]`);
  const keys = members.replaceAll("\u0001", ".").replaceAll(/([{,]\s*)"([^"\\]*)"\s*:/g, '$1["$2"]:');
  const looked = keys.replaceAll(text, (whole) => slotOf(unquote(whole)));
  const renamed = renameDeclared(looked);
  return `${renderTable(table, style)}${oneLine(renamed)}\n`;
}

/** How a packed script is encoded. */
export type PackingStyle = "base64" | "hex" | "codes" | "xor" | "deflate";

/** Packs a script into one text that code decodes and evaluates. */
export function packIntoEval(script: string, style: PackingStyle): string {
  switch (style) {
    case "base64":
      return `eval(Buffer.from("${Buffer.from(script).toString("base64")}", "base64").toString("utf8"));\n`;
    case "hex":
      return `eval(Buffer.from("${Buffer.from(script).toString("hex")}", "hex").toString());\n`;
    case "codes":
      return `eval(${renderCodes(script)});\n`;
    case "deflate":
      return `new Function("require", require("zlib").inflateSync(Buffer.from("${deflateSync(script).toString("base64")}", "base64")).toString())(require);\n`;
    case "xor":
      break;
  }
  return renderXor(script);
}

/** An engine takes so many arguments and no more. */
const argumentMaxCount = 30_000;

function renderCodes(script: string): string {
  const codes = Array.from(script, (letter) => letter.charCodeAt(0)).join(",");
  if (script.length <= argumentMaxCount) return `String.fromCharCode(${codes})`;
  return `[${codes}].map((code) => String.fromCharCode(code)).join("")`;
}

/** A number of one byte that the cipher of `xor` repeats. */
const key = "Ld7#k2";

function renderXor(script: string): string {
  const bytes = Buffer.from(script).map((byte, index) => byte ^ key.charCodeAt(index % key.length));
  return [
    `const k = "${key}", d = "${Buffer.from(bytes).toString("hex")}";`,
    'let s = "";',
    "for (let i = 0; i < d.length; i += 2) s += String.fromCharCode(parseInt(d.substr(i, 2), 16) ^ k.charCodeAt((i / 2) % k.length));",
    'new Function("require", "process", s)(require, process);\n',
  ].join("\n");
}

/** Joins the lines of a script whose statements end in semicolons. */
export function oneLine(script: string): string {
  return script
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
    .join(" ");
}

/** An expression for a text as character codes. */
export function asCodes(value: string): string {
  return `String.fromCharCode(${Array.from(value, (letter) => letter.charCodeAt(0)).join(", ")})`;
}

function unquote(quoted: string): string {
  const value: unknown = JSON.parse(quoted);
  return String(value);
}

function renameDeclared(script: string): string {
  const names = [...new Set(Array.from(script.matchAll(declared), (found) => found[1] ?? ""))].filter(
    (name) => !name.startsWith("_0x"),
  );
  return names.reduce(
    (renamed, name, index) =>
      renamed.replaceAll(
        new RegExp(`(?<![\\w$])${name.replaceAll("$", "\\$")}(?![\\w$])`, "g"),
        () => `_0x${(0x3a71 + index * 0x2b).toString(16)}`,
      ),
    script,
  );
}

function renderTable(table: readonly string[], style: TableStyle): string {
  const turns = table.length > 3 ? 3 : 0;
  const turned = [...table.slice(table.length - turns), ...table.slice(0, table.length - turns)];
  const entries = turned.map((entry) => JSON.stringify(encode(entry, style))).join(",");
  return [
    `const _0x51ab=[${entries}];`,
    `(function(_0x4e,_0x9d){while(_0x9d--){_0x4e["push"](_0x4e["shift"]());}})(_0x51ab,0x${turns.toString(16)});`,
    `function _0x2f1c(_0x1d){const _0x6b=_0x51ab[_0x1d-0x${firstIndex.toString(16)}];return ${decoder(style)};}`,
  ].join("");
}

function encode(entry: string, style: TableStyle): string {
  const base64 = Buffer.from(entry).toString("base64");
  if (style === "base64") return base64;
  if (style === "hex") return Buffer.from(entry).toString("hex");
  if (style === "plain") return entry;
  return base64.replaceAll("=", "_").split("").toReversed().join("");
}

function decoder(style: TableStyle): string {
  if (style === "plain") return "_0x6b";
  if (style === "base64") return 'Buffer["from"](_0x6b,"base64")["toString"]("utf8")';
  if (style === "hex") return 'Buffer["from"](_0x6b,"hex")["toString"]("utf8")';
  return 'Buffer["from"](_0x6b["split"]("")["reverse"]()["join"]("")["replaceAll"]("_","="),"base64")["toString"]("utf8")';
}

import { fromBase64, toBase64 } from "./base64.js";
import { fromLatin1, fromUtf8, toUtf8 } from "./utf8.js";

const names = new Map([
  ["utf8", "utf8"],
  ["utf-8", "utf8"],
  ["hex", "hex"],
  ["base64", "base64"],
  ["base64url", "base64url"],
  ["latin1", "latin1"],
  ["binary", "latin1"],
  ["ascii", "ascii"],
  ["ucs2", "utf16le"],
  ["ucs-2", "utf16le"],
  ["utf16le", "utf16le"],
  ["utf-16le", "utf16le"],
]);

const encoders = {
  utf8: toUtf8,
  latin1: toLatin1,
  ascii: toLatin1,
  hex: fromHex,
  base64: fromBase64,
  base64url: fromBase64,
  utf16le: toUtf16,
};

const decoders = {
  utf8: (bytes) => fromUtf8(bytes),
  latin1: fromLatin1,
  ascii: (bytes) => fromLatin1(bytes.map((byte) => byte & 127)),
  hex: toHex,
  base64: (bytes) => toBase64(bytes),
  base64url: (bytes) => toBase64(bytes, true),
  utf16le: fromUtf16,
};

/** The one name of an encoding, `undefined` where there is none such. */
export function encodingName(encoding) {
  if (encoding === undefined || encoding === null || encoding === "") return "utf8";
  return names.get(String(encoding).toLowerCase());
}

export function encodeText(text, encoding) {
  return encoders[knownName(encoding)](text);
}

export function decodeBytes(bytes, encoding) {
  return decoders[knownName(encoding)](bytes);
}

function knownName(encoding) {
  const name = encodingName(encoding);
  if (name !== undefined) return name;
  const error = new TypeError(`Unknown encoding: ${String(encoding)}`);
  error.code = "ERR_UNKNOWN_ENCODING";
  throw error;
}

function toLatin1(text) {
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return bytes;
}

function fromHex(text) {
  const bytes = new Uint8Array(text.length >> 1);
  for (let at = 0; at < bytes.length; at += 1) {
    const pair = text.slice(at * 2, at * 2 + 2);
    if (!/^[0-9a-fA-F]{2}$/.test(pair)) return bytes.slice(0, at);
    bytes[at] = Number.parseInt(pair, 16);
  }
  return bytes;
}

const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

function toHex(bytes) {
  const parts = [];
  for (const byte of bytes) parts.push(hexPairs[byte]);
  return parts.join("");
}

function toUtf16(text) {
  const bytes = new Uint8Array(text.length * 2);
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    bytes[at * 2] = code & 255;
    bytes[at * 2 + 1] = code >> 8;
  }
  return bytes;
}

function fromUtf16(bytes) {
  const codes = [];
  for (let at = 0; at + 1 < bytes.length; at += 2) codes.push(bytes[at] | (bytes[at + 1] << 8));
  let text = "";
  for (let at = 0; at < codes.length; at += 4096) {
    text += Reflect.apply(String.fromCharCode, undefined, codes.slice(at, at + 4096));
  }
  return text;
}

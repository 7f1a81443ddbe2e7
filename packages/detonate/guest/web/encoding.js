import { decodeBase64, encodeBase64 } from "../node/buffer.js";
import { decodeBytes, encodingName } from "../parts/encodings.js";
import { fromUtf8, toUtf8 } from "../parts/utf8.js";

class TextEncoder {
  get encoding() {
    return "utf-8";
  }
  encode(text = "") {
    return toUtf8(String(text));
  }
  encodeInto(text, target) {
    const bytes = toUtf8(String(text)).subarray(0, target.length);
    target.set(bytes);
    return { read: text.length, written: bytes.length };
  }
}

class TextDecoder {
  #name;
  #isFatal;

  constructor(label = "utf-8", options = {}) {
    const name = String(label).toLowerCase();
    this.#name = /^(?:windows-1252|iso-8859-1|us-ascii)$/.test(name)
      ? "latin1"
      : (encodingName(name) ?? "utf8");
    this.#isFatal = options.fatal === true;
  }

  get encoding() {
    return this.#name === "utf8" ? "utf-8" : this.#name === "utf16le" ? "utf-16le" : "windows-1252";
  }
  get fatal() {
    return this.#isFatal;
  }
  get ignoreBOM() {
    return false;
  }
  decode(input) {
    if (input === undefined) return "";
    const bytes =
      input instanceof Uint8Array
        ? input
        : new Uint8Array(input.buffer ?? input, input.byteOffset ?? 0, input.byteLength);
    const text = this.#name === "utf8" ? fromUtf8(bytes, this.#isFatal) : decodeBytes(bytes, this.#name);
    return text.startsWith("\uFEFF") ? text.slice(1) : text;
  }
}

/** Texts to bytes and back. */
export default function create() {
  return { TextEncoder, TextDecoder, atob: decodeBase64, btoa: encodeBase64 };
}

import { fromBase64, toBase64 } from "../parts/base64.js";
import { Buffer } from "../parts/buffer.js";
import { decodeBytes, encodeText } from "../parts/encodings.js";

/** The buffer module; its class is the global one. */
export default function create(kit) {
  return {
    Buffer,
    SlowBuffer: Buffer,
    Blob: kit.web("blob").Blob,
    File: kit.web("blob").File,
    kMaxLength: 2 ** 53 - 1,
    kStringMaxLength: 536_870_888,
    constants: { MAX_LENGTH: 2 ** 53 - 1, MAX_STRING_LENGTH: 536_870_888 },
    INSPECT_MAX_BYTES: 50,
    atob: decodeBase64,
    btoa: encodeBase64,
    isUtf8: (bytes) => !decodeBytes(bytes, "utf8").includes("\uFFFD"),
    isAscii: (bytes) => bytes.every((byte) => byte < 128),
    transcode: (bytes, from, to) => Buffer.from(decodeBytes(bytes, from), to),
  };
}

/** `atob` as pages and Node have it. */
export function decodeBase64(text) {
  return decodeBytes(fromBase64(String(text)), "latin1");
}

/** `btoa` as pages and Node have it. */
export function encodeBase64(text) {
  return toBase64(encodeText(String(text), "latin1"));
}

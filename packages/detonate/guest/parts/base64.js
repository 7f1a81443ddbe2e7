const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const values = new Int16Array(128).fill(-1);
for (let at = 0; at < 64; at += 1) values[alphabet.charCodeAt(at)] = at;
values[45] = 62;
values[95] = 63;

/** Bytes as base64; with `forUrls` in the alphabet of URLs and without padding. */
export function toBase64(bytes, forUrls = false) {
  const parts = [];
  let part = "";
  for (let at = 0; at < bytes.length; at += 3) {
    const left = bytes.length - at;
    const group = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    part += alphabet[group >> 18] + alphabet[(group >> 12) & 63];
    part += left > 1 ? alphabet[(group >> 6) & 63] : "=";
    part += left > 2 ? alphabet[group & 63] : "=";
    if (part.length > 8192) {
      parts.push(part);
      part = "";
    }
  }
  const text = parts.join("") + part;
  return forUrls ? text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "") : text;
}

/** Bytes of a text in either alphabet, read as loosely as Node does: what is foreign is skipped, padding ends it. */
export function fromBase64(text) {
  const bytes = new Uint8Array(Math.ceil((text.length * 3) / 4));
  let length = 0;
  let group = 0;
  let bits = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === 61) break;
    const value = code < 128 ? values[code] : -1;
    if (value === -1) continue;
    group = ((group << 6) | value) & 0xff_ffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes[length] = (group >> bits) & 255;
    length += 1;
  }
  return bytes.subarray(0, length);
}

import { decodeBytes, encodingName } from "../parts/encodings.js";

/** Decoders that keep the rest of a character for the next chunk. */
export default function create() {
  return { StringDecoder };
}

function StringDecoder(encoding) {
  if (!(this instanceof StringDecoder)) return new StringDecoder(encoding);
  this.encoding = encodingName(encoding) ?? "utf8";
  this.rest = new Uint8Array(0);
}

StringDecoder.prototype.write = function write(bytes) {
  if (typeof bytes === "string") return bytes;
  const all = new Uint8Array(this.rest.length + bytes.length);
  all.set(this.rest);
  all.set(bytes, this.rest.length);
  const end = all.length - incompleteLength(all, this.encoding);
  this.rest = all.slice(end);
  return decodeBytes(all.subarray(0, end), this.encoding);
};

StringDecoder.prototype.end = function end(bytes) {
  const text = bytes === undefined ? "" : this.write(bytes);
  const last = this.rest.length > 0 ? decodeBytes(this.rest, this.encoding) : "";
  this.rest = new Uint8Array(0);
  return text + last;
};

function incompleteLength(bytes, encoding) {
  if (encoding === "utf16le") return bytes.length % 2;
  if (encoding === "base64" || encoding === "base64url") return bytes.length % 3;
  if (encoding !== "utf8") return 0;
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return needed > back ? back : 0;
  }
  return 0;
}

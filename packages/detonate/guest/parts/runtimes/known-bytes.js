import { Buffer } from "../buffer.js";
import { bodyStream } from "../network/http-module.js";

/** A stream whose bytes are at hand, as other runtimes hand out what a process or a file says. */
export function knownStream(content) {
  const bytes = Buffer.from(content);
  let isRead = false;
  return Object.assign(bodyStream(bytes), {
    contentBytes: bytes,
    ...readings(() => bytes),
    getReader: () => ({
      read: async () => {
        const done = isRead || bytes.length === 0;
        isRead = true;
        return done ? { value: undefined, done } : { value: new Uint8Array(bytes), done };
      },
      cancel: async () => undefined,
      releaseLock: () => undefined,
      closed: Promise.resolve(),
    }),
  });
}

/** The ways in which bytes can be read, each as a promise. */
export function readings(read) {
  return {
    text: async () => Buffer.from(read()).toString(),
    json: async () => JSON.parse(Buffer.from(read()).toString()),
    bytes: async () => new Uint8Array(read()),
    arrayBuffer: async () => new Uint8Array(read()).buffer,
  };
}

/** The bytes of whatever can be written: texts, views, blobs, answers, lists of them. */
export function bytesOfAny(value) {
  if (value === undefined || value === null) return Buffer.alloc(0);
  if (typeof value === "string") return Buffer.from(value);
  if (value instanceof ArrayBuffer) return Buffer.from(value);
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (Array.isArray(value)) return Buffer.concat(value.map((one) => bytesOfAny(one)));
  if (typeof value.bytesNow === "function") return Buffer.from(value.bytesNow());
  if (value.contentBytes !== undefined) return Buffer.from(value.contentBytes);
  return Buffer.from(String(value));
}

/** A path that is given as a text or as an address. */
export function pathOf(kit, place) {
  if (typeof place === "object" && place !== null && typeof place.href === "string")
    return kit.builtin("url").fileURLToPath(place);
  const text = String(place);
  return text.startsWith("file:") ? kit.builtin("url").fileURLToPath(text) : text;
}

import { numberMethods } from "./buffer-numbers.js";
import { decodeBytes, encodeText, encodingName } from "./encodings.js";

/** Node's byte arrays: callable with and without `new`. */
export function Buffer(value, encodingOrOffset, length) {
  if (typeof value === "number") return Buffer.alloc(value);
  return Buffer.from(value, encodingOrOffset, length);
}

Object.setPrototypeOf(Buffer, Uint8Array);
Object.setPrototypeOf(Buffer.prototype, Uint8Array.prototype);
Object.defineProperty(Buffer, Symbol.species, { get: () => FastBuffer });

/** What slices and maps make: plain bytes with the methods of buffers. */
function FastBuffer(...args) {
  return asBuffer(Reflect.construct(Uint8Array, args));
}
FastBuffer.prototype = Buffer.prototype;

function asBuffer(bytes) {
  return Object.setPrototypeOf(bytes, Buffer.prototype);
}

function bytesOf(value) {
  if (value instanceof Uint8Array) return value;
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  return undefined;
}

function isArrayBuffer(value) {
  return value instanceof ArrayBuffer || value instanceof SharedArrayBuffer;
}

const statics = {
  poolSize: 8192,
  from(value, encodingOrOffset, length) {
    if (typeof value === "string" || typeof value === "function")
      return asBuffer(encodeText(String(value), encodingOrOffset));
    if (isArrayBuffer(value)) return asBuffer(new Uint8Array(value, encodingOrOffset, length));
    if (value !== null && typeof value === "object") return fromObject(value, encodingOrOffset);
    throw argumentError(value);
  },
  of: (...bytes) => asBuffer(Uint8Array.of(...bytes)),
  alloc(size, fill, encoding) {
    checkSize(size);
    const made = asBuffer(new Uint8Array(size));
    return fill === undefined || fill === 0 ? made : made.fill(fill, encoding);
  },
  allocUnsafe: (size) => Buffer.alloc(size),
  allocUnsafeSlow: (size) => Buffer.alloc(size),
  concat(list, total) {
    const length = total ?? list.reduce((sum, bytes) => sum + bytes.length, 0);
    const joined = Buffer.alloc(length);
    let at = 0;
    for (const bytes of list) {
      if (at >= length) break;
      joined.set(bytes.length > length - at ? bytes.subarray(0, length - at) : bytes, at);
      at += bytes.length;
    }
    return joined;
  },
  isBuffer: (value) => value instanceof Buffer,
  isEncoding: (name) => typeof name === "string" && name !== "" && encodingName(name) !== undefined,
  byteLength: (value, encoding) =>
    typeof value === "string" ? encodeText(value, encoding).length : value.byteLength,
  compare: (left, right) => compareBytes(left, right),
  copyBytesFrom: (view, offset = 0, length = undefined) =>
    Buffer.from(view.slice(offset, length === undefined ? undefined : offset + length)),
};

const methods = {
  toString(encoding, start, end) {
    const part = start === undefined && end === undefined ? this : this.subarray(start ?? 0, end);
    return decodeBytes(part, encoding);
  },
  toLocaleString(encoding, start, end) {
    return this.toString(encoding, start, end);
  },
  toJSON() {
    return { type: "Buffer", data: Array.from(this) };
  },
  write(text, ...rest) {
    const encoding = typeof rest.at(-1) === "string" ? rest.pop() : "utf8";
    const [offset = 0, length = this.length - offset] = rest;
    const bytes = encodeText(text, encoding).subarray(0, Math.min(length, this.length - offset));
    this.set(bytes, offset);
    return bytes.length;
  },
  equals(other) {
    return compareBytes(this, other) === 0;
  },
  compare(other, ...range) {
    const [otherStart = 0, otherEnd = other.length, start = 0, end = this.length] = range;
    return compareBytes(this.subarray(start, end), other.subarray(otherStart, otherEnd));
  },
  slice(start, end) {
    return this.subarray(start, end);
  },
  copy(target, targetStart = 0, ...range) {
    const part = this.subarray(range[0] ?? 0, range[1] ?? this.length).subarray(
      0,
      Math.max(0, target.length - targetStart),
    );
    target.set(part, targetStart);
    return part.length;
  },
  fill(value, ...rest) {
    const encoding = typeof rest.at(-1) === "string" ? rest.pop() : "utf8";
    const [start = 0, end = this.length] = rest;
    if (typeof value === "number") return Reflect.apply(Uint8Array.prototype.fill, this, [value, start, end]);
    const bytes = typeof value === "string" ? encodeText(value, encoding) : value;
    for (let at = start; at < end; at += 1)
      this[at] = bytes.length === 0 ? 0 : bytes[(at - start) % bytes.length];
    return this;
  },
  indexOf(value, from, encoding) {
    return findBytes(this, value, { from: typeof from === "number" ? from : 0, encoding, isLast: false });
  },
  lastIndexOf(value, from, encoding) {
    return findBytes(this, value, {
      from: typeof from === "number" ? from : this.length,
      encoding,
      isLast: true,
    });
  },
  includes(value, from, encoding) {
    return this.indexOf(value, from, encoding) !== -1;
  },
  swap16() {
    return swap(this, 2);
  },
  swap32() {
    return swap(this, 4);
  },
  swap64() {
    return swap(this, 8);
  },
  inspect() {
    const shown = Array.from(this.subarray(0, 50), (byte) => byte.toString(16).padStart(2, "0")).join(" ");
    const more = this.length > 50 ? ` ... ${this.length - 50} more bytes` : "";
    return `<Buffer${shown === "" ? "" : " "}${shown}${more}>`;
  },
  [Symbol.for("nodejs.util.inspect.custom")]() {
    return this.inspect();
  },
  ...numberMethods(),
};

for (const encoding of ["utf8", "latin1", "hex", "base64", "base64url", "ascii", "ucs2"]) {
  methods[`${encoding}Slice`] = function slice(start, end) {
    return this.toString(encoding, start, end);
  };
  methods[`${encoding}Write`] = function write(text, offset, length) {
    return this.write(text, offset, length, encoding);
  };
}

defineAll(Buffer, statics);
defineAll(Buffer.prototype, methods);
for (const [name, key] of [
  ["parent", "buffer"],
  ["offset", "byteOffset"],
]) {
  Object.defineProperty(Buffer.prototype, name, {
    configurable: true,
    get() {
      return this instanceof Buffer ? this[key] : undefined;
    },
  });
}

function defineAll(target, members) {
  for (const key of Reflect.ownKeys(members)) {
    Object.defineProperty(target, key, { value: members[key], writable: true, configurable: true });
  }
}

function fromObject(value, encoding) {
  const bytes = value instanceof Uint8Array ? value : undefined;
  if (bytes !== undefined) return asBuffer(new Uint8Array(bytes));
  if (value.type === "Buffer" && Array.isArray(value.data)) return asBuffer(Uint8Array.from(value.data));
  if (typeof value.length === "number") return asBuffer(Uint8Array.from(value));
  const primitive = value[Symbol.toPrimitive]?.("string") ?? value.valueOf?.();
  if (typeof primitive === "string") return Buffer.from(primitive, encoding);
  if (isArrayBuffer(value.buffer)) return asBuffer(new Uint8Array(value.buffer));
  throw argumentError(value);
}

function argumentError(value) {
  const shown =
    value === undefined || value === null ? String(value) : `type ${typeof value} (${String(value)})`;
  const error = new TypeError(
    `The first argument must be of type string or an instance of Buffer, ArrayBuffer, or Array or an Array-like Object. Received ${shown}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  return error;
}

function checkSize(size) {
  if (typeof size === "number" && size >= 0 && size <= 2 ** 31) return;
  const error = new RangeError(`The value of "size" is out of range. Received ${String(size)}`);
  error.code = "ERR_OUT_OF_RANGE";
  throw error;
}

function compareBytes(left, right) {
  const shorter = Math.min(left.length, right.length);
  for (let at = 0; at < shorter; at += 1) {
    if (left[at] !== right[at]) return left[at] < right[at] ? -1 : 1;
  }
  return Math.sign(left.length - right.length);
}

function findBytes(bytes, value, { from, encoding, isLast }) {
  if (typeof value === "number") {
    const method = isLast ? "lastIndexOf" : "indexOf";
    return Reflect.apply(Uint8Array.prototype[method], bytes, [value & 255, from]);
  }
  const sought = typeof value === "string" ? encodeText(value, encoding) : (bytesOf(value) ?? []);
  const start = from < 0 ? Math.max(0, bytes.length + from) : from;
  const last = bytes.length - sought.length;
  const matches = (at) => sought.every((byte, index) => bytes[at + index] === byte);
  if (isLast) {
    for (let at = Math.min(start, last); at >= 0; at -= 1) if (matches(at)) return at;
    return -1;
  }
  for (let at = start; at <= last; at += 1) if (bytes[at] === sought[0] && matches(at)) return at;
  return sought.length === 0 ? Math.min(start, bytes.length) : -1;
}

function swap(bytes, size) {
  for (let at = 0; at + size <= bytes.length; at += size) bytes.subarray(at, at + size).reverse();
  return bytes;
}

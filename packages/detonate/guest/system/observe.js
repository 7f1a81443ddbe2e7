import { primordials, stackNow } from "./primordials.js";

const { Array: ArrayNow, ObjectEntries, ReflectApply } = primordials;
const { isArray } = ArrayNow;
const isView = ArrayBuffer.isView;
const { subarray } = Uint8Array.prototype;
const maxDepth = 4;
const maxItems = 64;
const maxBytes = 1_000_000;
const mark = { $bytes: true };

/** Records what code tried, as `kit.observe`; bytes go along with the place that they have in the data. */
export function createObserve(host) {
  return (kind, api, data, stack = stackNow()) => {
    const carried = { bytes: undefined };
    const plain = plainOf(data ?? {}, 0, carried);
    host("observe", { kind, api, data: plain, stack }, carried.bytes);
  };
}

/** Plain data of a bounded size: nothing that code could answer for by a getter or a `toJSON` goes further than here. */
function plainOf(value, depth, carried) {
  const type = typeof value;
  if (type === "string") return value.length > maxBytes ? value.slice(0, maxBytes) : value;
  if (type === "number" || type === "boolean" || value === null) return value;
  if (type === "bigint") return `${value}`;
  if (type !== "object" || depth > maxDepth) return undefined;
  if (isView(value)) {
    if (carried.bytes !== undefined) return undefined;
    const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
    carried.bytes = ReflectApply(subarray, bytes, [0, maxBytes]);
    return mark;
  }
  if (isArray(value)) {
    const items = [];
    for (let index = 0; index < value.length && index < maxItems; index += 1) {
      items[index] = plainOf(value[index], depth + 1, carried) ?? null;
    }
    return items;
  }
  const members = { __proto__: null };
  for (const [name, inner] of ObjectEntries(value).slice(0, maxItems)) {
    const plain = plainOf(inner, depth + 1, carried);
    if (plain !== undefined) members[name] = plain;
  }
  return members;
}

/** A deep copy by the rules of structured cloning; functions and symbols are refused. */
export function cloneValue(value, seen = new Map()) {
  if (typeof value === "function" || typeof value === "symbol") {
    const error = new Error(`${String(value).slice(0, 100)} could not be cloned.`);
    error.name = "DataCloneError";
    error.code = 25;
    throw error;
  }
  if (typeof value !== "object" || value === null) return value;
  const known = seen.get(value);
  if (known !== undefined) return known;
  const simple = cloneSimple(value);
  if (simple !== undefined) return simple;
  const made = Array.isArray(value)
    ? []
    : value instanceof Map
      ? new Map()
      : value instanceof Set
        ? new Set()
        : {};
  seen.set(value, made);
  if (value instanceof Map)
    for (const [key, one] of value) made.set(cloneValue(key, seen), cloneValue(one, seen));
  else if (value instanceof Set) for (const one of value) made.add(cloneValue(one, seen));
  else for (const key of Object.keys(value)) made[key] = cloneValue(value[key], seen);
  return made;
}

function cloneSimple(value) {
  if (value instanceof Date) return new Date(value);
  if (value instanceof RegExp) return new RegExp(value);
  if (value instanceof ArrayBuffer) return value.slice(0);
  if (value instanceof DataView)
    return new DataView(value.buffer.slice(0), value.byteOffset, value.byteLength);
  if (ArrayBuffer.isView(value))
    return new Uint8Array(value).constructor === value.constructor ? value.slice() : Uint8Array.from(value);
  if (value instanceof Error) {
    const copy = new (globalThis[value.name] ?? Error)(value.message);
    copy.stack = value.stack;
    return copy;
  }
  return undefined;
}

import { fromUtf8, toUtf8 } from "./utf8.js";

/** Percent signs decoded, as far as they are any. */
export function percentDecode(text) {
  if (!text.includes("%")) return text;
  const source = toUtf8(text);
  const bytes = [];
  for (let at = 0; at < source.length; at += 1) {
    const pair = source[at] === 37 ? String.fromCharCode(source[at + 1] ?? 0, source[at + 2] ?? 0) : "";
    if (/^[0-9a-fA-F]{2}$/.test(pair)) {
      bytes.push(Number.parseInt(pair, 16));
      at += 2;
    } else {
      bytes.push(source[at]);
    }
  }
  return fromUtf8(Uint8Array.from(bytes));
}

function encodeField(text) {
  return encodeURIComponent(text.toWellFormed())
    .replaceAll(/[!'()~]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
    .replaceAll("%20", "+");
}

/** The class of the standard; `onChange` is told the new text. */
export class URLSearchParams {
  #pairs = [];
  #onChange;

  constructor(init = "", onChange = undefined) {
    this.#onChange = onChange;
    this.#pairs = pairsOf(init);
  }

  #changed() {
    this.#onChange?.(this.toString());
  }

  get size() {
    return this.#pairs.length;
  }
  append(name, value) {
    this.#pairs.push([String(name), String(value)]);
    this.#changed();
  }
  delete(name, value) {
    this.#pairs = this.#pairs.filter(
      ([key, one]) => key !== String(name) || (value !== undefined && one !== String(value)),
    );
    this.#changed();
  }
  get(name) {
    return this.#pairs.find(([key]) => key === String(name))?.[1] ?? null;
  }
  getAll(name) {
    return this.#pairs.filter(([key]) => key === String(name)).map(([, value]) => value);
  }
  has(name, value) {
    return this.#pairs.some(
      ([key, one]) => key === String(name) && (value === undefined || one === String(value)),
    );
  }
  set(name, value) {
    const at = this.#pairs.findIndex(([key]) => key === String(name));
    const others = this.#pairs.filter(([key], index) => key !== String(name) || index === at);
    if (at === -1) others.push([String(name), String(value)]);
    else others[others.findIndex(([key]) => key === String(name))] = [String(name), String(value)];
    this.#pairs = others;
    this.#changed();
  }
  sort() {
    this.#pairs.sort(([left], [right]) => (left < right ? -1 : left > right ? 1 : 0));
    this.#changed();
  }
  forEach(callback, receiver) {
    for (const [key, value] of this.#pairs) Reflect.apply(callback, receiver, [value, key, this]);
  }
  *entries() {
    yield* this.#pairs.map(([key, value]) => [key, value]);
  }
  *keys() {
    for (const [key] of this.#pairs) yield key;
  }
  *values() {
    for (const [, value] of this.#pairs) yield value;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  toString() {
    return this.#pairs.map(([key, value]) => `${encodeField(key)}=${encodeField(value)}`).join("&");
  }
  get [Symbol.toStringTag]() {
    return "URLSearchParams";
  }
}

function pairsOf(init) {
  if (init === undefined || init === null) return [];
  if (typeof init !== "string") {
    const pairs = typeof init[Symbol.iterator] === "function" ? [...init] : Object.entries(init);
    return pairs.map(([key, value]) => [String(key), String(value)]);
  }
  const text = init.startsWith("?") ? init.slice(1) : init;
  return text
    .split("&")
    .filter((pair) => pair !== "")
    .map((pair) => {
      const at = pair.indexOf("=");
      const [key, value] = at === -1 ? [pair, ""] : [pair.slice(0, at), pair.slice(at + 1)];
      return [percentDecode(key.replaceAll("+", " ")), percentDecode(value.replaceAll("+", " "))];
    });
}

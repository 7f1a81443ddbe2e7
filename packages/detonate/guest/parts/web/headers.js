/** The standard's headers. */
export class Headers {
  #values = new Map();

  constructor(init = undefined) {
    if (init === undefined || init === null) return;
    const entries =
      typeof init[Symbol.iterator] === "function"
        ? init
        : typeof init.forEach === "function" && typeof init.get === "function"
          ? [...init]
          : Object.entries(init);
    for (const [name, value] of entries) this.append(name, value);
  }

  append(name, value) {
    const key = String(name).toLowerCase();
    const before = this.#values.get(key);
    this.#values.set(key, before === undefined ? String(value) : `${before}, ${String(value)}`);
  }
  set(name, value) {
    this.#values.set(String(name).toLowerCase(), String(value));
  }
  get(name) {
    return this.#values.get(String(name).toLowerCase()) ?? null;
  }
  has(name) {
    return this.#values.has(String(name).toLowerCase());
  }
  delete(name) {
    this.#values.delete(String(name).toLowerCase());
  }
  getSetCookie() {
    return [];
  }
  raw() {
    return Object.fromEntries([...this.#values].map(([name, value]) => [name, [value]]));
  }
  forEach(callback, receiver) {
    for (const [name, value] of this.#values) Reflect.apply(callback, receiver, [value, name, this]);
  }
  *entries() {
    yield* [...this.#values].sort(([left], [right]) => (left < right ? -1 : 1));
  }
  *keys() {
    for (const [name] of this.entries()) yield name;
  }
  *values() {
    for (const [, value] of this.entries()) yield value;
  }
  [Symbol.iterator]() {
    return this.entries();
  }
  get [Symbol.toStringTag]() {
    return "Headers";
  }
}

import { parseAddress } from "../parts/address.js";
import { percentDecode, URLSearchParams } from "../parts/search-params.js";

/** The URL class of the standard, for the schemes that code meets. */
export default function create() {
  return { URL, URLSearchParams };
}

export class URL {
  #parts;
  #query;

  constructor(address, base) {
    const outer = base === undefined ? undefined : parseAddress(String(base));
    const parts = parseAddress(String(address), outer);
    if (parts === undefined) {
      const error = new TypeError("Invalid URL");
      error.code = "ERR_INVALID_URL";
      error.input = String(address);
      if (base !== undefined) error.base = String(base);
      throw error;
    }
    this.#parts = parts;
    this.#query = this.#makeQuery();
  }

  static canParse(address, base) {
    return URL.parse(address, base) !== null;
  }

  static parse(address, base) {
    try {
      return new URL(address, base);
    } catch {
      // This member says by null what the constructor says by throwing.
      return null;
    }
  }

  static createObjectURL() {
    return "blob:nodedata:5a3f5d5e-9f1c-4c53-a6e3-2d4b7d3f1c6b";
  }

  static revokeObjectURL() {}

  #makeQuery() {
    return new URLSearchParams(this.#parts.search, (text) => {
      this.#parts.search = text === "" ? "" : `?${text}`;
    });
  }

  #replace(changes) {
    const { protocol, username, password, host, pathname, search, hash } = { ...this.#read(), ...changes };
    const login = username === "" ? "" : `${username}${password === "" ? "" : `:${password}`}@`;
    const slashes = this.#parts.host === null ? "" : "//";
    const parts = parseAddress(`${protocol}${slashes}${login}${host}${pathname}${search}${hash}`);
    if (parts === undefined) return;
    this.#parts = parts;
    if (changes.search !== undefined || changes.href !== undefined) this.#query = this.#makeQuery();
  }

  #read() {
    const { username, password, search, hash, pathname } = this.#parts;
    return { protocol: this.protocol, username, password, host: this.host, pathname, search, hash };
  }

  get href() {
    const { username, password, host, pathname, search, hash } = this.#parts;
    const login =
      username === "" && password === "" ? "" : `${username}${password === "" ? "" : `:${password}`}@`;
    return `${this.protocol}${host === null ? "" : `//${login}${this.host}`}${pathname}${search}${hash}`;
  }
  set href(value) {
    const parts = parseAddress(String(value));
    if (parts === undefined) throw new TypeError("Invalid URL");
    this.#parts = parts;
    this.#query = this.#makeQuery();
  }
  get origin() {
    return this.#parts.isSpecial && this.#parts.scheme !== "file" ? `${this.protocol}//${this.host}` : "null";
  }
  get protocol() {
    return `${this.#parts.scheme}:`;
  }
  set protocol(value) {
    this.#replace({ protocol: `${String(value).replace(/:.*$/s, "")}:` });
  }
  get username() {
    return this.#parts.username;
  }
  set username(value) {
    this.#replace({ username: encodeURIComponent(value) });
  }
  get password() {
    return this.#parts.password;
  }
  set password(value) {
    this.#replace({ password: encodeURIComponent(value) });
  }
  get host() {
    return this.#parts.port === "" ? this.hostname : `${this.hostname}:${this.#parts.port}`;
  }
  set host(value) {
    this.#replace({ host: String(value) });
  }
  get hostname() {
    return this.#parts.host ?? "";
  }
  set hostname(value) {
    this.#replace({ host: `${value}${this.#parts.port === "" ? "" : `:${this.#parts.port}`}` });
  }
  get port() {
    return this.#parts.port;
  }
  set port(value) {
    this.#replace({ host: `${this.hostname}${value === "" ? "" : `:${value}`}` });
  }
  get pathname() {
    return this.#parts.pathname;
  }
  set pathname(value) {
    this.#replace({ pathname: String(value).startsWith("/") ? String(value) : `/${value}` });
  }
  get search() {
    return this.#parts.search;
  }
  set search(value) {
    this.#replace({ search: value === "" || String(value).startsWith("?") ? String(value) : `?${value}` });
  }
  get hash() {
    return this.#parts.hash;
  }
  set hash(value) {
    this.#replace({ hash: value === "" || String(value).startsWith("#") ? String(value) : `#${value}` });
  }
  get searchParams() {
    return this.#query;
  }

  toString() {
    return this.href;
  }
  toJSON() {
    return this.href;
  }
  [Symbol.for("nodejs.util.inspect.custom")]() {
    return `URL { href: '${this.href}' }`;
  }
  get [Symbol.toStringTag]() {
    return "URL";
  }
}

/** Text of a URL's part with its percent signs decoded. */
export { percentDecode };

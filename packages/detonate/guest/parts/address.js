import { percentDecode } from "./search-params.js";

const defaultPorts = { http: "80", https: "443", ws: "80", wss: "443", ftp: "21", file: "" };

/**
 * The parts of a URL by the standard's rules, `undefined` when it is none. Wrong characters are encoded, hosts of numbers
 * become addresses; names in other scripts stay as they are, in lower case.
 */
export function parseAddress(text, base = undefined) {
  const trimmed = trimControls(text).replaceAll(/[\t\n\r]/g, "");
  const scheme = /^([a-zA-Z][a-zA-Z0-9+.-]*):/.exec(trimmed.slice(0, 100))?.[1]?.toLowerCase();
  const [beforeHash, hash] = cutAt(trimmed, "#");
  const parts = { hash: hash.length > 1 ? encodePart(hash, /[\s"<>`]/) : "" };
  if (scheme === undefined) return base === undefined ? undefined : resolveAgainst(base, beforeHash, parts);
  const rest = beforeHash.slice(scheme.length + 1);
  const isSpecial = Object.hasOwn(defaultPorts, scheme);
  if (isSpecial && base?.scheme === scheme && !/^[\\/]/.test(rest)) return resolveAgainst(base, rest, parts);
  return parseRest({ ...parts, scheme, isSpecial }, rest);
}

function trimControls(text) {
  let start = 0;
  let end = text.length;
  while (start < end && text.charCodeAt(start) <= 32) start += 1;
  while (end > start && text.charCodeAt(end - 1) <= 32) end -= 1;
  return text.slice(start, end);
}

function cutAt(text, mark) {
  const at = text.indexOf(mark);
  return at === -1 ? [text, ""] : [text.slice(0, at), text.slice(at)];
}

function parseRest(parts, rest) {
  const { scheme, isSpecial } = parts;
  const [beforeQuery, query] = cutAt(rest, "?");
  const tidy = isSpecial ? beforeQuery.replaceAll("\\", "/") : beforeQuery;
  const search = query.length > 1 ? encodePart(query, isSpecial ? /[\s"#<>']/ : /[\s"#<>]/) : "";
  const none = { username: "", password: "", host: null, port: "" };
  if (!isSpecial && !tidy.startsWith("//")) {
    return {
      ...parts,
      ...none,
      search,
      pathname: tidy.startsWith("/") ? tidyPath(tidy) : encodePart(tidy, /[^ -~]/),
    };
  }
  const afterSlashes =
    scheme === "file" ? tidy.replace(/^\/\//, "") : tidy.replace(isSpecial ? /^\/+/ : /^\/\//, "");
  const end = afterSlashes.search(/\//);
  const authority = end === -1 ? afterSlashes : afterSlashes.slice(0, end);
  const path = end === -1 ? "" : afterSlashes.slice(end);
  if (scheme === "file")
    return {
      ...parts,
      ...none,
      host: /^[a-z]:$/i.test(authority) || authority === "localhost" ? "" : authority,
      search,
      pathname: tidyPath(/^[a-z]:$/i.test(authority) ? `/${authority}${path}` : path || "/"),
    };
  const place = parseAuthority(authority, parts);
  if (place === undefined) return undefined;
  return { ...parts, ...place, search, pathname: path === "" && !isSpecial ? "" : tidyPath(path || "/") };
}

function parseAuthority(authority, { scheme, isSpecial }) {
  const at = authority.lastIndexOf("@");
  const [username, password] = at === -1 ? ["", ""] : splitLogin(authority.slice(0, at));
  const match = /^(\[[0-9a-fA-F:.]+\]|[^:]*)(?::(\d*))?$/.exec(authority.slice(at + 1));
  if (match === null) return undefined;
  const host = isSpecial ? tidyHost(match[1]) : match[1];
  if (host === undefined || (isSpecial && host === "")) return undefined;
  const port = match[2] === undefined || match[2] === "" ? "" : String(Number(match[2]));
  if (Number(port) > 65_535) return undefined;
  return { username, password, host, port: port === defaultPorts[scheme] ? "" : port };
}

function splitLogin(login) {
  const [name, password] = cutAt(login, ":");
  return [name, password.slice(1)].map((part) => encodePart(part, /[\s"#<>?`{}/:;=@[\\\]^|]/));
}

function tidyHost(text) {
  const host = percentDecode(text).toLowerCase();
  if (/[\s#%/:<>?@\\^|]/.test(host) && !host.startsWith("[")) return undefined;
  return /^[\d.xa-f]+$/.test(host) && /(?:^|\.)(?:\d+|0x[\da-f]*)\.?$/.test(host) ? addressOf(host) : host;
}

function addressOf(host) {
  const numbers = host
    .replace(/\.$/, "")
    .split(".")
    .map((part) =>
      part.startsWith("0x")
        ? Number.parseInt(part.slice(2) || "0", 16)
        : /^0\d/.test(part)
          ? Number.parseInt(part, 8)
          : Number(part),
    );
  if (numbers.length > 4 || numbers.some((number) => !Number.isInteger(number))) return undefined;
  const last = numbers.pop() ?? 0;
  let address = last;
  for (const [index, number] of numbers.entries()) {
    if (number > 255) return undefined;
    address += number * 256 ** (3 - index);
  }
  if (address >= 2 ** 32) return undefined;
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 255).join(".");
}

function encodePart(text, wrong) {
  return Array.from(text, (character) =>
    character > "~" || character <= "\u001F" || wrong.test(character)
      ? encodeCharacter(character)
      : character,
  ).join("");
}

function encodeCharacter(character) {
  const encoded = encodeURIComponent(character.toWellFormed());
  return encoded === character
    ? `%${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, "0")}`
    : encoded;
}

function tidyPath(path) {
  const kept = [];
  const segments = path.split("/").slice(1);
  for (const [index, segment] of segments.entries()) {
    const plain = segment.toLowerCase().replaceAll("%2e", ".");
    const isLast = index === segments.length - 1;
    if (plain === "..") kept.pop();
    else if (plain !== ".") kept.push(encodePart(segment, /[\s"#<>?`{}^]/));
    if (isLast && (plain === ".." || plain === ".")) kept.push("");
  }
  return `/${kept.join("/")}`;
}

function resolveAgainst(base, text, parts) {
  const { scheme, isSpecial, username, password, host, port } = base;
  const tidy = isSpecial ? text.replaceAll(/\\/g, "/") : text;
  const same = { ...parts, scheme, isSpecial, username, password, host, port };
  if (tidy.startsWith("//")) return parseRest({ ...parts, scheme, isSpecial }, tidy);
  if (host === null && !base.pathname.startsWith("/"))
    return tidy === "" ? { ...same, pathname: base.pathname, search: base.search } : undefined;
  const [path, query] = cutAt(tidy, "?");
  const search = query.length > 1 ? encodePart(query, /[\s"#<>']/) : "";
  if (path === "") return { ...same, pathname: base.pathname, search: query === "" ? base.search : search };
  const folder = base.pathname.slice(0, base.pathname.lastIndexOf("/") + 1) || "/";
  return { ...same, pathname: tidyPath(path.startsWith("/") ? path : folder + path), search };
}

import { limits } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";

/** The path of a request, decoded once and cut at its slashes; a slash inside a segment was written `%2f`. */
export interface RequestPath {
  readonly segments: readonly string[];
  /** What follows the question mark, as it came. */
  readonly query: string;
}

const absoluteForm = /^https?:\/\/[^/?#]*/i;
// Everything printable but the backslash, which some clients and servers take for a slash.
const urlCharacters = /^[\u0021-\u005b\u005d-\u007e]*$/;
// oxlint-disable-next-line no-control-regex -- Security: control characters are exactly what a decoded segment must not hold.
const forbiddenAfterDecoding = /[\u0000-\u001f\u007f-\u009f\\%]/;

/**
 * Takes a request's URL apart so that every spelling of a path gives the same segments.
 * Throws `REGISTRY_BAD_URL` for what could mean one thing here and another to the next reader.
 */
export function parseRequestPath(url: string): RequestPath {
  if (url.length > limits.urlMaxCharacters) throw badUrl(url, "it is too long");
  if (!urlCharacters.test(url)) throw badUrl(url, "it holds a character that URLs must escape");
  const local = url.replace(absoluteForm, "");
  const hash = local.indexOf("#");
  const withoutHash = hash < 0 ? local : local.slice(0, hash);
  const mark = withoutHash.indexOf("?");
  const path = mark < 0 ? withoutHash : withoutHash.slice(0, mark);
  const query = mark < 0 ? "" : withoutHash.slice(mark + 1);
  if (path !== "" && !path.startsWith("/")) throw badUrl(url, "its path does not begin with a slash");
  return { segments: decodeSegments(path, url), query };
}

/** The error for a URL that is refused. */
export function badUrl(url: string, why: string): RegistryError {
  return new RegistryError("REGISTRY_BAD_URL", {
    message: `Cannot answer ${JSON.stringify(url.slice(0, 120))} as a registry request: ${why}`,
    hint: 'Packages are at "/name" and "/@scope%2fname".',
  });
}

function decodeSegments(path: string, url: string): readonly string[] {
  let end = path.length;
  while (end > 0 && path[end - 1] === "/") end -= 1;
  if (end === 0) return [];
  return path
    .slice(1, end)
    .split("/")
    .map((raw) => decodeSegment(raw, url));
}

function decodeSegment(raw: string, url: string): string {
  const text = raw.includes("%") ? tryDecode(raw) : raw;
  if (text === undefined) throw badUrl(url, "an escape in it is malformed");
  if (text === "") throw badUrl(url, "it has an empty segment");
  if (forbiddenAfterDecoding.test(text))
    throw badUrl(url, "it holds an escaped control character, backslash or percent sign");
  if (text.split("/").some((part) => part === "." || part === ".." || part === "")) {
    throw badUrl(url, "it has a dot segment");
  }
  return text;
}

function tryDecode(raw: string): string | undefined {
  try {
    return decodeURIComponent(raw);
  } catch (error) {
    if (error instanceof URIError) return undefined;
    throw error;
  }
}

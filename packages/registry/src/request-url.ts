import { tryParsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

import { badUrl, parseRequestPath } from "./request-path.ts";
import { parseServiceRequest } from "./request-service.ts";
import type { RegistryRequest } from "./request.ts";

type Method = "read" | "write" | "other";

/** A package's name at the head of a path, and what follows it. */
interface NamedPath {
  readonly name: PackageName;
  readonly rest: readonly string[];
}

/**
 * Reads what a client asks for. A package has one decoded name here, whichever way the URL spells it; queries,
 * fragments and trailing slashes are ignored, HEAD is GET. Throws `REGISTRY_BAD_URL`.
 */
export function parseRegistryRequest(method: string, url: string): RegistryRequest {
  const { segments, query } = parseRequestPath(url);
  const kind = methodKind(method);
  const [first, ...rest] = segments;
  if (kind === "other") return { kind: "unknown" };
  if (first === undefined) return kind === "read" ? { kind: "root" } : { kind: "unknown" };
  if (first === "-") {
    return parseServiceRequest({ method: method.toUpperCase(), path: rest.join("/").split("/"), query, url });
  }
  if (first === "-rev") return { kind: "unknown" };
  const named = takeName(first, rest, url);
  if (named === undefined) return { kind: "unknown" };
  return kind === "read" ? parseRead(named) : parseWrite(named, method.toUpperCase());
}

function methodKind(method: string): Method {
  switch (method.toUpperCase()) {
    case "GET":
    case "HEAD":
      return "read";
    case "PUT":
    case "POST":
    case "DELETE":
    case "PATCH":
      return "write";
    default:
      return "other";
  }
}

function takeName(first: string, rest: readonly string[], url: string): NamedPath | undefined {
  const isSplitScope = first.startsWith("@") && !first.includes("/");
  const [second, ...others] = rest;
  if (isSplitScope && second === undefined) return undefined;
  const text = isSplitScope ? `${first}/${second ?? ""}` : first;
  const name = tryParsePackageName(text);
  if (name === undefined) throw badUrl(url, "it names no package");
  return { name, rest: isSplitScope ? others : rest };
}

function parseRead({ name, rest }: NamedPath): RegistryRequest {
  const [first, ...others] = rest;
  if (first === undefined) return { kind: "packument", name };
  if (first === "-") {
    const file = tarballFile(name, others);
    return file === undefined ? { kind: "unknown" } : { kind: "tarball", name, file };
  }
  const isSelector = others.length === 0 && !first.includes("/") && first !== "-rev";
  return isSelector ? { kind: "manifest", name, selector: first } : { kind: "unknown" };
}

/** npm once wrote the scope a second time before the file: `/@scope/name/-/@scope/name-1.0.0.tgz`. */
function tarballFile(name: PackageName, segments: readonly string[]): string | undefined {
  const parts = segments.join("/").split("/");
  const [first, second] = parts;
  if (parts.length === 1) return first === "" ? undefined : first;
  const isOwnScope = parts.length === 2 && name.startsWith("@") && first === name.slice(0, name.indexOf("/"));
  return isOwnScope ? second : undefined;
}

function parseWrite({ name, rest }: NamedPath, method: string): RegistryRequest {
  const isRemoval = method === "DELETE" || rest.includes("-rev");
  if (isRemoval) return { kind: "write", action: "unpublish", name };
  if (rest.length > 0 && !rest.includes("-")) return { kind: "write", action: "change dist-tags", name };
  return { kind: "write", action: "publish", name };
}

import type { World } from "../world.ts";

import { knownAnswer } from "./known-services.ts";
import { makeTarball, makeZip } from "./served-archives.ts";

/** A request to the world outside, which nobody sends. */
export interface WorldRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
}

/** What the other side would say. */
export type WorldAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly type: string;
      readonly body: Uint8Array;
    }
  | { readonly kind: "failure"; readonly code: "ENOTFOUND" | "ECONNREFUSED" | "ETIMEDOUT" };

/** The name of the mark in {@link World.honey} that everything downloaded carries: where it shows, a download is used. */
export const downloadMark = "download";

/**
 * Says what a server would answer: what the address asks for by its ending, something like it where the service is known, and
 * else a text that is JSON and a script at once. Machines where nothing is to be found are offline, so that code tries its
 * other ways.
 */
export function answerRequest(world: World, request: WorldRequest): WorldAnswer {
  if (!URL.canParse(request.url)) return { kind: "failure", code: "ENOTFOUND" };
  const url = new URL(request.url);
  const isLocal = /^(?:localhost|127\.|0\.0\.0\.0|\[::1\]|10\.|192\.168\.|172\.(?:1[6-9]|2\d|3[01])\.)/.test(
    url.hostname,
  );
  if (isLocal) return { kind: "failure", code: "ECONNREFUSED" };
  if (url.hostname.startsWith("169.254.") || url.hostname.startsWith("metadata."))
    return metadataAnswer(world);
  if (!world.hasTargets) return { kind: "failure", code: "ETIMEDOUT" };
  if (/^(?:tcp|tls|unix|wss?):$/.test(url.protocol)) return answerOf("text/plain", `id # ${markOf(world)}\n`);
  const known = knownAnswer(world, url, request.method);
  if (known !== undefined) return answerOf("application/json; charset=utf-8", JSON.stringify(known));
  return servedFile(world, url);
}

function metadataAnswer(world: World): WorldAnswer {
  if (!world.isContinuousIntegration) return { kind: "failure", code: "ETIMEDOUT" };
  return answerOf("text/plain", "ami-id\nhostname\niam/\ninstance-id\n");
}

/** The mark of what was downloaded in this world. */
export function markOf(world: World): string {
  return world.honey.get(downloadMark) ?? "mark-of-downloads";
}

function answerOf(type: string, body: string | Uint8Array): WorldAnswer {
  return { kind: "answer", status: 200, type, body: typeof body === "string" ? Buffer.from(body) : body };
}

function servedFile(world: World, url: URL): WorldAnswer {
  const name = url.pathname.split("/").at(-1) ?? "";
  const ending = /\.(tar\.gz|[A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const mark = markOf(world);
  const binary = Buffer.from(
    `${world.platform === "win32" ? "MZ" : "\u007FELF"}\u0002\u0001 ${mark} `.padEnd(2048, "\u0000"),
    "latin1",
  );
  const stem = name.replace(/[-_.]?v?\d.*$|\.(?:tar\.gz|tgz|zip|gz|br)$/, "") || "program";
  switch (ending) {
    case "tgz":
    case "tar.gz":
      return answerOf("application/octet-stream", makeTarball(packedFiles(stem, binary)));
    case "zip":
      return answerOf("application/zip", makeZip(world.platform === "win32" ? `${stem}.exe` : stem, binary));
    case "exe":
    case "dll":
    case "node":
    case "bin":
    case "so":
    case "dylib":
    case "msi":
    case "gz":
    case "br":
    case "xz":
      return answerOf("application/octet-stream", binary);
    case "js":
    case "mjs":
    case "cjs":
      return answerOf("application/javascript", `/* ${mark} */ void 0;\n`);
    case "sh":
    case "bash":
      return answerOf("text/x-shellscript", `#!/bin/sh\n# ${mark}\n:\n`);
    case "ps1":
    case "psm1":
    case "py":
    case "pl":
    case "rb":
      return answerOf("text/plain", `# ${mark}\n`);
    case "bat":
    case "cmd":
    case "vbs":
      return answerOf("text/plain", `rem ${mark}\r\n`);
    case "png":
    case "jpg":
    case "jpeg":
    case "ico":
    case "gif":
    case "svg":
      return answerOf(`image/${ending}`, Buffer.from(`\u0089PNG\r\n ${mark}`, "latin1"));
    case "sha256":
    case "sha512":
    case "md5":
    case "txt":
      return answerOf("text/plain", `${mark}\n`);
    default:
      return answerOf("application/json; charset=utf-8", dualText(mark));
  }
}

/** What an array of JSON and a script have in common: readable as both. */
function dualText(mark: string): string {
  return JSON.stringify([{ ok: true, content: `/* ${mark} */ void 0;` }]);
}

function packedFiles(stem: string, binary: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const manifest = Buffer.from(JSON.stringify({ name: stem, version: "1.0.0" }));
  return new Map([
    ["package/package.json", manifest],
    [`package/bin/${stem}`, binary],
    [`build/Release/${stem.replaceAll("-", "_")}.node`, binary],
  ]);
}

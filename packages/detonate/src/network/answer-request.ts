import { circumstancesOf } from "../world.ts";
import type { World } from "../world.ts";

import { chainAnswer } from "./chain-answers.ts";
import { knownAnswer } from "./known-services.ts";
import { makeTarball, makeZip } from "./served-archives.ts";

/** A request to the world outside, which nobody sends. */
export interface WorldRequest {
  readonly url: string;
  readonly method: string;
  readonly headers?: Readonly<Record<string, unknown>> | undefined;
  /** What is sent along. */
  readonly body?: string | undefined;
}

/** What the other side would say. */
export type WorldAnswer =
  | {
      readonly kind: "answer";
      readonly status: number;
      readonly type: string;
      readonly body: Uint8Array;
      /** Where to ask instead. */
      readonly location?: string;
    }
  | { readonly kind: "failure"; readonly code: "ENOTFOUND" | "ECONNREFUSED" | "ETIMEDOUT" };

/** The name of the mark in {@link World.honey} that everything downloaded carries: where it shows, a download is used. */
export const downloadMark = "download";

/** Below it, servers that send elsewhere have what was asked for; too short a word to be taken for one that was decoded. */
const movedFolder = "/to/";

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
  if (/^wss?:$/.test(url.protocol)) return answerOf("application/json", dualText(markOf(world)));
  if (/^(?:tcp|tls|unix):$/.test(url.protocol)) return answerOf("text/plain", `id # ${markOf(world)}\n`);
  const unusual = unusualAnswer(world, url);
  if (unusual !== undefined) return unusual;
  const known = chainAnswer(request.body ?? "", markOf(world)) ?? knownAnswer(world, url, request.method);
  if (known !== undefined) return answerOf("application/json; charset=utf-8", JSON.stringify(known));
  return servedFile(world, url);
}

/** What a server says where it has nothing, or has it elsewhere. */
function unusualAnswer(world: World, url: URL): WorldAnswer | undefined {
  const { network } = circumstancesOf(world);
  const page = { kind: "answer", type: "text/html", body: Buffer.from("<h1>Not Found</h1>\n") } as const;
  if (network === "refuses") return { ...page, status: 404 };
  if (network !== "redirects" || url.pathname.startsWith(movedFolder)) return undefined;
  const location = `${url.origin}${movedFolder}${url.pathname.slice(1)}${url.search}`;
  return { ...page, status: 302, body: new Uint8Array(), location };
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

/** What a file of an ending holds, around the mark. */
const servedTexts: readonly (readonly [endings: RegExp, type: string, content: (mark: string) => string])[] =
  [
    [/^[cm]?js$/, "application/javascript", (mark) => `/* ${mark} */ void 0;\n`],
    [/^(?:sh|bash)$/, "text/x-shellscript", (mark) => `#!/bin/sh\n# ${mark}\n:\n`],
    [/^(?:psm?1|py|pl|rb)$/, "text/plain", (mark) => `# ${mark}\n`],
    [/^(?:bat|cmd|vbs)$/, "text/plain", (mark) => `rem ${mark}\r\n`],
    [/^(?:png|jpe?g|ico|gif|svg)$/, "image/png", (mark) => `\u0089PNG\r\n ${mark}`],
    [/^(?:sha256|sha512|md5|txt)$/, "text/plain", (mark) => `${mark}\n`],
    [/^toml$/, "text/plain", (mark) => `[package]\nname = "tool"\nversion = "0.36.0"\n# ${mark}\n`],
  ];
const binaryEndings = /^(?:exe|dll|node|bin|so|dylib|msi|gz|br|xz)$/;

function servedFile(world: World, url: URL): WorldAnswer {
  const name = url.pathname.split("/").at(-1) ?? "";
  const ending = /\.(tar\.gz|[A-Za-z0-9]{1,8})$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const mark = markOf(world);
  const text = servedTexts.find(([endings]) => endings.test(ending));
  if (text !== undefined) return answerOf(text[1], Buffer.from(text[2](mark), "latin1"));
  const isWindows = world.platform === "win32";
  const binary = Buffer.from(
    `${isWindows ? "MZ" : "\u007FELF"}\u0002\u0001 ${mark} `.padEnd(2048, "\u0000"),
    "latin1",
  );
  const stem = stemOf(name);
  if (ending === "tgz" || ending === "tar.gz")
    return answerOf("application/octet-stream", makeTarball(packedFiles(stem, binary)));
  if (ending === "zip") {
    const path = `${name.slice(0, -".zip".length)}/${stem}${isWindows ? ".exe" : ""}`;
    return answerOf("application/zip", makeZip(path, binary));
  }
  if (isProgram(url.pathname, name, ending)) return answerOf("application/octet-stream", binary);
  return answerOf("application/json; charset=utf-8", dualText(mark));
}

const systemWord =
  /(?:^|[-_./])(?:linux|darwin|macos|osx|win(?:dows|32|64)|freebsd|alpine|musl)(?:$|[-_./\d])/i;
const processorWord =
  /(?:^|[-_./])(?:x64|x86|x86_64|amd64|ia32|i?[36]86|arm(?:64|v\d\w?)?|aarch64)(?:$|[-_./])/i;

/** Whether a file without an ending is named as programs are that were built for a system, or lies among them. */
function isProgram(path: string, name: string, ending: string): boolean {
  if (binaryEndings.test(ending)) return true;
  if (/\.(?:json|ya?ml|html?|xml|md|asc|sig|pem)$/i.test(name)) return false;
  const isBuilt =
    (systemWord.test(name) && /[-_.]/.test(name)) || (systemWord.test(path) && processorWord.test(path));
  return isBuilt || /\/releases\/download\/[^/]+\/[^/.]+$/.test(path);
}

/** What an array of JSON and a script have in common: readable as both. */
function dualText(mark: string): string {
  return JSON.stringify([{ ok: true, content: `/* ${mark} */ void 0;` }]);
}

/** A program's name without system, processor, version and ending. */
function stemOf(name: string): string {
  const stem = name.replace(
    /[-_.](?:v?\d|linux|darwin|mac|osx|win|x64|x86|amd64|arm64|aarch64|tar|tgz|zip|gz|br).*$/i,
    "",
  );
  return stem === "" ? "program" : stem;
}

function packedFiles(stem: string, binary: Uint8Array): ReadonlyMap<string, Uint8Array> {
  const manifest = Buffer.from(JSON.stringify({ name: stem, version: "1.0.0" }));
  return new Map([
    ["package/package.json", manifest],
    [`package/bin/${stem}`, binary],
    [`package/${stem}`, binary],
    [stem, binary],
    [`build/Release/${stem.replaceAll("-", "_")}.node`, binary],
  ]);
}

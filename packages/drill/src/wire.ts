import { Buffer } from "node:buffer";
import { createHash } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";

import type { FaultBehaviour } from "./faults.ts";
import type { RegistryReply } from "./registry-protocol.ts";

/** How a registry sends its answers. */
export interface WireStyle {
  readonly sendsEtag: boolean;
  /** Milliseconds since the epoch for the `Date` header; `undefined` sends none. */
  readonly date: number | undefined;
  readonly behaviour: FaultBehaviour | undefined;
}

/** What a body costs to derive, kept: a registry under load must not be the slow part of a test. */
export interface Encoder {
  compress(body: Buffer): Buffer;
  etagOf(body: Buffer): string;
}

const slowChunkBytes = 1024;
const fillerChunkBytes = 65_536;

/** Creates an encoder that remembers its results for as long as the bodies live. */
export function createEncoder(): Encoder {
  return {
    compress: remember((body) => gzipSync(body)),
    etagOf: remember((body) => `"${createHash("sha1").update(body).digest("hex")}"`),
  };
}

function remember<Result>(derive: (body: Buffer) => Result): (body: Buffer) => Result {
  const kept = new WeakMap<Buffer, { readonly result: Result }>();
  return (body) => {
    const known = kept.get(body) ?? { result: derive(body) };
    kept.set(body, known);
    return known.result;
  };
}

/** Sends an answer: conditional, compressed where the client allows it, and as faulty as asked. */
export async function sendReply(
  exchange: { readonly request: IncomingMessage; readonly response: ServerResponse },
  reply: RegistryReply,
  style: WireStyle,
  encoder: Encoder,
): Promise<void> {
  const { request, response } = exchange;
  const encoded = encode(request, reply, style, encoder);
  response.sendDate = false;
  if (style.date !== undefined) response.setHeader("date", new Date(style.date).toUTCString());
  for (const [name, value] of Object.entries(encoded.headers)) response.setHeader(name, value);
  response.statusCode = encoded.status;
  if (encoded.reason !== undefined) response.statusMessage = encoded.reason;
  if (request.method === "HEAD" || encoded.status === 304) response.end();
  else await sendBody(response, encoded.body, style.behaviour);
}

function encode(
  request: IncomingMessage,
  reply: RegistryReply,
  style: WireStyle,
  encoder: Encoder,
): RegistryReply {
  const headers: Record<string, string> = { ...reply.headers, ...etagHeader(reply, style, encoder) };
  if (isUnchanged(request, headers)) return { status: 304, headers, body: Buffer.alloc(0) };
  const isGzipped = acceptsGzip(request) && headers["content-type"]?.includes("json") === true;
  const body = isGzipped ? encoder.compress(reply.body) : reply.body;
  if (isGzipped) headers["content-encoding"] = "gzip";
  if (style.behaviour?.kind === "false-encoding") headers["content-encoding"] = style.behaviour.encoding;
  if (declaresLength(style.behaviour)) headers["content-length"] = String(body.length);
  return { ...reply, headers, body };
}

function etagHeader(
  reply: RegistryReply,
  style: WireStyle,
  encoder: Encoder,
): Readonly<Record<string, string>> {
  if (!style.sendsEtag || style.behaviour?.kind === "no-etag" || reply.status !== 200) return {};
  return { etag: encoder.etagOf(reply.body) };
}

function isUnchanged(request: IncomingMessage, headers: Readonly<Record<string, string>>): boolean {
  const etags = request.headers["if-none-match"];
  if (etags !== undefined) {
    return headers["etag"] !== undefined && etags.split(",").some((etag) => etag.trim() === headers["etag"]);
  }
  const since = Date.parse(request.headers["if-modified-since"] ?? "");
  const modified = Date.parse(headers["last-modified"] ?? "");
  return modified <= since;
}

function acceptsGzip(request: IncomingMessage): boolean {
  const accepted = request.headers["accept-encoding"];
  return typeof accepted === "string" && /\bgzip\b(?!\s*;\s*q=0(?:\.0*)?(?:,|$))/.test(accepted);
}

function declaresLength(behaviour: FaultBehaviour | undefined): boolean {
  return behaviour?.kind !== "truncate" && behaviour?.kind !== "huge";
}

async function sendBody(
  response: ServerResponse,
  body: Buffer,
  behaviour: FaultBehaviour | undefined,
): Promise<void> {
  if (behaviour?.kind === "slow") return sendSlowly(response, body, behaviour);
  if (behaviour?.kind === "huge") return sendFiller(response, behaviour);
  if (behaviour?.kind === "truncate") {
    response.end(body.subarray(0, behaviour.afterBytes));
  } else if (behaviour?.kind === "drop" || behaviour?.kind === "hang") {
    await write(response, body.subarray(0, behaviour.afterBytes));
    if (behaviour.kind === "drop") response.destroy();
  } else {
    response.end(body);
  }
  return undefined;
}

async function sendSlowly(
  response: ServerResponse,
  body: Buffer,
  behaviour: FaultBehaviour & { readonly kind: "slow" },
): Promise<void> {
  const size = behaviour.chunkBytes ?? slowChunkBytes;
  for (let offset = 0; offset < body.length && !response.destroyed; offset += size) {
    await write(response, body.subarray(offset, offset + size));
    await pause(behaviour.chunkMs);
  }
  response.end();
}

async function sendFiller(
  response: ServerResponse,
  behaviour: FaultBehaviour & { readonly kind: "huge" },
): Promise<void> {
  if (behaviour.isDeclared === true) response.setHeader("content-length", String(behaviour.bytes));
  response.removeHeader("content-encoding");
  const filler = Buffer.alloc(fillerChunkBytes, " ");
  for (let sent = 0; sent < behaviour.bytes && !response.destroyed; sent += filler.length) {
    await write(response, filler.subarray(0, behaviour.bytes - sent));
  }
  response.end();
}

/** Waits until the bytes are handed on, or until nobody is left to take them. */
function write(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve) => {
    response.once("close", resolve);
    response.write(bytes, () => {
      response.off("close", resolve);
      resolve();
    });
  });
}

/** Such a pause must not keep a finished test alive. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms).unref();
  });
}

import type { IncomingMessage } from "node:http";
import { promisify } from "node:util";
import { gunzip } from "node:zlib";
import { limits } from "@lockkeeper/core";
import { FirewallError } from "./errors.ts";

const gunzipAsync = promisify(gunzip);

/** Reads a request's body, decompressed, within `limits.requestBodyMaxBytes`. Throws FIREWALL_BODY_TOO_LARGE, FIREWALL_BAD_BODY. */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > limits.requestBodyMaxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks, size);
  const encoding = request.headers["content-encoding"]?.toLowerCase() ?? "identity";
  if (encoding === "identity") return body;
  if (encoding === "gzip" || encoding === "x-gzip") return await decompress(body);
  throw new FirewallError("FIREWALL_BAD_BODY", {
    message: `Cannot read the request's body as its encoding is not supported: "${encoding.slice(0, 40)}"`,
    hint: "Send it plain or with gzip.",
  });
}

async function decompress(body: Buffer): Promise<Buffer> {
  try {
    return await gunzipAsync(body, { maxOutputLength: limits.requestBodyMaxBytes });
  } catch (cause) {
    if (cause instanceof RangeError) throw tooLarge(cause);
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot read the request's body as it is no valid gzip",
      cause,
    });
  }
}

function tooLarge(cause?: unknown): FirewallError {
  return new FirewallError("FIREWALL_BODY_TOO_LARGE", {
    message: `Cannot read the request's body as it must be <= ${limits.requestBodyMaxBytes} bytes`,
    cause,
  });
}

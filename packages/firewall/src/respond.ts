import type { ServerResponse } from "node:http";
import { toAscii } from "./messages.ts";
import type { Exchange } from "./exchange.ts";

/** What is sent besides the body. */
export interface AnswerOptions {
  readonly headers?: Readonly<Record<string, string>>;
  /** Shown by npm, pnpm and Yarn Berry in place of the status code's own phrase. */
  readonly phrase?: string;
}

/** Sends bytes as they are. HEAD gets the headers alone (RFC 9110 section 9.3.2). */
export function sendBytes(
  exchange: Exchange,
  status: number,
  body: Buffer,
  options: AnswerOptions = {},
): void {
  const { request, response } = exchange;
  const headers = { "content-length": String(body.length), ...options.headers };
  writeHead(response, status, { ...options, headers });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Sends a value as JSON; error statuses must never be stored by a cache. */
export function sendJson(
  exchange: Exchange,
  status: number,
  value: unknown,
  options: AnswerOptions = {},
): void {
  const headers = {
    "content-type": "application/json",
    "cache-control": status >= 400 ? "no-store" : "no-cache",
    ...options.headers,
  };
  sendBytes(exchange, status, Buffer.from(`${JSON.stringify(value)}\n`), { ...options, headers });
}

/** Sends an answer without a body. */
export function sendEmpty(exchange: Exchange, status: number, options: AnswerOptions = {}): void {
  writeHead(exchange.response, status, options);
  exchange.response.end();
}

function writeHead(response: ServerResponse, status: number, { headers, phrase }: AnswerOptions): void {
  if (phrase === undefined) {
    response.writeHead(status, headers);
    return;
  }
  // Security: foreign text in a status line or header could otherwise split the response.
  response.writeHead(status, toAscii(phrase), headers);
}

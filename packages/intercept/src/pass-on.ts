import type { IncomingHttpHeaders, IncomingMessage } from "node:http";
import { request as httpRequest } from "node:http";
import { request as httpsRequest } from "node:https";
import type { Socket } from "node:net";
import { pipeline } from "node:stream/promises";
import { connect as tlsConnect } from "node:tls";
import type { Intercepted } from "./intercepted.ts";
import type { OnwardProxy } from "./onward.ts";
import { connectOnward } from "./onward.ts";

/** How requests are passed on. */
export interface PassOnOptions {
  readonly onward: OnwardProxy;
  /** Authorities that the target's certificate is checked with; PEM. */
  readonly authorities: readonly string[];
}

/** Fields that concern one connection alone (RFC 9110 section 7.6.1). */
const hopFields = new Set([
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

/**
 * Passes a request on to where the client sent it and its answer back, unchanged. Throws INTERCEPT_UNREACHABLE, or the
 * connection's own error, before anything was answered.
 */
export async function passOn(intercepted: Intercepted, options: PassOnOptions): Promise<void> {
  const { request, response, target } = intercepted;
  const socket = await connectOnward(target, options.onward);
  const answer = await send(intercepted, socket, options);
  response.writeHead(answer.statusCode ?? 502, answer.statusMessage, endToEndFields(answer.headers));
  await pipeline(answer, response);
  if (!request.complete) request.resume();
}

function send(
  { request, target, path }: Intercepted,
  socket: Socket,
  { authorities }: PassOnOptions,
): Promise<IncomingMessage> {
  const isSecure = target.scheme === "https";
  const secured = isSecure
    ? tlsConnect({ socket, servername: target.host, ca: [...authorities], ALPNProtocols: ["http/1.1"] })
    : socket;
  const options = {
    method: request.method,
    path,
    headers: endToEndFields(request.headers),
    host: target.host,
    port: target.port,
    createConnection: () => secured,
  };
  return new Promise((resolve, reject) => {
    const sending = isSecure ? httpsRequest(options) : httpRequest(options);
    sending.once("response", resolve);
    sending.once("error", reject);
    request.pipe(sending);
  });
}

/** The fields of a message without those of its connection. */
export function endToEndFields(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const named = new Set((headers.connection ?? "").split(",").map((name) => name.trim().toLowerCase()));
  // A field may bear any name, `__proto__` too.
  const kept = Object.create(null) as Record<string, string | string[]>; // an empty record, of no type
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined && !hopFields.has(name) && !named.has(name)) kept[name] = value;
  }
  return kept;
}

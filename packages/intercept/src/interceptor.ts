import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import { systemErrorCode } from "@lockkeeper/core";
import type { ThrowAwayAuthority } from "./authority.ts";
import { InterceptError } from "./errors.ts";
import type { OnwardProxy } from "./onward.ts";
import { connectOnward } from "./onward.ts";
import type { Target } from "./target.ts";
import { tryParseAbsoluteForm, tryParseAuthority } from "./target.ts";

/** What becomes of a connection: looked into, passed through unseen, or refused with a reason for the client. */
export type Route =
  | { readonly kind: "take" }
  | { readonly kind: "tunnel" }
  | { readonly kind: "refuse"; readonly reason: string };

/** A request of a client with where it was going. */
export interface Intercepted {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly target: Target;
  /** Path and query as the client sent them. */
  readonly path: string;
}

/** What a proxy is made of. */
export interface InterceptorOptions {
  readonly authority: ThrowAwayAuthority;
  /** The password of the proxy: other users of the machine reach the loopback port as well. */
  readonly secret: string;
  readonly route: (target: Target) => Route;
  /** Answers every request that can be read: those to taken hosts, and all in plain HTTP. */
  readonly onRequest: (intercepted: Intercepted) => Promise<void>;
  /** The way out for what is tunnelled. */
  readonly onward: OnwardProxy;
}

/** A proxy that listens on a loopback port. */
export interface Interceptor {
  readonly port: number;
  /** The user that the secret belongs to, in the proxy's URL. */
  readonly url: string;
  /** Ends all connections at once: whoever they served is gone. */
  close(): Promise<void>;
}

const user = "lockkeeper";
const maxConnections = 2000;
const maxHeaderBytes = 65_536;
const handshakeTimeoutMs = 20_000;
const idleMs = 300_000;

/**
 * Starts an HTTP proxy on a free port of 127.0.0.1 (RFC 9110 section 9.3.6, RFC 9112 section 3.2.2). Connections to
 * taken hosts are answered with certificates of the authority, in HTTP/1.1 only. Throws INTERCEPT_CANNOT_BIND.
 */
export async function startInterceptor(options: InterceptorOptions): Promise<Interceptor> {
  const sockets = new Set<Duplex>();
  const targets = new WeakMap<Duplex, Target>();
  const inner = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0 });
  const outer = createServer({ maxHeaderSize: maxHeaderBytes, requestTimeout: 0 });
  for (const server of [inner, outer]) {
    server.setTimeout(idleMs);
    server.on("clientError", (_error, socket) => socket.destroy());
    server.on("upgrade", (_request, socket: Duplex) =>
      refuseSocket(socket, 501, "Upgrades are not passed on"),
    );
  }
  outer.maxConnections = maxConnections;
  outer.on("connection", (socket: Socket) => keep(sockets, socket));

  inner.on("request", (request: IncomingMessage, response: ServerResponse) => {
    const target = targets.get(request.socket);
    if (target === undefined) response.destroy();
    else void answer(options, { request, response, target, path: request.url ?? "/" });
  });
  outer.on("request", (request: IncomingMessage, response: ServerResponse) => {
    void answerPlain(options, request, response);
  });
  outer.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    const target = openTunnel(options, { request, socket, head, sockets });
    if (target === undefined) return;
    whenSpeaking(socket, (isTls) => {
      const stream = isTls ? secure(options.authority, socket, target) : socket;
      if (isTls) keep(sockets, stream);
      targets.set(stream, isTls ? target : { ...target, scheme: "http" });
      inner.emit("connection", stream);
    });
  });
  const port = await listen(outer);
  return {
    port,
    url: `http://${user}:${options.secret}@127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => outer.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      outer.closeAllConnections();
      await closed;
    },
  };
}

function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  // A client that goes away is no fault of ours; what it cut off fails by itself.
  socket.on("error", () => socket.destroy());
}

interface Opening {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  readonly sockets: Set<Duplex>;
}

/** Decides on a CONNECT; answers the target when its connection is to be looked into. */
function openTunnel(options: InterceptorOptions, opening: Opening): Target | undefined {
  const { request, socket, head, sockets } = opening;
  if (!isAuthorised(request, options.secret)) {
    refuseSocket(socket, 407, "Proxy Authentication Required");
    return undefined;
  }
  const parsed = tryParseAuthority(request.url ?? "");
  if (parsed === undefined) {
    refuseSocket(socket, 400, "This is no host and port");
    return undefined;
  }
  const target: Target = { scheme: "https", ...parsed };
  const route = options.route(target);
  if (route.kind === "refuse") {
    refuseSocket(socket, 403, route.reason);
    return undefined;
  }
  if (route.kind === "tunnel") {
    connectOnward(target, options.onward).then(
      (onward) => {
        keep(sockets, onward);
        socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
        onward.write(head);
        join(socket, onward);
      },
      () => refuseSocket(socket, 502, `Cannot reach ${target.host}`),
    );
    return undefined;
  }
  socket.write("HTTP/1.1 200 Connection Established\r\n\r\n");
  if (head.length > 0) socket.unshift(head);
  return target;
}

/** The content type of a TLS record that opens a handshake (RFC 8446 section 5.1). */
const handshakeRecord = 22;

/** Some clients open tunnels for plain requests as well, so the first byte tells what is spoken in one. */
function whenSpeaking(socket: Socket, start: (isTls: boolean) => void): void {
  const timer = setTimeout(() => socket.destroy(), handshakeTimeoutMs);
  socket.once("close", () => clearTimeout(timer));
  socket.once("readable", () => {
    clearTimeout(timer);
    const first: unknown = socket.read();
    if (!Buffer.isBuffer(first)) {
      socket.destroy();
      return;
    }
    socket.unshift(first);
    start(first[0] === handshakeRecord);
  });
}

function join(left: Socket, right: Socket): void {
  for (const [one, other] of [
    [left, right],
    [right, left],
  ] as const) {
    one.setTimeout(idleMs, () => one.destroy());
    one.pipe(other);
    one.once("close", () => other.destroy());
  }
}

function secure(authority: ThrowAwayAuthority, socket: Socket, { host }: Target): TLSSocket {
  const secured = new TLSSocket(socket, {
    isServer: true,
    ALPNProtocols: ["http/1.1"],
    secureContext: authority.contextFor(host),
    // The host of the CONNECT counts, whatever name the handshake gives.
    SNICallback: (_name, done) => done(null, authority.contextFor(host)),
  });
  const timer = setTimeout(() => secured.destroy(), handshakeTimeoutMs);
  secured.once("secure", () => clearTimeout(timer));
  secured.once("close", () => clearTimeout(timer));
  return secured;
}

async function answerPlain(
  options: InterceptorOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isAuthorised(request, options.secret)) {
    response.writeHead(407, { "proxy-authenticate": challenge, connection: "close" });
    response.end();
    return;
  }
  const parsed = tryParseAbsoluteForm(request.url ?? "");
  if (parsed === undefined) {
    response.writeHead(400, { connection: "close" });
    response.end("Lockkeeper's proxy takes http URLs in absolute form\n");
    return;
  }
  const route = options.route(parsed.target);
  if (route.kind === "refuse") {
    response.writeHead(403, toAscii(route.reason), { connection: "close" });
    response.end(`${route.reason}\n`);
    return;
  }
  await answer(options, { request, response, ...parsed });
}

async function answer(options: InterceptorOptions, intercepted: Intercepted): Promise<void> {
  const { response } = intercepted;
  try {
    await options.onRequest(intercepted);
  } catch (error) {
    // The client gets an error whatever happened, never bytes that nobody decided on.
    if (response.headersSent) response.destroy();
    else {
      response.writeHead(502, { "content-type": "application/json", connection: "close" });
      response.end(`${JSON.stringify({ error: `Lockkeeper could not ask: ${messageOf(error)}` })}\n`);
    }
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

const challenge = 'Basic realm="Lockkeeper"';

function isAuthorised({ headers }: IncomingMessage, secret: string): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${user}:${secret}`).toString("base64")}`);
  const given = Buffer.from(headers["proxy-authorization"] ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

function refuseSocket(socket: Duplex, status: number, reason: string): void {
  const head = [
    `HTTP/1.1 ${status} ${toAscii(reason)}`,
    ...(status === 407 ? [`Proxy-Authenticate: ${challenge}`] : []),
    "Content-Length: 0",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n`);
}

/** A text that may stand in a status line. */
function toAscii(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/g, "?").slice(0, 200);
}

async function listen(server: Server): Promise<number> {
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: "127.0.0.1", port: 0, backlog: 1024 }, () => {
        server.off("error", reject);
        resolve();
      });
    });
  } catch (cause) {
    throw new InterceptError("INTERCEPT_CANNOT_BIND", {
      message: `Cannot listen on a loopback port: ${systemErrorCode(cause) ?? "unknown"}`,
      cause,
    });
  }
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { createServer } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { systemErrorCode } from "@lockkeeper/core";
import { InterceptError } from "./errors.ts";
import type { Intercepted, InterceptorOptions } from "./intercepted.ts";
import { challenge, isAuthorised, proxyUser } from "./proxy-authorization.ts";
import type { Target } from "./target.ts";
import { tryParseAbsoluteForm } from "./target.ts";
import { idleMs, keep, openTunnel, refuseSocket, secure, toAscii, whenSpeaking } from "./tunnel.ts";

/** A proxy that listens on a loopback port. */
export interface Interceptor {
  readonly port: number;
  /** With user and secret. */
  readonly url: string;
  /** Ends all connections at once: whoever they served is gone. */
  close(): Promise<void>;
}

const maxConnections = 2000;
const maxHeaderBytes = 65_536;

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
    url: `http://${proxyUser}:${options.secret}@127.0.0.1:${port}`,
    close: async () => {
      const closed = new Promise<void>((resolve) => outer.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      outer.closeAllConnections();
      await closed;
    },
  };
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

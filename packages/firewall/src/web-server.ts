import type { Server } from "node:http";
import { createServer } from "node:http";
import type { Server as TlsServer } from "node:https";
import { createServer as createTlsServer } from "node:https";
import type { Socket } from "node:net";
import { systemErrorCode } from "@lockkeeper/core";
import { remoteOf } from "./connections.ts";

/** A certificate with its chain, and its key; PEM texts. */
export interface TlsMaterial {
  readonly certificate: string;
  readonly key: string;
}

/** An HTTP server, with TLS or without. */
export interface WebServer {
  readonly server: Server;
  /** Takes another certificate for connections from now on; those that are open go on. Nothing happens without TLS. */
  renewTls(material: TlsMaterial): void;
}

// A client that sends nothing, or takes nothing, must not hold a connection for ever. Milliseconds.
const headersTimeoutMs = 20_000;
const requestTimeoutMs = 60_000;
const handshakeTimeoutMs = 20_000;
const idleSocketMs = 300_000;
const keepAliveMs = 65_000;
/** How long a client that made a mistake has to read so. */
const partingMs = 2000;
const timeouts = {
  keepAliveTimeout: keepAliveMs,
  headersTimeout: headersTimeoutMs,
  requestTimeout: requestTimeoutMs,
} as const;
/** Older ones are forbidden by RFC 8996. */
const minVersion = "TLSv1.2";

/** Creates a server that does not listen yet. */
export function createWebServer(tls: TlsMaterial | undefined): WebServer {
  if (tls === undefined) {
    const server = createServer(timeouts);
    server.setTimeout(idleSocketMs);
    return { server, renewTls: () => undefined };
  }
  const server: TlsServer = createTlsServer({
    ...timeouts,
    handshakeTimeout: handshakeTimeoutMs,
    minVersion,
    ALPNProtocols: ["http/1.1"],
    cert: tls.certificate,
    key: tls.key,
  });
  server.setTimeout(idleSocketMs);
  answerPlainHttp(server);
  return {
    server,
    renewTls: ({ certificate, key }) => server.setSecureContext({ cert: certificate, key, minVersion }),
  };
}

/**
 * Tells a client that was given `http://` instead of `https://` so: most try a connection that just ends again for a
 * minute and then say nothing of use. Its request is not read; a token in it was sent in the clear already.
 */
function answerPlainHttp(server: TlsServer): void {
  const arriving = new Map<string, Socket>();
  server.on("connection", (socket: Socket) => {
    const key = remoteOf(socket);
    arriving.set(key, socket);
    socket.once("close", () => arriving.delete(key));
  });
  server.on("secureConnection", (socket: Socket) => arriving.delete(remoteOf(socket)));
  server.on("tlsClientError", (error: Error, socket: Socket) => {
    if (systemErrorCode(error) !== "ERR_SSL_HTTP_REQUEST") return;
    const text = "Lockkeeper speaks TLS here: write https:// in place of http://";
    const body = `${JSON.stringify({ error: text, code: "TLS_NEEDED" })}\n`;
    const raw = arriving.get(remoteOf(socket));
    raw?.end(
      `HTTP/1.1 400 ${text}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\nconnection: close\r\n\r\n${body}`,
    );
    raw?.setTimeout(partingMs, () => raw.destroy());
  });
}

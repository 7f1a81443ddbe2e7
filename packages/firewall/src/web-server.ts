import type { Server } from "node:http";
import { createServer } from "node:http";
import type { Server as TlsServer } from "node:https";
import { createServer as createTlsServer } from "node:https";

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
  return {
    server,
    renewTls: ({ certificate, key }) => server.setSecureContext({ cert: certificate, key, minVersion }),
  };
}

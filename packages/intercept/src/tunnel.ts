import type { IncomingMessage } from "node:http";
import type { Socket } from "node:net";
import type { Duplex } from "node:stream";
import { TLSSocket } from "node:tls";
import type { ThrowAwayAuthority } from "./authority.ts";
import type { InterceptorOptions } from "./intercepted.ts";
import { connectOnward } from "./onward.ts";
import { challenge, isAuthorised } from "./proxy-authorization.ts";
import type { Target } from "./target.ts";
import { tryParseAuthority } from "./target.ts";

/** How long nothing may go through a connection. Milliseconds. */
export const idleMs = 300_000;
const handshakeTimeoutMs = 20_000;

/** A CONNECT with its connection. */
export interface Opening {
  readonly request: IncomingMessage;
  readonly socket: Socket;
  readonly head: Buffer;
  readonly sockets: Set<Duplex>;
}

/** Decides on a CONNECT; answers the target when its connection is to be looked into. */
export function openTunnel(options: InterceptorOptions, opening: Opening): Target | undefined {
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
export function whenSpeaking(socket: Socket, start: (isTls: boolean) => void): void {
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

/** Answers a handshake in the name of the target. */
export function secure(authority: ThrowAwayAuthority, socket: Socket, { host }: Target): TLSSocket {
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

/** Follows a connection, so that it can be ended with the proxy. */
export function keep(sockets: Set<Duplex>, socket: Duplex): void {
  sockets.add(socket);
  socket.once("close", () => sockets.delete(socket));
  // A client that goes away is no fault of ours; what it cut off fails by itself.
  socket.on("error", () => socket.destroy());
}

/** Answers a CONNECT, or another request of which only the connection is at hand, with an error. */
export function refuseSocket(socket: Duplex, status: number, reason: string): void {
  const head = [
    `HTTP/1.1 ${status} ${toAscii(reason)}`,
    ...(status === 407 ? [`Proxy-Authenticate: ${challenge}`] : []),
    "Content-Length: 0",
    "Connection: close",
  ];
  socket.end(`${head.join("\r\n")}\r\n\r\n`);
}

/** A text that may stand in a status line. */
export function toAscii(text: string): string {
  return text.replace(/[^\u0020-\u007e]+/g, "?").slice(0, 200);
}

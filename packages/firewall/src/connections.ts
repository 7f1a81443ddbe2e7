import type { IncomingMessage, Server, ServerResponse } from "node:http";
import { Server as TcpServer } from "node:net";
import type { Socket } from "node:net";
import { Server as TlsServer } from "node:tls";

/** The connections of a server, with what is under way on each. */
export interface Connections {
  /** Accepts no more, ends each connection when its answers are with the client, and all that are left after the grace. */
  close(graceMs: number, answering: ReadonlySet<Promise<void>>): Promise<void>;
}

/**
 * Follows the connections of a server. Node's own notion of an idle connection includes those that still have to send
 * megabytes of an answer that was handed over, so its closing would cut answers short.
 */
export function trackConnections(server: Server): Connections {
  const underWay = new Map<Socket, number>();
  const handshaking = new Map<string, Socket>();
  let isEnding = false;

  function add(socket: Socket, difference: number): void {
    const count = (underWay.get(socket) ?? 0) + difference;
    underWay.set(socket, count);
    if (isEnding && count === 0) socket.end();
  }

  function follow(socket: Socket): void {
    underWay.set(socket, 0);
    socket.once("close", () => underWay.delete(socket));
  }

  if (server instanceof TlsServer) {
    server.on("connection", (socket: Socket) => {
      const key = remoteOf(socket);
      handshaking.set(key, socket);
      socket.once("close", () => handshaking.delete(key));
    });
    server.on("secureConnection", (socket: Socket) => {
      handshaking.delete(remoteOf(socket));
      follow(socket);
    });
  } else {
    server.on("connection", follow);
  }
  server.on("request", ({ socket }: IncomingMessage, response: ServerResponse) => {
    add(socket, 1);
    // An answer is under way until the system has all of it, which for a slow client is long after its end here.
    response.once("close", () => {
      if (underWay.has(socket)) add(socket, -1);
    });
  });

  return {
    close: async (graceMs, answering) => {
      const closed = new Promise<void>((resolve) => {
        TcpServer.prototype.close.call(server, () => resolve());
      });
      isEnding = true;
      for (const [socket, count] of underWay) if (count === 0) socket.destroy();
      for (const socket of handshaking.values()) socket.destroy();
      await withGrace(graceMs, [closed, Promise.allSettled(answering)]);
      server.closeAllConnections();
      await closed;
      server.close();
    },
  };
}

/** What a connection and the TLS on top of it have in common. */
export function remoteOf({ remoteAddress, remotePort }: Socket): string {
  return `${remoteAddress} ${remotePort}`;
}

async function withGrace(graceMs: number, work: readonly Promise<unknown>[]): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const outOfGrace = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, graceMs);
  });
  await Promise.race([Promise.all(work), outOfGrace]);
  clearTimeout(timer);
}

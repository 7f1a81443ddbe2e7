import { createServer } from "node:net";
import type { AddressInfo, Socket } from "node:net";
import { once } from "node:events";
import type { Client } from "./clients.ts";

/** A proxy that everything but loopback has to go through, and that lets nothing pass. */
export interface Trap {
  /** What clients have asked of it, each once. */
  asked(): readonly string[];
  /** The environment that leads a client into it. */
  variables(client: Client): Readonly<Record<string, string>>;
  close(): Promise<void>;
}

/** Starts a trap: whoever goes to a registry past the firewall is caught by name. */
export async function startTrap(): Promise<Trap> {
  const asked = new Set<string>();
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
    socket.once("data", (chunk) => {
      asked.add(chunk.toString("latin1").split("\r\n", 1)[0] ?? "");
      socket.end("HTTP/1.1 502 Trapped\r\n\r\n");
    });
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // it listens on TCP
  const proxy = `http://127.0.0.1:${String(port)}`;
  const loopback = "127.0.0.1,localhost";
  return {
    asked: () => [...asked],
    variables: (client) => ({
      HTTPS_PROXY: proxy,
      https_proxy: proxy,
      NO_PROXY: loopback,
      no_proxy: loopback,
      ...(client.id === "yarn-berry" ? { YARN_HTTPS_PROXY: proxy } : {}),
    }),
    close: async () => {
      for (const socket of sockets) socket.destroy();
      server.close();
      await once(server, "close");
    },
  };
}

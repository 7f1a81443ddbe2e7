import { createServer } from "node:http";
import type { RequestListener, Server } from "node:http";

import { systemErrorCode } from "@lockkeeper/core";

import { DrillError } from "./errors.ts";

/** A listening server. */
export interface HttpHost {
  /** Without a final slash. */
  readonly url: string;
  /** Stops listening and ends every open connection. */
  close(): Promise<void>;
}

/**
 * Listens on the loopback interface; port 0 takes a free one. The listener is made once the address is known.
 * Throws `DRILL_PORT_TAKEN`, `DRILL_LISTEN_FAILED`.
 */
export async function startHttpHost(
  port: number,
  createListener: (url: string) => RequestListener,
): Promise<HttpHost> {
  const server = createServer();
  const url = `http://127.0.0.1:${await listen(server, port)}`;
  server.on("request", createListener(url));
  return { url, close: () => close(server) };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", (error) => reject(listenError(port, error)));
    server.listen(port, "127.0.0.1", () => {
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    });
  });
}

function listenError(port: number, cause: Error): DrillError {
  if (systemErrorCode(cause) === "EADDRINUSE") {
    return new DrillError("DRILL_PORT_TAKEN", {
      message: `Cannot listen on port "${port}" as another program does already`,
      hint: "Choose another port, or 0 for a free one.",
      cause,
    });
  }
  return new DrillError("DRILL_LISTEN_FAILED", {
    message: `Cannot listen on port "${port}" as the system refuses: ${cause.message}`,
    cause,
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

import type { Server } from "node:http";
import type { Socket } from "node:net";
import type { Clock, Logger } from "@lockkeeper/core";
import { isLoopbackAddress } from "./run-claim.ts";

/** How many connections one address may have at a time, and who is told of more. */
export interface ConnectionBound {
  /** For every address but those of this machine. */
  readonly maxPerAddress: number;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** One client opens up to 130 connections, and several people may share an address. */
export const defaultConnectionsPerAddress: number = 512;
const tellEveryMs = 60_000;

/** Ends connections beyond the bound as they arrive, before TLS and before anything is read from them. */
export function boundConnections(server: Server, { maxPerAddress, clock, logger }: ConnectionBound): void {
  const counts = new Map<string, number>();
  let toldAt = Number.NEGATIVE_INFINITY;

  function tell(address: string): void {
    const now = clock.now();
    if (now >= toldAt && now - toldAt < tellEveryMs) return;
    toldAt = now;
    logger.log("warn", {
      code: "FIREWALL_TOO_MANY_CONNECTIONS",
      message: `Refused a connection from ${address}, which has ${maxPerAddress} already`,
      fields: { address, maxPerAddress },
    });
  }

  server.on("connection", (socket: Socket) => {
    const address = addressGroup(socket.remoteAddress);
    if (address === undefined || isLoopbackAddress(address)) return;
    const count = counts.get(address) ?? 0;
    if (count >= maxPerAddress) {
      tell(address);
      socket.destroy();
      return;
    }
    counts.set(address, count + 1);
    socket.once("close", () => {
      const left = (counts.get(address) ?? 1) - 1;
      if (left === 0) counts.delete(address);
      else counts.set(address, left);
    });
  });
}

/** Whose address it is, as far as it tells: one subscriber has a whole /64 of IPv6 addresses to choose from. */
export function addressGroup(address: string | undefined): string | undefined {
  if (address === undefined || !address.includes(":") || address === "::1") return address;
  if (address.startsWith("::ffff:")) return address.slice("::ffff:".length);
  const [head = ""] = address.split("::", 1);
  return `${head.split(":").slice(0, 4).join(":")}::/64`;
}

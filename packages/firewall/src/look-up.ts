import type { PackageName } from "@lockkeeper/core";
import type { LedgerEntry } from "@lockkeeper/store";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { record } from "./exchange.ts";
import type { PackumentLookup } from "./packument-source.ts";

/** Which packument a request needs, and as what the request is written down. */
export interface LookUp {
  readonly name: PackageName;
  readonly kind: LedgerEntry["kind"];
  /** How long ago the upstream must have confirmed it at most, in milliseconds; the source's own bound when absent. */
  readonly maxAgeMs?: number | undefined;
}

/** Gets the packument of a request. When there is none to be had, the ledger knows that it was asked for. Throws as the source does. */
export function lookUp(
  exchange: Exchange,
  services: FirewallServices,
  { name, kind, maxAgeMs }: LookUp,
): Promise<PackumentLookup> | PackumentLookup {
  const found = services.packuments.get(name, maxAgeMs, kind === "tarball" ? "decision" : "answer");
  if (!(found instanceof Promise)) return found;
  exchange.trace.hasWaited = true;
  return found.catch((error: unknown) => {
    record(exchange, services, { kind, package: name, outcome: "failed", status: 502 });
    throw error;
  });
}

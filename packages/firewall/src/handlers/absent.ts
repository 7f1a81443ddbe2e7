import type { PackageName } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import { sendJson } from "../respond.ts";

/** A name that its upstream does not have. */
export interface AbsentName {
  readonly name: PackageName;
  /** The upstream's id. */
  readonly upstream: string;
  /** Whether the client only looked for its own update, which is not recorded. */
  readonly isUpdateCheck?: boolean;
}

/** Answers for a name that its upstream does not have (any more). */
export function sendAbsent(
  exchange: Exchange,
  services: FirewallServices,
  { name, upstream, isUpdateCheck = false }: AbsentName,
): void {
  services.sightings.observeMissing(name, upstream, services.clock.now());
  const known = services.sightings.versionsOf(name).length;
  if (!isUpdateCheck)
    record(exchange, services, { kind: "packument", package: name, outcome: "failed", status: 404 });
  const error =
    known === 0
      ? `Not found: upstream "${upstream}" has no package "${name}"`
      : `Not found: upstream "${upstream}" has removed "${name}", of which ${known} versions were seen here before`;
  sendJson(exchange, 404, { error });
}

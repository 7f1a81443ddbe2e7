import type { PackageName } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import { sendJson } from "../respond.ts";

/** Refuses whatever would change something upstream: the firewall reads on behalf of many and writes for nobody. */
export function refuseWrite(
  exchange: Exchange,
  services: FirewallServices,
  { action, name }: { readonly action: string; readonly name: PackageName | undefined },
): void {
  record(exchange, services, { kind: "write", package: name ?? "", outcome: "refused", status: 403 });
  const error = `Lockkeeper cannot ${action}: it only reads from registries. Run the command with --registry set to the registry itself.`;
  sendJson(
    exchange,
    403,
    { error },
    { phrase: `Lockkeeper cannot ${action}: run it against the registry itself` },
  );
}

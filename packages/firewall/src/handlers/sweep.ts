import type { Exchange, FirewallServices } from "../exchange.ts";
import { readBody } from "../read-body.ts";
import { sendJson } from "../respond.ts";

/** Where results of sweeps are handed in. */
export const sweepPath = "/-/lockkeeper/sweep";

/** Takes a sealed result of a sweep; who hands one in learns nothing of others. */
export async function serveSweep(exchange: Exchange, services: FirewallServices): Promise<void> {
  if (exchange.request.method !== "POST") {
    sendJson(exchange, 405, { error: "Results of sweeps are handed in with POST" });
    return;
  }
  if (services.takeSweep === undefined) {
    sendJson(exchange, 404, { error: "Not found: this Lockkeeper takes no results of sweeps" });
    return;
  }
  const { id, host, fingerprint } = await services.takeSweep(await readBody(exchange.request));
  services.logger.log("info", {
    code: "FIREWALL_SWEEP_TAKEN",
    message: `Took a result of a sweep of ${host} from ${exchange.identity}`,
    fields: { host, identity: exchange.identity, fingerprint },
  });
  sendJson(exchange, 200, { schema: 1, id, host, fingerprint });
}

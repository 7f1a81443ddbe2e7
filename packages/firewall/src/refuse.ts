import type { Decision } from "@lockkeeper/core";
import { decisionUrl, whereToRead } from "./decision-url.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { refusalMessage, refusalPhrase, toAscii } from "./messages.ts";
import { sendJson } from "./respond.ts";

/** The version that is refused and what the client could take instead. */
export interface Refusal {
  readonly name: string;
  readonly version: string;
  readonly decision: Decision;
  readonly newestAcceptable: string | undefined;
}

/**
 * Refuses a version with every channel that clients show: reason phrase (npm, pnpm 10 and 11, Yarn Berry), JSON
 * `error` (npm, Yarn 1), `npm-notice` (npm), and in our own log. Always 403: several clients retry 410 and 451 for a minute.
 */
export function sendRefusal(
  exchange: Exchange,
  services: Pick<FirewallServices, "logger">,
  { name, version, decision, newestAcceptable }: Refusal,
): void {
  exchange.run?.run.log.noteRefused(name, { version, decision }, newestAcceptable);
  const url = decisionUrl(exchange.origin, name, version);
  const { origin, run } = exchange;
  const read = whereToRead({ origin, isRun: run !== undefined }, name, version);
  const context = { name, newestAcceptable, decisionUrl: read };
  const error = refusalMessage(version, decision, context);
  // Clients pass over an optional dependency in silence; then this line is the only word about it.
  services.logger.log("info", {
    code: "FIREWALL_WITHHELD",
    message: error,
    fields: {
      identity: exchange.identity,
      client: exchange.agent.client,
      package: name,
      version,
      clause: decision.clause,
    },
  });
  const body = {
    error,
    code: "WITHHELD",
    clause: decision.clause,
    decision: decision.decision,
    newestAcceptable: newestAcceptable ?? null,
    url,
  };
  sendJson(exchange, 403, body, {
    phrase: refusalPhrase(version, decision, context),
    headers: { "npm-notice": toAscii(error), "x-lockkeeper-decision": url },
  });
}

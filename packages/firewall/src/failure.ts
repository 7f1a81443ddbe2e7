import { LockkeeperError, toErrorRecord } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { sendJson } from "./respond.ts";

/** The status for each code that can reach a client; everything else is our own fault. */
const statusOfCode: Readonly<Record<string, number>> = {
  REGISTRY_BAD_URL: 400,
  CORE_BAD_NAME: 400,
  FIREWALL_BAD_BODY: 400,
  POLICY_SYNTAX: 400,
  POLICY_UNKNOWN_KEY: 400,
  POLICY_BAD_VALUE: 400,
  POLICY_TOO_LARGE: 400,
  POLICY_BAD_EXCEPTION: 400,
  FIREWALL_BODY_TOO_LARGE: 413,
  REGISTRY_UNREACHABLE: 502,
  REGISTRY_BAD_RESPONSE: 502,
  REGISTRY_BAD_PACKUMENT: 502,
  REGISTRY_PACKUMENT_TOO_LARGE: 502,
  REGISTRY_PACKUMENT_TOO_DEEP: 502,
  REGISTRY_TOO_LARGE: 502,
  REGISTRY_FORBIDDEN_HOST: 502,
  // Clients try a 502 again for a minute; an upstream that refuses will go on to.
  REGISTRY_UNAUTHORIZED: 403,
  STORE_BAD_SWEEP: 400,
  STORE_INTEGRITY_MISMATCH: 502,
  STORE_BLOB_TOO_LARGE: 502,
  STORE_DISK_FULL: 507,
  STORE_LEDGER_WRITE_FAILED: 507,
};

/** Tells the client that its request could not be carried out, and the log why. Once the answer has begun, only the connection can end. */
export function sendFailure(
  exchange: Exchange,
  services: Pick<FirewallServices, "logger">,
  error: unknown,
): void {
  const { code, message, hint } = toErrorRecord(error);
  const status = statusOfCode[code] ?? 500;
  services.logger.log(status === 500 ? "error" : "warn", {
    code,
    message,
    fields: {
      method: exchange.request.method,
      asked: exchange.asked.kind,
      package: "name" in exchange.asked ? exchange.asked.name : undefined,
      ...(error instanceof LockkeeperError ? { details: error.details, cause: causeOf(error) } : {}),
    },
  });
  if (exchange.response.headersSent) {
    exchange.response.destroy();
    return;
  }
  const text = isOurOwn(status) ? ownFaultText : hint === null ? message : `${message}. ${hint}`;
  sendJson(exchange, status, { error: `Lockkeeper: ${text}`, code }, { phrase: `Lockkeeper ${code}` });
}

/** Faults of our own machine name its paths, which are for its log and not for clients. */
function isOurOwn(status: number): boolean {
  return status === 500 || status === 507;
}

const ownFaultText = "Cannot answer for a reason on the firewall's own machine. Its log names it.";

function causeOf(error: LockkeeperError): string | undefined {
  return error.cause instanceof Error ? toErrorRecord(error.cause).message : undefined;
}

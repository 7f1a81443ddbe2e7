import { unreachable } from "@lockkeeper/core";
import type { RegistryRequest } from "@lockkeeper/registry";
import type { LedgerKind } from "@lockkeeper/store";
import { LRUCache } from "lru-cache";
import type { Authenticator, CallerToken } from "./authenticator.ts";
import { isCanaryName } from "./canary.ts";
import { addressGroup } from "./connection-bound.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { record } from "./exchange.ts";
import { toAscii } from "./messages.ts";
import { sendJson } from "./respond.ts";
import type { NeededPermission } from "./token-permissions.ts";
import { neededPermission } from "./token-permissions.ts";

/** Refusals of one address that are told to the log, per minute: a flood of guesses must not fill it. */
const toldMaxCount = 10;
const toldWindowMs = 60_000;
const addressesMaxCount = 1000;

type GateServices = Pick<FirewallServices, "logger" | "clock" | "access">;

/** How often refusals of each address were told of late. */
type RefusalTally = LRUCache<string, { readonly since: number; readonly count: number }>;

/** Who may ask, and what is needed to know it. */
export interface AccessControl {
  readonly authenticator: Authenticator;
  /** Whether nothing but health and ping is answered without a token. */
  readonly isTokenRequired: boolean;
  readonly refusals: RefusalTally;
}

/** Creates the control of access, with a tally of refusals that forgets the address that was quiet for longest. */
export function createAccessControl(parts: Omit<AccessControl, "refusals">): AccessControl {
  return { ...parts, refusals: new LRUCache({ max: addressesMaxCount }) };
}

/**
 * Lets a request through to what answers it, or answers it: 401 where a token is needed and none is valid, 403 where
 * the token may not do this. Returns whether it may go on.
 */
export function passGate(exchange: Exchange, services: FirewallServices): boolean {
  const needed = neededPermission(exchange.asked);
  const { token } = exchange;
  if (token === undefined) {
    if (!services.access.isTokenRequired || needed.kind === "nothing") return true;
    sendUnauthorized(exchange, services, missingReason(exchange));
    return false;
  }
  const objection = objectionTo(exchange, token, needed);
  if (objection === undefined) return true;
  sendForbidden(exchange, services, { token, objection });
  return false;
}

/** Answers 401: who asks is not known. */
export function sendUnauthorized(exchange: Exchange, services: GateServices, reason: string): void {
  const isTold = tellRefusal(exchange, services, reason);
  const error = `Lockkeeper does not know who asks: ${reason}. Set a valid one: ${settingOf(exchange)}`;
  sendJson(
    exchange,
    401,
    { error, code: "UNAUTHORIZED" },
    {
      phrase: `Lockkeeper does not know who asks: ${reason}`.slice(0, 300),
      headers: { ...challengeOf(exchange), ...(isTold ? {} : { connection: "close" }) },
    },
  );
}

/**
 * npm hides our sentence behind its own ("Incorrect or missing password") when there is a challenge, so only a
 * browser gets one, to ask its user: any user name, and the token as password.
 */
function challengeOf({ request }: Exchange): Readonly<Record<string, string>> {
  const isBrowser = request.headers.accept?.includes("text/html") === true;
  return isBrowser ? { "www-authenticate": 'Basic realm="Lockkeeper: any user, a token as password"' } : {};
}

function missingReason({ identity }: Exchange): string {
  return identity === "anonymous"
    ? "a token is needed here and the request had none"
    : "a token of this Lockkeeper is needed and the credentials sent are none";
}

/** How the client at hand is told to send a token with every request. */
function settingOf({ agent, origin }: Exchange): string {
  const host = `//${origin.replace(/^https?:\/\//, "")}/`;
  const key = `${host}:_authToken`;
  switch (agent.client) {
    case "yarn-berry":
      return "npmAuthToken and npmAlwaysAuth: true in ~/.yarnrc.yml";
    case "yarn":
      return `${key} and ${host}:always-auth=true in ~/.npmrc`;
    case "npm":
    case "pnpm":
    case "bun":
    case "other":
      return `${key} in ~/.npmrc`;
    default:
      return "";
  }
}

function objectionTo({ asked }: Exchange, token: CallerToken, needed: NeededPermission): string | undefined {
  if (needed.kind === "one-of" && !needed.permissions.some((each) => token.permissions.has(each))) {
    return `it does not have the permission "${needed.permissions[0]}"`;
  }
  if (token.packages.length === 0) return undefined;
  if (asked.kind === "search") return "it is for some packages only, and a search would name others";
  const name = "name" in asked ? asked.name : undefined;
  // Whoever may install something may find out with a canary what happens then.
  if (name === undefined || token.mayAskFor(name) || isCanaryName(name)) return undefined;
  return foreignPackage(token, name);
}

/**
 * Whether the caller's token lets it read about a package; answers 403 when it does not. For requests whose package only
 * their handler knows.
 */
export function mayRead(exchange: Exchange, services: FirewallServices, name: string): boolean {
  const { token } = exchange;
  if (token === undefined || token.mayAskFor(name)) return true;
  sendForbidden(exchange, services, { token, objection: foreignPackage(token, name) });
  return false;
}

function foreignPackage({ packages }: CallerToken, name: string): string {
  return `it is for ${packages.slice(0, 5).join(", ")} only, and not for ${name}`;
}

/** A caller who may not do this, with the reason as a clause about the token. */
interface Forbidden {
  readonly token: CallerToken;
  readonly objection: string;
}

/** Answers 403: who asks is known and may not. */
function sendForbidden(
  exchange: Exchange,
  services: FirewallServices,
  { token, objection }: Forbidden,
): void {
  const { asked } = exchange;
  const sentence = `Lockkeeper refuses this to the token ${token.id} of ${token.owner}: ${objection}`;
  record(exchange, services, {
    kind: ledgerKindOf(asked),
    package: "name" in asked ? (asked.name ?? "") : "",
    outcome: "refused",
    status: 403,
  });
  sendJson(
    exchange,
    403,
    { error: `${sentence}.`, code: "FORBIDDEN" },
    { phrase: toAscii(sentence).slice(0, 300) },
  );
}

function ledgerKindOf({ kind }: RegistryRequest): LedgerKind {
  switch (kind) {
    case "packument":
    case "manifest":
    case "tarball":
    case "write":
      return kind;
    case "advisories-bulk":
    case "audit-legacy":
      return "audit";
    case "dist-tags":
    case "attestations":
    case "keys":
    case "search":
    case "ping":
    case "whoami":
    case "own":
    case "root":
    case "unknown":
      return "metadata";
    default:
      return unreachable(kind);
  }
}

/** Writes a refusal to the log, within a bound per address. Returns whether it was told. */
function tellRefusal(
  { remote = "unknown", agent }: Pick<Exchange, "remote" | "agent">,
  { logger, clock, access: { refusals } }: GateServices,
  reason: string,
): boolean {
  const now = clock.now();
  const group = addressGroup(remote) ?? remote;
  const before = refusals.get(group);
  const isRecent = before !== undefined && now >= before.since && now - before.since < toldWindowMs;
  const count = isRecent ? before.count + 1 : 1;
  refusals.set(group, { since: isRecent ? before.since : now, count });
  if (count > toldMaxCount) return false;
  const more = count === toldMaxCount ? " (further ones of this address are not told for a minute)" : "";
  logger.log("warn", {
    code: "FIREWALL_UNAUTHORIZED",
    message: `Refused a request from ${remote}: ${reason}${more}`,
    fields: { remote, client: agent.client },
  });
  return true;
}

/** The services as a caller meets them: a token that only observes is served everything, and everything is decided. */
export function servicesFor(
  { token }: Pick<Exchange, "token">,
  services: FirewallServices,
): FirewallServices {
  if (token?.isObserving !== true || services.isObserving) return services;
  return { ...services, isObserving: true, judge: services.judge.observing() };
}

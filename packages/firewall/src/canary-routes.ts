import { scopeOf } from "@lockkeeper/core";
import type { RegistryRequest } from "@lockkeeper/registry";
import type { Canary, CanaryAsk } from "./canary.ts";
import { canaryDecision, isCanaryName, isCanaryNonce } from "./canary.ts";
import type { CanaryVersion } from "./canary-package.ts";
import {
  canaryMarker,
  canaryVariable,
  renderCanaryManifest,
  renderCanaryPackument,
} from "./canary-package.ts";
import { decisionUrl } from "./decision-url.ts";
import { FirewallError } from "./errors.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { restrictionMessage } from "./messages.ts";
import { packumentType, wantsAbbreviated } from "./negotiate.ts";
import { readBody } from "./read-body.ts";
import { sendRefusal } from "./refuse.ts";
import { sendBytes, sendJson } from "./respond.ts";

/** Where doctor announces a canary, and below which it reads what was asked of it. */
export const canariesPath = "/-/lockkeeper/canaries";

/** A request for a package, whose name may be a canary's. */
type PackageRequest = Extract<RegistryRequest, { readonly kind: "packument" | "manifest" | "tarball" }>;

/** The request if it asks for a canary. What else is asked of such a name (tags, attestations) there is not. */
export function canaryRequest(asked: RegistryRequest): PackageRequest | "other" | undefined {
  if (!("name" in asked) || asked.name === undefined || !isCanaryName(asked.name)) return undefined;
  const isPackage = asked.kind === "packument" || asked.kind === "manifest" || asked.kind === "tarball";
  return isPackage ? asked : "other";
}

/**
 * Answers for a canary from memory. Neither an upstream nor the ledger hears of it: it is no package that anybody took.
 */
export function serveCanary(
  exchange: Exchange,
  services: FirewallServices,
  asked: PackageRequest | "other",
): void {
  const canary =
    asked === "other" ? undefined : services.canaries.findByName(asked.name, services.clock.now());
  if (asked === "other" || canary === undefined) {
    sendJson(exchange, 404, { error: "Not found: no such canary is announced; run lockkeeper doctor" });
    return;
  }
  const scope = scopeOf(asked.name);
  if (scope !== undefined) {
    // That the question came here is all that a canary in a scope shows.
    note(exchange, services, canary, { kind: asked.kind, scope, version: undefined, outcome: "absent" });
    sendJson(exchange, 404, { error: "Not found: a canary has no versions in a scope" });
    return;
  }
  switch (asked.kind) {
    case "packument":
      return servePackument(exchange, services, canary);
    case "manifest": {
      const selector = asked.selector === "latest" ? canary.package.allowed.version : asked.selector;
      const version = versionsOf(canary).find((each) => each.version === selector);
      return serveVersion(exchange, services, { canary, version, kind: "manifest" });
    }
    case "tarball": {
      const version = versionsOf(canary).find(({ file }) => file === asked.file);
      return serveVersion(exchange, services, { canary, version, kind: "tarball" });
    }
  }
}

function servePackument(exchange: Exchange, services: FirewallServices, canary: Canary): void {
  const { name, refused } = canary.package;
  note(exchange, services, canary, {
    kind: "packument",
    scope: undefined,
    version: undefined,
    outcome: "served",
  });
  const restriction = restrictionMessage([{ version: refused.version, decision: canaryDecision }], {
    name,
    newestAcceptable: canary.package.allowed.version,
    decisionUrl: decisionUrl(exchange.origin, name),
  });
  const packument = renderCanaryPackument(canary.package, {
    origin: tarballOrigin(exchange),
    isObserving: services.isObserving,
    restriction,
  });
  const type = packumentType(wantsAbbreviated(exchange.request.headers));
  sendJson(exchange, 200, packument, { headers: { "content-type": type, "cache-control": "no-store" } });
}

interface AskedVersion {
  readonly canary: Canary;
  readonly version: CanaryVersion | undefined;
  readonly kind: "manifest" | "tarball";
}

function serveVersion(
  exchange: Exchange,
  services: FirewallServices,
  { canary, version, kind }: AskedVersion,
): void {
  const { name, allowed, refused } = canary.package;
  if (version === undefined) {
    sendJson(exchange, 404, { error: `Not found: ${name} has no such version` });
    return;
  }
  const isRefused = version === refused && !services.isObserving;
  const outcome = isRefused ? "refused" : "served";
  note(exchange, services, canary, { kind, scope: undefined, version: version.version, outcome });
  if (isRefused) {
    sendRefusal(exchange, services, {
      name,
      version: version.version,
      decision: canaryDecision,
      newestAcceptable: allowed.version,
    });
    return;
  }
  if (kind === "manifest") {
    sendJson(exchange, 200, renderCanaryManifest(name, version, tarballOrigin(exchange)));
    return;
  }
  sendBytes(exchange, 200, version.tarball, {
    headers: { "content-type": "application/octet-stream", "cache-control": "no-store" },
  });
}

/** The clients of a run see the registry that they are configured with. */
function tarballOrigin({ origin, run }: Exchange): string {
  return run?.origin ?? origin;
}

function note(
  { agent }: Exchange,
  { canaries, clock }: FirewallServices,
  { nonce }: Canary,
  ask: Omit<CanaryAsk, "client" | "at">,
): void {
  canaries.note(nonce, { ...ask, client: agent.client, at: clock.now() });
}

function versionsOf({ package: { allowed, refused } }: Canary): readonly CanaryVersion[] {
  return [allowed, refused];
}

/** `POST …/canaries` with `{"nonce"}` announces a canary; `GET …/canaries/<nonce>` tells what was asked of it. */
export async function serveCanaries(
  exchange: Exchange,
  services: FirewallServices,
  path: string,
): Promise<void> {
  const now = services.clock.now();
  if (path === canariesPath && exchange.request.method === "POST") {
    const nonce = parseNonce(await readBody(exchange.request));
    sendJson(exchange, 201, describe(services.canaries.announce(nonce, now), services));
    return;
  }
  const canary = services.canaries.find(path.slice(canariesPath.length + 1), now);
  if (canary === undefined) {
    sendJson(exchange, 404, { error: "Not found: no such canary is announced, or it is over" });
    return;
  }
  sendJson(exchange, 200, describe(canary, services));
}

function parseNonce(body: Buffer): string {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot announce a canary as the request is no valid JSON",
      cause,
    });
  }
  const nonce = typeof value === "object" && value !== null && "nonce" in value ? value.nonce : undefined;
  if (typeof nonce === "string" && isCanaryNonce(nonce)) return nonce;
  throw new FirewallError("FIREWALL_BAD_BODY", {
    message: 'Cannot announce a canary as its "nonce" is not 32 lower-case hexadecimal digits',
  });
}

function describe(
  { nonce, package: { name, allowed, refused }, asks }: Canary,
  services: FirewallServices,
): object {
  const show = ({ version, integrity, shasum, files }: CanaryVersion): object => ({
    version,
    integrity,
    shasum,
    files,
  });
  return {
    nonce,
    name,
    allowed: show(allowed),
    refused: show(refused),
    variable: canaryVariable,
    marker: canaryMarker,
    observing: services.isObserving,
    asks: asks.map(({ version, scope, at, ...ask }) => ({
      ...ask,
      scope: scope ?? null,
      version: version ?? null,
      at: new Date(at).toISOString(),
    })),
  };
}

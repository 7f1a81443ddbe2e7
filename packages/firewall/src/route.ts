import { isUpdateCheck } from "@lockkeeper/registry";
import { unreachable } from "@lockkeeper/core";
import { canaryRequest, serveCanary } from "./canary-routes.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { refuseLegacyAudit, serveAudit } from "./handlers/audit.ts";
import { serveManifest } from "./handlers/manifest.ts";
import { serveOwn, serveWhoami } from "./handlers/own.ts";
import { servePackument } from "./handlers/packument.ts";
import { passThrough, serveAttestations, serveDistTags } from "./handlers/pass-through.ts";
import { serveTarball } from "./handlers/tarball.ts";
import { refuseWrite } from "./handlers/write.ts";
import { sendJson } from "./respond.ts";

/** Hands a request to what answers its kind. Every kind that can yield a package's bytes or metadata goes by the judge. */
export async function route(exchange: Exchange, services: FirewallServices): Promise<void> {
  const { asked, agent } = exchange;
  const canary = canaryRequest(asked);
  if (canary !== undefined) return serveCanary(exchange, services, canary);
  switch (asked.kind) {
    case "packument":
      return await servePackument(exchange, services, {
        name: asked.name,
        isUpdateCheck: isUpdateCheck(asked, agent),
      });
    case "manifest":
      return await serveManifest(exchange, services, asked);
    case "tarball":
      return await serveTarball(exchange, services, asked);
    case "dist-tags":
      return await serveDistTags(exchange, services, asked.name);
    case "attestations":
      return await serveAttestations(exchange, services, asked);
    case "keys":
      return await passThrough(exchange, services, { path: "/-/npm/v1/keys" });
    case "search":
      return await passThrough(exchange, services, { path: `/-/v1/search?${asked.query}` });
    case "ping":
      return sendJson(exchange, 200, {});
    case "whoami":
      return serveWhoami(exchange);
    case "advisories-bulk":
      return await serveAudit(exchange, services);
    case "audit-legacy":
      return refuseLegacyAudit(exchange);
    case "write":
      return refuseWrite(exchange, services, asked);
    case "own":
      return await serveOwn(exchange, services, asked.path);
    case "root":
      return sendJson(exchange, 200, {
        name: "lockkeeper",
        version: services.version,
        health: `${exchange.origin}/-/health`,
      });
    case "unknown":
      return sendJson(exchange, 404, { error: "Not found: Lockkeeper knows no such endpoint" });
    default:
      return unreachable(asked);
  }
}

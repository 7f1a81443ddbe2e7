import { isWithheld } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import { judgeInspected } from "../judge-inspected.ts";
import { lookUp } from "../look-up.ts";
import { newestAcceptable } from "../newest-acceptable.ts";
import { sendRefusal } from "../refuse.ts";
import { sendBytes, sendJson } from "../respond.ts";
import { sendAbsent } from "./absent.ts";

/** Answers the tags of a package as repaired: a tag never points at a withheld version. */
export async function serveDistTags(
  exchange: Exchange,
  services: FirewallServices,
  name: PackageName,
): Promise<void> {
  const lookup = await lookUp(exchange, services, { name, kind: "metadata" });
  if (lookup.kind === "absent") {
    sendAbsent(exchange, services, { name, upstream: lookup.upstream.id });
    return;
  }
  const judgement = await judgeInspected(services, lookup.packument);
  record(exchange, services, {
    kind: "metadata",
    package: name,
    outcome: "served",
    status: 200,
    policyRevision: judgement.policyRevision,
  });
  sendJson(exchange, 200, Object.fromEntries(judgement.distTags));
}

/** Passes attestations on, except those of a withheld version: pnpm asks here about a locked version it cannot find. */
export async function serveAttestations(
  exchange: Exchange,
  services: FirewallServices,
  { name, version }: { readonly name: PackageName; readonly version: string },
): Promise<void> {
  const lookup = await lookUp(exchange, services, { name, kind: "metadata" });
  if (lookup.kind === "found") {
    const judgement = services.judge.judge(lookup.packument);
    const decision = judgement.decisions.get(version);
    if (decision !== undefined && isWithheld(decision) && !services.isObserving) {
      record(exchange, services, {
        kind: "metadata",
        package: name,
        version,
        decision,
        outcome: "refused",
        status: 403,
      });
      sendRefusal(exchange, services, {
        name,
        version,
        decision,
        newestAcceptable: newestAcceptable(judgement, version),
      });
      return;
    }
  }
  const path = `/-/npm/v1/attestations/${encodeURIComponent(`${name}@${version}`).replace("%40", "@")}`;
  await passThrough(exchange, services, { path, package: name });
}

/** What is asked of the upstream, and the package it is about (for routing). */
export interface PassThrough {
  readonly path: string;
  readonly package?: PackageName;
}

/** Passes a read-only request on to the upstream that is responsible, without any header of the client. */
export async function passThrough(
  exchange: Exchange,
  services: FirewallServices,
  asked: PassThrough,
): Promise<void> {
  const upstream =
    asked.package === undefined ? services.upstreams.primary : services.upstreams.routeOf(asked.package);
  const { status, contentType, bytes } = await upstream.fetchPlain({ method: "GET", path: asked.path });
  if (asked.package !== undefined) {
    record(exchange, services, {
      kind: "metadata",
      package: asked.package,
      outcome: status < 400 ? "served" : "failed",
      status,
    });
  }
  if (status >= 400 && bytes.length === 0) {
    sendJson(exchange, status, { error: `Lockkeeper: the upstream answered ${status} and gave no reason` });
    return;
  }
  const type = contentType ?? "application/json";
  sendBytes(exchange, status, bytes, {
    headers: {
      "content-type": type,
      "cache-control": status < 400 ? "no-cache" : "no-store",
      "x-content-type-options": "nosniff",
    },
  });
}

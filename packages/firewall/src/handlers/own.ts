import { parsePackageSpec, tryParsePackageName } from "@lockkeeper/core";
import { parsePolicy } from "@lockkeeper/policy";
import { canariesPath, serveCanaries } from "../canary-routes.ts";
import { canaryDecision, isCanaryName } from "../canary.ts";
import { renderDecisionPage } from "../decision-page.ts";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { FirewallError } from "../errors.ts";
import { explainVersion } from "../explain-version.ts";
import { mayRead } from "../gate.ts";
import { readBody } from "../read-body.ts";
import { underRepositoryPolicy } from "../repository-tier.ts";
import { runsPath, serveRuns } from "../run-routes.ts";
import { sendBytes, sendJson } from "../respond.ts";
import { serveHealth, serveMetrics } from "./operation.ts";
import { serveSweep, sweepPath } from "./sweep.ts";

/** The firewall's own pages: health, figures, and why a version was decided as it was. */
export async function serveOwn(exchange: Exchange, services: FirewallServices, path: string): Promise<void> {
  if (path === "/-/health") {
    serveHealth(exchange, services);
    return;
  }
  if (path === "/-/metrics") {
    await serveMetrics(exchange, services);
    return;
  }
  if (path === "/-/lockkeeper/explain" && exchange.request.method === "POST") {
    await serveExplanation(exchange, services);
    return;
  }
  if (path === sweepPath) {
    await serveSweep(exchange, services);
    return;
  }
  if (path === canariesPath || path.startsWith(`${canariesPath}/`)) {
    await serveCanaries(exchange, services, path);
    return;
  }
  if (path === runsPath || path.startsWith(`${runsPath}/`)) {
    await serveRuns(exchange, services, path);
    return;
  }
  const decision = parseDecisionPath(path);
  if (decision === undefined) {
    sendJson(exchange, 404, { error: "Not found" });
    return;
  }
  await serveDecision(exchange, services, decision);
}

/** Tells who the client is to the firewall; never asks the upstream, which does not know the client. */
export function serveWhoami(exchange: Exchange): void {
  sendJson(exchange, 200, { username: exchange.token?.owner ?? exchange.identity });
}

interface DecisionPath {
  readonly name: string;
  readonly selector: string | undefined;
}

/** The path comes decoded, so a scoped name is two segments. */
function parseDecisionPath(path: string): DecisionPath | undefined {
  const prefix = "/-/lockkeeper/decision/";
  if (!path.startsWith(prefix)) return undefined;
  const segments = path.slice(prefix.length).split("/");
  const nameEnd = segments[0]?.startsWith("@") ? 2 : 1;
  const name = segments.slice(0, nameEnd).join("/");
  const [selector, ...rest] = segments.slice(nameEnd);
  return rest.length > 0 || name === "" ? undefined : { name, selector };
}

async function serveDecision(
  exchange: Exchange,
  services: FirewallServices,
  asked: DecisionPath,
): Promise<void> {
  const name = tryParsePackageName(asked.name);
  if (name === undefined) {
    sendJson(exchange, 404, { error: "Not found: this is no package name" });
    return;
  }
  if (!mayRead(exchange, services, name)) return;
  if (isCanaryName(name)) {
    sendJson(exchange, 200, { name, version: asked.selector ?? null, ...canaryDecision });
    return;
  }
  const record = await explainVersion(services, { name, selector: asked.selector });
  if (!exchange.request.headers.accept?.includes("text/html")) {
    sendJson(exchange, 200, record);
    return;
  }
  sendBytes(exchange, 200, Buffer.from(renderDecisionPage(record)), {
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "content-security-policy":
        "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}

/** Explains under a repository's policy too, which the command line sends along: it may only tighten. */
async function serveExplanation(exchange: Exchange, services: FirewallServices): Promise<void> {
  const { spec, repositoryPolicy } = parseExplainBody(await readBody(exchange.request));
  const { name, selector } = parsePackageSpec(spec);
  if (!mayRead(exchange, services, name)) return;
  const repository = parsePolicy(repositoryPolicy, { source: "the repository's policy", tier: "repository" });
  sendJson(
    exchange,
    200,
    await explainVersion(underRepositoryPolicy(services, repository), { name, selector }),
  );
}

function parseExplainBody(body: Buffer): { readonly spec: string; readonly repositoryPolicy: string } {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot explain as the request is no valid JSON",
      cause,
    });
  }
  if (typeof value === "object" && value !== null && "spec" in value && "repositoryPolicy" in value) {
    const { spec, repositoryPolicy } = value;
    if (typeof spec === "string" && typeof repositoryPolicy === "string") return { spec, repositoryPolicy };
  }
  throw new FirewallError("FIREWALL_BAD_BODY", {
    message: 'Cannot explain as the request does not hold the texts "spec" and "repositoryPolicy"',
  });
}

import { toErrorRecord, tryParsePackageName } from "@lockkeeper/core";
import type { BulkAdvisory } from "@lockkeeper/intel";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { isCanaryName } from "../canary.ts";
import { record } from "../exchange.ts";
import { FirewallError } from "../errors.ts";
import { readBody } from "../read-body.ts";
import { sendJson } from "../respond.ts";

/** Packages of an audit, with the versions installed. */
type AuditRequest = ReadonlyMap<string, readonly string[]>;
type AuditAnswer = Readonly<Record<string, readonly BulkAdvisory[]>>;

const maxPackages = 50_000;
const maxVersionsPerPackage = 500;

/**
 * Answers `npm audit`: the upstream's answer joined with what the local index knows, or the local one alone when the
 * upstream has no audit (mirrors answer 404 or 405) or cannot be reached.
 */
export async function serveAudit(exchange: Exchange, services: FirewallServices): Promise<void> {
  const body = await readBody(exchange.request);
  const asked = parseAuditRequest(body);
  const local: AuditAnswer = services.intelligence().auditAnswer(asked);
  const upstream = await askUpstream(services, publicPart(services, asked));
  record(exchange, services, { kind: "audit", package: "", outcome: "served", status: 200 });
  sendJson(exchange, 200, upstream === undefined ? local : joinAnswers(upstream, local), {
    headers: {
      "cache-control": "no-store",
      "x-lockkeeper-audit": upstream === undefined ? "local" : "upstream+local",
    },
  });
}

/** Refuses the retired audit endpoints in a way that clients understand: 404 says that the endpoint is not there. */
export function refuseLegacyAudit(exchange: Exchange): void {
  sendJson(exchange, 404, {
    error:
      "Not found: registries have retired this audit endpoint; clients of today ask /-/npm/v1/security/advisories/bulk",
  });
}

function parseAuditRequest(body: Buffer): AuditRequest {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot read the audit request as it is no valid JSON",
      cause,
    });
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new FirewallError("FIREWALL_BAD_BODY", {
      message: "Cannot read the audit request as it is no object of package names",
    });
  }
  const entries = Object.entries(value).slice(0, maxPackages);
  return new Map(entries.map(([name, versions]) => [name, versionsOf(versions)]));
}

function versionsOf(value: unknown): readonly string[] {
  if (!Array.isArray(value)) return [];
  return value
    .filter((version): version is string => typeof version === "string")
    .slice(0, maxVersionsPerPackage);
}

/** Security: the names of private packages are nobody's business but their own upstream's. */
function publicPart({ upstreams }: FirewallServices, asked: AuditRequest): Buffer {
  const entries = [...asked].filter(([text]) => {
    const name = tryParsePackageName(text);
    return name !== undefined && !isCanaryName(name) && !upstreams.routeOf(name).isPrivate;
  });
  return Buffer.from(JSON.stringify(Object.fromEntries(entries)));
}

async function askUpstream(services: FirewallServices, body: Buffer): Promise<AuditAnswer | undefined> {
  try {
    const { status, bytes } = await services.upstreams.primary.fetchPlain({
      method: "POST",
      path: "/-/npm/v1/security/advisories/bulk",
      headers: { "content-type": "application/json", accept: "application/json" },
      body,
    });
    if (status !== 200) return undefined;
    const answer: unknown = JSON.parse(bytes.toString("utf8"));
    return isAuditAnswer(answer) ? answer : undefined;
  } catch (error) {
    services.logger.log("warn", {
      code: "FIREWALL_AUDIT_LOCAL_ONLY",
      message: "Answering an audit from the local index alone as the upstream gave no usable answer",
      fields: { cause: toErrorRecord(error) },
    });
    return undefined;
  }
}

function isAuditAnswer(value: unknown): value is AuditAnswer {
  return typeof value === "object" && value !== null && Object.values(value).every(Array.isArray);
}

/** One advisory is listed once per package, whoever reports it: its address is its identity. */
function joinAnswers(upstream: AuditAnswer, local: AuditAnswer): AuditAnswer {
  const names = [...new Set([...Object.keys(upstream), ...Object.keys(local)])];
  return Object.fromEntries(
    names.map((name) => {
      const theirs = Object.hasOwn(upstream, name) ? (upstream[name] ?? []) : [];
      const ours = Object.hasOwn(local, name) ? (local[name] ?? []) : [];
      const known = new Set(theirs.map(({ url }) => url));
      return [name, [...theirs, ...ours.filter(({ url }) => !known.has(url))]];
    }),
  );
}

import { limits } from "@lockkeeper/core";
import { parsePolicy } from "@lockkeeper/policy";
import { FirewallError } from "./errors.ts";
import type { Exchange, FirewallServices } from "./exchange.ts";
import { readBody } from "./read-body.ts";
import { underRepositoryPolicy } from "./repository-tier.ts";
import { sendJson } from "./respond.ts";
import { isLoopbackAddress } from "./run-claim.ts";
import { decideLocked, parseLockedQuestion } from "./run-decide.ts";
import type { LockedVersion } from "./run-decide.ts";
import type { Run, RunTier } from "./runs.ts";

/** Where runs are announced; a run's own address is below. */
export const runsPath = "/-/lockkeeper/runs";

/** Announces a run, decides on its lockfile, and tells at its end what happened. For commands on this machine alone. */
export async function serveRuns(exchange: Exchange, services: FirewallServices, path: string): Promise<void> {
  if (!isLoopbackAddress(exchange.remote)) {
    sendJson(exchange, 403, { error: "Lockkeeper takes runs from its own machine only" });
    return;
  }
  const { method } = exchange.request;
  if (path === runsPath && method === "POST") {
    const announced = parseAnnouncement(await readBody(exchange.request));
    const run = { pid: announced.pid, tier: tierOf(services, announced.repositoryPolicy) };
    sendJson(exchange, 200, { schema: 1, id: services.runs.announce(run).id });
    return;
  }
  const [id = "", action, ...rest] = path.slice(runsPath.length + 1).split("/");
  const run = services.runs.get(id);
  if (run === undefined || rest.length > 0) {
    sendJson(exchange, 404, { error: "Not found: Lockkeeper knows no such run" });
    return;
  }
  await serveRun(exchange, services, { run, action, method });
}

interface RunQuestion {
  readonly run: Run;
  readonly action: string | undefined;
  readonly method: string | undefined;
}

async function serveRun(
  exchange: Exchange,
  services: FirewallServices,
  { run, action, method }: RunQuestion,
): Promise<void> {
  if (action === "decide" && method === "POST") {
    const locked = parseLockedQuestion(await readBody(exchange.request));
    sendJson(exchange, 200, await decideLocked(servicesOf(services, run), locked));
    return;
  }
  if (action === undefined && method === "GET") {
    sendJson(exchange, 200, run.log.report(run.id, new Map()));
    return;
  }
  if (action === "end" && method === "POST") {
    const installed = parseLockedQuestion(await readBody(exchange.request));
    services.runs.end(run.id);
    sendJson(exchange, 200, run.log.report(run.id, versionsByName(installed)));
    return;
  }
  sendJson(exchange, 404, { error: "Not found" });
}

function versionsByName(packages: readonly LockedVersion[]): ReadonlyMap<string, readonly string[]> {
  const versions = new Map<string, string[]>();
  for (const { name, version } of packages) {
    const known = versions.get(name);
    if (known === undefined) versions.set(name, [version]);
    else known.push(version);
  }
  return versions;
}

/** The services as a run sees them: under the policy of its folder. */
export function servicesOf(services: FirewallServices, run: Run | undefined): FirewallServices {
  return run?.tier === undefined ? services : { ...services, ...run.tier };
}

/** The policy is parsed at once, so that a bad one ends the announcement and not every request. Throws POLICY_*. */
function tierOf(services: FirewallServices, text: string | undefined): RunTier | undefined {
  if (text === undefined) return undefined;
  const repository = parsePolicy(text, { source: "the repository's policy", tier: "repository" });
  const { policy, judge } = underRepositoryPolicy(services, repository);
  return { policy, judge };
}

interface Announcement {
  readonly pid: number | undefined;
  readonly repositoryPolicy: string | undefined;
}

function parseAnnouncement(body: Buffer): Announcement {
  let value: unknown;
  try {
    value = JSON.parse(body.toString("utf8"));
  } catch (cause) {
    throw badAnnouncement("it is no valid JSON", cause);
  }
  if (typeof value !== "object" || value === null) throw badAnnouncement("it is no object");
  const { pid, repositoryPolicy }: { readonly pid?: unknown; readonly repositoryPolicy?: unknown } = value;
  const isPid = typeof pid === "number" && Number.isSafeInteger(pid) && pid > 0;
  const isAbsent = repositoryPolicy === undefined || repositoryPolicy === null;
  if (
    !isAbsent &&
    (typeof repositoryPolicy !== "string" || repositoryPolicy.length > limits.policyFileMaxBytes)
  ) {
    throw badAnnouncement('its "repositoryPolicy" is no text of a policy');
  }
  return { pid: isPid ? pid : undefined, repositoryPolicy: isAbsent ? undefined : repositoryPolicy };
}

function badAnnouncement(why: string, cause?: unknown): FirewallError {
  return new FirewallError("FIREWALL_BAD_BODY", {
    message: `Cannot read the announcement of a run as ${why}`,
    ...(cause === undefined ? {} : { cause }),
  });
}

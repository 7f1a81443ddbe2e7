import { pipeline } from "node:stream/promises";
import type { Decision, PackageName } from "@lockkeeper/core";
import { isWithheld, renderIntegrity } from "@lockkeeper/core";
import type { PackumentVersion, Upstream } from "@lockkeeper/registry";
import { resolveTarballFile } from "@lockkeeper/registry";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import { inspectLater, judgeVersionInspected } from "../judge-inspected.ts";
import { lookUp } from "../look-up.ts";
import { servedAnywayMessage, toAscii } from "../messages.ts";
import { newestAcceptable } from "../newest-acceptable.ts";
import type { HeldPackument } from "../packument-source.ts";
import { sendRefusal } from "../refuse.ts";
import { findUnlisted, hasTarballFile, versionOfFile } from "../unlisted-version.ts";
import { sendBytes, sendEmpty, sendJson } from "../respond.ts";
import type { Tarball } from "../tarball-source.ts";
import { decisionUrl } from "../decision-url.ts";

/** A tarball as a URL asks for it. */
export interface TarballRequest {
  readonly name: PackageName;
  readonly file: string;
}

/** Up to this size a tarball is sent in one piece; larger ones are streamed. Bytes. */
const wholeMaxBytes = 2_000_000;
/** How old a packument may be that has no such version, before the upstream is asked once more. */
const unlistedMaxAgeMs = 3000;

/** Answers a tarball if the decision on its version lets it: lockfile installs, `npm ci` and `npx` meet the gate here. */
export async function serveTarball(
  exchange: Exchange,
  services: FirewallServices,
  asked: TarballRequest,
): Promise<void> {
  const { packument, entry } = await find(exchange, services, asked);
  if (packument !== undefined && entry !== undefined) {
    await serveListed(exchange, services, { packument, entry });
    return;
  }
  serveUnlisted(exchange, services, { ...asked, packument });
}

/** A lockfile may name a version that is younger than our copy of the packument: then the upstream is asked again. */
async function find(exchange: Exchange, services: FirewallServices, asked: TarballRequest): Promise<Found> {
  const known = await look(exchange, services, asked);
  return known.packument !== undefined && known.entry === undefined
    ? await look(exchange, services, { ...asked, maxAgeMs: unlistedMaxAgeMs })
    : known;
}

interface Found {
  readonly packument: HeldPackument | undefined;
  readonly entry: PackumentVersion | undefined;
}

async function look(
  exchange: Exchange,
  services: FirewallServices,
  { name, file, maxAgeMs }: TarballRequest & { readonly maxAgeMs?: number },
): Promise<Found> {
  const lookup = await lookUp(exchange, services, { name, kind: "tarball", maxAgeMs });
  if (lookup.kind === "found") {
    return { packument: lookup.packument, entry: resolveTarballFile(lookup.packument.index, file) };
  }
  return { packument: undefined, entry: undefined };
}

interface ListedTarball {
  readonly packument: HeldPackument;
  readonly entry: PackumentVersion;
}

async function serveListed(
  exchange: Exchange,
  services: FirewallServices,
  { packument, entry }: ListedTarball,
): Promise<void> {
  const { index, upstream } = packument;
  const judging = judgeVersionInspected(services, packument, entry);
  if (judging instanceof Promise) exchange.trace.hasWaited = true;
  const judgement = await judging;
  const { decision } = judgement;
  const row = {
    // HEAD looks at a tarball and takes none: "who fetched it" must not name its sender.
    kind: exchange.request.method === "HEAD" ? "metadata" : "tarball",
    package: index.name,
    version: entry.version,
    decision,
    policyRevision: judgement.policyRevision,
  } as const;
  if (isWithheld(decision) && !services.isObserving) {
    record(exchange, services, { ...row, outcome: "refused", status: 403 });
    sendRefusal(exchange, services, {
      name: index.name,
      version: entry.version,
      decision,
      newestAcceptable: newestAcceptable(services.judge.judge(packument), entry.version),
    });
    return;
  }
  await serveVerified(exchange, services, { row, entry, upstream, decision });
  inspectLater(services, { packument, judgement }, entry);
}

interface Serving {
  readonly row: {
    readonly kind: "tarball" | "metadata";
    readonly package: PackageName;
    readonly version: string;
    readonly decision: Decision;
    readonly policyRevision: string;
  };
  readonly entry: PackumentVersion;
  readonly upstream: Upstream;
  readonly decision: Decision;
}

async function serveVerified(
  exchange: Exchange,
  services: FirewallServices,
  serving: Serving,
): Promise<void> {
  const { row, entry, upstream, decision } = serving;
  let tarball: Tarball;
  try {
    tarball = await services.tarballs.get(entry, upstream);
  } catch (error) {
    record(exchange, services, { ...row, outcome: "failed", status: 502 });
    throw error;
  }
  if (!tarball.isFromCache) exchange.trace.hasWaited = true;
  const etag = `"${tarball.integrity[0].algorithm}-${tarball.integrity[0].digest}"`;
  const isKnown = exchange.request.headers["if-none-match"] === etag;
  record(exchange, services, {
    ...row,
    outcome: isKnown ? "not-modified" : "served",
    status: isKnown ? 304 : 200,
    integrityServed: renderIntegrity(tarball.integrity),
    observed: isWithheld(decision),
    tookFromCache: tarball.isFromCache,
  });
  const headers = { etag, ...cacheHeaders(exchange, serving) };
  if (isKnown) {
    sendEmpty(exchange, 304, { headers });
    return;
  }
  await sendTarball(exchange, tarball, headers);
}

/** A warning reaches npm's terminal only on an answer that npm does not store. */
function cacheHeaders(exchange: Exchange, { row, decision }: Serving): Readonly<Record<string, string>> {
  if (decision.effect === "allow") return { "cache-control": "no-cache" };
  const notice = toAscii(servedAnywayMessage(row.version, decision, row.package));
  return {
    "cache-control": exchange.agent.client === "npm" ? "no-store" : "no-cache",
    "npm-notice": notice,
    "x-lockkeeper-decision": decisionUrl(exchange.origin, row.package, row.version),
  };
}

async function sendTarball(
  exchange: Exchange,
  { blob }: Tarball,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const all = { "content-type": "application/octet-stream", "content-length": String(blob.size), ...headers };
  if (exchange.request.method === "HEAD") {
    sendEmpty(exchange, 200, { headers: all });
    return;
  }
  if (blob.size <= wholeMaxBytes) {
    sendBytes(exchange, 200, await blob.readAll(), { headers: all });
    return;
  }
  exchange.response.writeHead(200, all);
  await pipeline(blob.read(), exchange.response);
}

interface UnlistedTarball extends TarballRequest {
  readonly packument: HeldPackument | undefined;
}

/** A file that no listed version claims: removed upstream, or never there. */
function serveUnlisted(
  exchange: Exchange,
  services: FirewallServices,
  { name, file, packument }: UnlistedTarball,
): void {
  const unlisted = findUnlisted(services, {
    name,
    isWanted: hasTarballFile(name, file),
    named: versionOfFile(name, file),
  });
  if (unlisted === undefined) {
    record(exchange, services, { kind: "tarball", package: name, outcome: "failed", status: 404 });
    sendJson(exchange, 404, { error: `Not found: no version of "${name}" has a tarball "${file}"` });
    return;
  }
  const { version } = unlisted;
  const { decision, policyRevision } = services.judge.decide(unlisted.facts);
  const isRefused = isWithheld(decision);
  const status = isRefused ? 403 : 404;
  record(exchange, services, {
    kind: "tarball",
    package: name,
    version,
    decision,
    policyRevision,
    outcome: isRefused ? "refused" : "failed",
    status,
  });
  if (!isRefused) {
    sendJson(exchange, 404, { error: `Not found: the upstream does not have ${name}@${version}` });
    return;
  }
  const acceptable =
    packument === undefined ? undefined : newestAcceptable(services.judge.judge(packument), version);
  sendRefusal(exchange, services, { name, version, decision, newestAcceptable: acceptable });
}

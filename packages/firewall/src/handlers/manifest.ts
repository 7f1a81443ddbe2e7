import type { Decision, PackageName } from "@lockkeeper/core";
import { isWithheld, tryParseVersion } from "@lockkeeper/core";
import type { RenderOptions } from "@lockkeeper/registry";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import type { Judgement } from "../judge.ts";
import { judgeInspected } from "../judge-inspected.ts";
import { lookUp } from "../look-up.ts";
import { newestAcceptable } from "../newest-acceptable.ts";
import type { HeldPackument } from "../packument-source.ts";
import { sendRefusal } from "../refuse.ts";
import { findUnlisted } from "../unlisted-version.ts";
import { sendJson } from "../respond.ts";
import { sendAbsent } from "./absent.ts";
import { formOf } from "./packument.ts";

/** `GET /name/<version or tag>`, as Corepack and `npm view` ask. */
export interface ManifestRequest {
  readonly name: PackageName;
  readonly selector: string;
}

/** Answers one version's manifest under the same decision as its packument and its tarball. */
export async function serveManifest(
  exchange: Exchange,
  services: FirewallServices,
  asked: ManifestRequest,
): Promise<void> {
  const lookup = await lookUp(exchange, services, { name: asked.name, kind: "manifest" });
  if (lookup.kind === "absent") {
    sendAbsent(exchange, services, { name: asked.name, upstream: lookup.upstream.id });
    return;
  }
  const { packument } = lookup;
  const judgement = await judgeManifest(services, packument, asked.selector);
  const tagged = judgement.distTags.get(asked.selector);
  const version = tagged ?? asked.selector;
  const decision = judgement.decisions.get(version) ?? unlistedDecision(services, asked.name, version);
  if (decision === undefined) {
    record(exchange, services, { kind: "manifest", package: asked.name, outcome: "failed", status: 404 });
    sendJson(exchange, 404, { error: notFound(asked, packument) });
    return;
  }
  await respond(exchange, services, { packument, judgement, version, decision });
}

/** A tag may move by what an inspection finds; a version is inspected by itself. */
async function judgeManifest(
  services: FirewallServices,
  packument: HeldPackument,
  selector: string,
): Promise<Judgement> {
  return packument.index.versions.has(selector)
    ? await judgeInspected(services, packument, selector)
    : await judgeInspected(services, packument);
}

interface ManifestAnswer {
  readonly packument: HeldPackument;
  readonly judgement: Judgement;
  readonly version: string;
  readonly decision: Decision;
}

async function respond(
  exchange: Exchange,
  services: FirewallServices,
  answer: ManifestAnswer,
): Promise<void> {
  const { packument, judgement, version, decision } = answer;
  const name = packument.index.name;
  const row = {
    kind: "manifest",
    package: name,
    version,
    decision,
    policyRevision: judgement.policyRevision,
  } as const;
  const isListed = packument.index.versions.has(version);
  if (!isListed || (isWithheld(decision) && !services.isObserving)) {
    record(exchange, services, { ...row, outcome: "refused", status: 403 });
    sendRefusal(exchange, services, {
      name,
      version,
      decision,
      newestAcceptable: newestAcceptable(judgement, version),
    });
    return;
  }
  const manifest = await readManifest(exchange, services, packument, version);
  record(exchange, services, { ...row, outcome: "served", status: 200, observed: isWithheld(decision) });
  sendJson(exchange, 200, manifest);
}

async function readManifest(
  exchange: Exchange,
  services: FirewallServices,
  packument: HeldPackument,
  version: string,
): Promise<unknown> {
  const options: RenderOptions = {
    kept: new Set([version]),
    distTags: new Map(),
    restrictions: undefined,
    tarballUrl: services.answers.tarballUrlOf(packument, formOf(exchange)),
    isAbbreviated: false,
  };
  const alone = await services.packuments.render(packument, options, false);
  const { versions } = JSON.parse(alone.toString("utf8")) as { versions: Record<string, unknown> }; // rendered above
  return versions[version];
}

function unlistedDecision(
  services: FirewallServices,
  name: PackageName,
  version: string,
): Decision | undefined {
  const unlisted = findUnlisted(services, {
    name,
    isWanted: (trace) => trace.version === version,
    named: tryParseVersion(version),
  });
  return unlisted === undefined ? undefined : services.judge.decide(unlisted.facts).decision;
}

function notFound({ name, selector }: ManifestRequest, { index }: HeldPackument): string {
  const isHiddenTag = index.distTags.has(selector);
  return isHiddenTag
    ? `Not found: every version that the tag "${selector}" of ${name} could point to is withheld by Lockkeeper`
    : `Not found: ${name} has no version or tag "${selector}"`;
}

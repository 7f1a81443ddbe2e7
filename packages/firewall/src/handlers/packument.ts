import type { PackageName } from "@lockkeeper/core";
import type { Exchange, FirewallServices } from "../exchange.ts";
import { record } from "../exchange.ts";
import type { Judgement } from "../judge.ts";
import { judgeInspected } from "../judge-inspected.ts";
import { lookUp } from "../look-up.ts";
import { movedTagNotice } from "../messages.ts";
import { acceptsGzip, matchesEtag, packumentType, wantsAbbreviated } from "../negotiate.ts";
import type { AnswerForm, RenderedAnswer } from "../packument-answer.ts";
import type { HeldPackument, PackumentLookup } from "../packument-source.ts";
import { sendRefusal } from "../refuse.ts";
import { sendBytes, sendEmpty } from "../respond.ts";
import type { HiddenVersions } from "../run-log.ts";
import { sendAbsent } from "./absent.ts";

/** More moved tags than these are not listed in one notice. */
const maxNotices = 3;

/** Whether the request is an update check of the client itself, which is served but not recorded. */
export interface PackumentRequest {
  readonly name: PackageName;
  readonly isUpdateCheck: boolean;
}

/** Answers a packument: every version is decided on, withheld ones are left out, tags are repaired. */
export async function servePackument(
  exchange: Exchange,
  services: FirewallServices,
  asked: PackumentRequest,
): Promise<void> {
  const { name, isUpdateCheck } = asked;
  const found = isUpdateCheck
    ? services.packuments.get(name)
    : lookUp(exchange, services, { name, kind: "packument" });
  const lookup: PackumentLookup = found instanceof Promise ? await found : found;
  if (lookup.kind === "absent") {
    sendAbsent(exchange, services, { ...asked, upstream: lookup.upstream.id });
    return;
  }
  const { packument } = lookup;
  const judging = isUpdateCheck ? services.judge.judge(packument) : judgeInspected(services, packument);
  if (judging instanceof Promise) exchange.trace.hasWaited = true;
  const judgement: Judgement = judging instanceof Promise ? await judging : judging;
  if (refuseWhole(exchange, services, { packument, judgement })) return;
  const form = formOf(exchange);
  const rendering = services.answers.render(packument, judgement, form);
  const answer: RenderedAnswer = rendering instanceof Promise ? await rendering : rendering;
  send(exchange, services, { packument, judgement, form, answer, isUpdateCheck: asked.isUpdateCheck });
}

/**
 * Where nothing of a package may be had, clients other than npm would call it unpublished: they show a reason only for
 * a refusal of the whole packument. npm has `policyRestrictions`.
 */
function refuseWhole(
  exchange: Exchange,
  services: FirewallServices,
  { packument, judgement }: Pick<Sending, "packument" | "judgement">,
): boolean {
  const [newest] = judgement.withheld;
  if (newest === undefined || judgement.kept.size > 0 || exchange.agent.client === "npm") return false;
  const { version, decision } = newest;
  const name = packument.index.name;
  record(exchange, services, {
    kind: "packument",
    package: name,
    decision,
    policyRevision: judgement.policyRevision,
    outcome: "refused",
    status: 403,
    withheld: judgement.withheld.map((each) => each.version).slice(0, 50),
  });
  sendRefusal(exchange, services, { name, version, decision, newestAcceptable: undefined });
  return true;
}

/** The form of packument that this client asked for. */
export function formOf({ request, agent, origin, run }: Exchange): AnswerForm {
  return {
    isAbbreviated: wantsAbbreviated(request.headers),
    isGzipped: acceptsGzip(request.headers),
    origin,
    rebasesTarballs: agent.rebasesTarballs,
    runOrigin: run?.origin,
  };
}

interface Sending {
  readonly packument: HeldPackument;
  readonly judgement: Judgement;
  readonly form: AnswerForm;
  readonly answer: RenderedAnswer;
  readonly isUpdateCheck: boolean;
}

function send(exchange: Exchange, services: FirewallServices, sending: Sending): void {
  const { packument, judgement, form, answer } = sending;
  const isKnown = matchesEtag(exchange.request.headers, answer.etag);
  if (!sending.isUpdateCheck) {
    record(exchange, services, {
      kind: "packument",
      package: packument.index.name,
      outcome: isKnown ? "not-modified" : "served",
      status: isKnown ? 304 : 200,
      withheld: judgement.withheld.map(({ version }) => version).slice(0, 50),
      observed: services.isObserving && judgement.withheld.length > 0,
      policyRevision: judgement.policyRevision,
    });
  }
  exchange.run?.run.log.noteHidden(packument.index.name, {
    withheld: judgement.withheld,
    latest: movedLatest(packument, judgement),
  });
  const notice = movedTagsNotice(packument, judgement);
  const headers = {
    etag: answer.etag,
    // A notice reaches npm's terminal only on an answer that npm does not store.
    "cache-control": notice === undefined ? "no-cache" : "no-store",
    vary: "Accept, Accept-Encoding, User-Agent",
    ...(notice === undefined ? {} : { "npm-notice": notice }),
    ...staleHeader(packument),
  };
  if (isKnown) {
    sendEmpty(exchange, 304, { headers });
    return;
  }
  const encoding = form.isGzipped ? { "content-encoding": "gzip" } : {};
  const type = { "content-type": packumentType(form.isAbbreviated) };
  sendBytes(exchange, 200, answer.body, { headers: { ...headers, ...type, ...encoding } });
}

/** Says in npm's terminal which tags are older than upstream's, and why. */
function movedTagsNotice({ index }: HeldPackument, judgement: Judgement): string | undefined {
  const notices: string[] = [];
  for (const [tag, original] of index.distTags) {
    const now = judgement.distTags.get(tag);
    if (original === now) continue;
    const withheld = judgement.withheld.find(({ version }) => version === original);
    if (withheld !== undefined) notices.push(movedTagNotice(tag, withheld, now, index.name));
    if (notices.length === maxNotices) break;
  }
  return notices.length === 0 ? undefined : notices.join(". ");
}

function movedLatest({ index }: HeldPackument, { distTags }: Judgement): HiddenVersions["latest"] {
  const upstream = index.distTags.get("latest");
  const shown = distTags.get("latest");
  return upstream === undefined || upstream === shown ? null : { upstream, shown: shown ?? null };
}

function staleHeader({ staleSince }: HeldPackument): Readonly<Record<string, string>> {
  return staleSince === undefined ? {} : { "x-lockkeeper-stale": new Date(staleSince).toISOString() };
}

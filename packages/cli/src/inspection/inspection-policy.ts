import type { Decision, Effect } from "@lockkeeper/core";
import type { Inspection } from "@lockkeeper/inspect";
import { createInspectionDecider, mergePolicies, policyRevision } from "@lockkeeper/policy";
import type { InspectionDecider, PolicyDocument } from "@lockkeeper/policy";
import type { UpstreamConfig } from "@lockkeeper/registry";

import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readOrganisationPolicy, readRepositoryPolicy } from "../policy-file.ts";
import { parseInspectedFacts } from "./inspected-facts.ts";

/** When a firewall with the policy looks at a version: before it serves it, once it was served, or never. */
export type LookTime = "before-serving" | "after-serving" | "never";

/** What a policy makes of an inspection. */
export interface PolicyAnswer {
  /** The files, or what stands in for them. */
  readonly source: string;
  readonly revision: string;
  readonly effect: Effect;
  readonly clause: string;
  /** Why, where anything objects or is lifted; one sentence. */
  readonly reason: string | undefined;
  /** The id of the exception that lifted it. */
  readonly exception: string | undefined;
  /** `undefined` for what came from a disk, of which a firewall knows nothing. */
  readonly look: LookTime | undefined;
}

/** The policy that a call of `inspect` or `diff` goes by. */
export interface InspectionPolicy {
  readonly source: string;
  readonly revision: string;
  readonly document: PolicyDocument;
  readonly decide: InspectionDecider;
}

/** Which upstream a version came from, and the time of the question in milliseconds since the epoch. */
export interface PolicyQuestion {
  readonly upstream: Pick<UpstreamConfig, "id" | "isPrivate"> | undefined;
  readonly now: number;
}

/**
 * Reads the organisation's policy, tightened by the one of the current folder; what the latter would loosen is told on
 * standard error. Throws `CLI_BAD_FILE`, `POLICY_*`: one that cannot be read is never passed over.
 */
export async function readInspectionPolicy(
  flags: { readonly policy: string | undefined; readonly data: string | undefined },
  environment: Environment,
): Promise<InspectionPolicy> {
  const organisation = await readOrganisationPolicy(flags, environment);
  const repository = await readRepositoryPolicy(environment);
  if (repository === undefined) return inspectionPolicyOf(organisation.policy, organisation.shownSource);
  const { policy, ignored } = mergePolicies(organisation.policy, repository.policy);
  for (const what of ignored) {
    await environment.stderr.write(
      `warn CLI_LOOSENING_IGNORED: ${showForeign(repository.shownSource)}: ${showForeign(what)} (a repository may only tighten)\n`,
    );
  }
  return inspectionPolicyOf(policy, `${repository.shownSource}, tightening ${organisation.shownSource}`);
}

function inspectionPolicyOf(document: PolicyDocument, source: string): InspectionPolicy {
  const revision = policyRevision(document);
  return { source, revision, document, decide: createInspectionDecider(document) };
}

/** Asks a policy about an inspection. */
export function askPolicy(
  { source, revision, document, decide }: InspectionPolicy,
  inspection: Pick<Inspection, "name" | "version" | "verdict" | "reasons" | "facts" | "error">,
  { upstream, now }: PolicyQuestion,
): PolicyAnswer {
  const { name = "", version = "" } = inspection;
  const decision = decide(
    { name, version, upstream: upstream?.id, inspection: toEvidence(inspection) },
    { now, exceptions: document.exceptions },
  );
  const { effect, clause, exception } = decision;
  const look = upstream && lookTimeOf(document, { upstream, now, inspection });
  return { source, revision, effect, clause, exception, reason: reasonOf(decision), look };
}

function toEvidence({
  verdict,
  reasons,
  error,
}: Pick<Inspection, "verdict" | "reasons" | "error">): Parameters<InspectionDecider>[0]["inspection"] {
  const summary = reasons[0]?.message ?? "";
  if (verdict === "unknown") return { state: "unavailable", reason: error?.message ?? summary };
  return { state: "present", value: { verdict, summary, findings: [] } };
}

/** The verdict of the inspection itself stands in the report already. */
function reasonOf({ reasons, exception }: Decision): string | undefined {
  const told = reasons.find(({ code }) =>
    exception === undefined ? code !== "inspect" : code === "exception",
  );
  return told?.code === "unknown" ? undefined : told?.message;
}

function lookTimeOf(
  { inspect: { effect, ageMs, exemptPrivate } }: PolicyDocument,
  {
    upstream,
    now,
    inspection,
  }: { readonly upstream: { readonly isPrivate: boolean }; readonly now: number } & {
    readonly inspection: Pick<Inspection, "facts">;
  },
): LookTime {
  if (effect === "off" || (exemptPrivate && upstream.isPrivate)) return "never";
  const { publishedAt } = parseInspectedFacts(inspection.facts);
  return publishedAt !== undefined && now - publishedAt >= ageMs ? "after-serving" : "before-serving";
}

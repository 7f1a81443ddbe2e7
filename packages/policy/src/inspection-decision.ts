import type { Decision, Evidence, InspectedVersion } from "@lockkeeper/core";

import type { PolicyDocument } from "./document.ts";
import { evaluate } from "./evaluate.ts";
import type { EvaluationContext } from "./evaluate.ts";

/** An inspection that a policy is asked about. */
export interface InspectedSubject {
  readonly name: string;
  readonly version: string;
  /** The id of the upstream that served it; `undefined` for what came from a disk. */
  readonly upstream: string | undefined;
  readonly inspection: Evidence<InspectedVersion>;
}

/** Answers what a policy makes of inspections. */
export type InspectionDecider = (subject: InspectedSubject, context: EvaluationContext) => Decision;

/**
 * Narrows a policy to what bears on an inspection that somebody asked for: the clauses `inspect`, `unknown`, `registry`
 * (pins) and `deny`, and exceptions from them. The exemption of private upstreams is about what is served without a look
 * and excuses nothing here; age, advisories and the rest are asked of `evaluate` with the facts of a firewall.
 */
export function createInspectionDecider(policy: PolicyDocument): InspectionDecider {
  const narrow: PolicyDocument = {
    ...policy,
    cooldown: { ...policy.cooldown, effect: "off" },
    inspect: { ...policy.inspect, exemptPrivate: false },
    malware: "off",
    massReport: "off",
    vulnerability: { ...policy.vulnerability, effect: "off" },
    exoticSources: { ...policy.exoticSources, effect: "off" },
    installScripts: { ...policy.installScripts, effect: "off" },
    registries: { ...policy.registries, nameConfusion: "off" },
    deprecated: "off",
    missingTime: { public: "off", private: "off" },
    removedUpstream: "off",
  };
  const ofDisk: PolicyDocument = { ...narrow, registries: { ...narrow.registries, effect: "off" } };
  return ({ name, version, upstream, inspection }, context) =>
    evaluate(
      upstream === undefined ? ofDisk : narrow,
      factsOf({ name, version, upstream, inspection }),
      context,
    );
}

function factsOf({ upstream = "", ...subject }: InspectedSubject): Parameters<typeof evaluate>[1] {
  return {
    ...subject,
    upstream,
    isPrivateUpstream: false,
    isAlsoPublic: false,
    published: { state: "absent" },
    firstSeenAt: undefined,
    packageCreatedAt: undefined,
    packageVersionCount: 0,
    deprecated: undefined,
    installScripts: [],
    exoticDependencies: [],
    advisories: [],
    fixesInUse: [],
    removedUpstreamAt: undefined,
  };
}

import { parseInstant } from "@lockkeeper/core";
import type { VersionFacts } from "@lockkeeper/core";
import type { PolicyDocument, PresetName } from "@lockkeeper/policy";

/** What a policy would have handed out on the night of the Axios compromise. */
export interface NightOutcome {
  readonly preset: PresetName;
  /** How long the cooldown of the preset is, in milliseconds. */
  readonly cooldownMs: number;
  /** The newest version of axios that a client would have got; `undefined` for none. */
  readonly served: string | undefined;
}

/** The moment in question: 1.14.1 was 19 minutes old, and no feed knew of it. */
const nightMoment: number = parseInstant("2026-03-31T00:40:00Z");

// The 1.x line of axios around that night, newest first, with the times of publishing.
const night: readonly (readonly [string, string])[] = [
  ["1.14.1", "2026-03-31T00:21:00Z"],
  ["1.14.0", "2026-03-27T21:40:00Z"],
  ["1.13.6", "2026-02-27T00:00:00Z"],
];

/** Decides the Axios night under each preset, without any advisory. */
export async function decideAxiosNight(): Promise<readonly NightOutcome[]> {
  const { cooldownFor, evaluate, presetNames, presetPolicy } = await import("@lockkeeper/policy");
  const isServed = (policy: PolicyDocument, version: string, publishedAt: string): boolean => {
    const { effect } = evaluate(policy, factsOf(version, publishedAt), { now: nightMoment, exceptions: [] });
    return effect === "allow" || effect === "warn";
  };
  return presetNames.map((preset) => {
    const policy = presetPolicy(preset);
    const served = night.find(([version, publishedAt]) => isServed(policy, version, publishedAt));
    return { preset, cooldownMs: cooldownFor(policy, "axios", "1.14.1"), served: served?.[0] };
  });
}

function factsOf(version: string, publishedAt: string): VersionFacts {
  return {
    name: "axios",
    version,
    upstream: "default",
    isPrivateUpstream: false,
    isAlsoPublic: false,
    published: { state: "present", value: parseInstant(publishedAt) },
    firstSeenAt: undefined,
    packageCreatedAt: parseInstant("2014-08-29T00:00:00Z"),
    packageVersionCount: 120,
    deprecated: undefined,
    installScripts: [],
    exoticDependencies: [],
    advisories: [],
    fixesInUse: [],
    inspection: { state: "absent" },
    removedUpstreamAt: undefined,
  };
}

/** A cooldown in the words of the presets: hours up to a week. */
export function renderCooldown({ cooldownMs }: NightOutcome): string {
  const hours = cooldownMs / 3_600_000;
  return hours >= 168 && hours % 24 === 0 ? `${hours / 24} d` : `${hours} h`;
}

/** An outcome in words. */
export function renderOutcome({ served }: NightOutcome): string {
  return served === undefined ? "hands out no axios at all" : `hands out axios ${served}`;
}

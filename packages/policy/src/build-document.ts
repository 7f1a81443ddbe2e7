import { parseDuration } from "@lockkeeper/core";
import { notSet } from "./document.ts";
import type { PolicyDocument, PolicyTier, PresetName } from "./document.ts";
import { toException } from "./exception.ts";
import type { PolicyFile, PolicySettings } from "./file-schema.ts";
import { openSettings, presets } from "./presets.ts";
import { settings, valueAt } from "./setting.ts";

/** Where a file comes from. */
export interface FileOrigin {
  readonly source: string;
  readonly tier: PolicyTier;
}

/** Fills what a valid file leaves out, from its preset, and converts it to a frozen document. */
export function buildDocument(file: PolicyFile, { source, tier }: FileOrigin): PolicyDocument {
  const preset = file.preset ?? (tier === "organisation" ? "balanced" : undefined);
  const origins: Record<string, string> = {};
  for (const { path } of settings) {
    const isGiven = valueAt(file, path) !== undefined;
    origins[path.join(".")] = isGiven
      ? `${tier} (${source})`
      : preset === undefined
        ? notSet
        : `preset ${preset}`;
  }
  const filled = fillSettings(file, preset === undefined ? openSettings : presets[preset].settings);
  return toDocument(filled, { preset, tier, origins });
}

/** A built-in policy as a document. */
export function presetPolicy(name: PresetName): PolicyDocument {
  return buildDocument({ version: 1, preset: name }, { source: "built in", tier: "organisation" });
}

function fillSettings(file: PolicyFile, base: PolicySettings): PolicySettings {
  return {
    cooldown: { ...base.cooldown, ...file.cooldown },
    inspect: { ...base.inspect, ...file.inspect },
    malware: file.malware ?? base.malware,
    massReport: file.massReport ?? base.massReport,
    vulnerability: { ...base.vulnerability, ...file.vulnerability },
    exoticSources: { ...base.exoticSources, ...file.exoticSources },
    installScripts: { ...base.installScripts, ...file.installScripts },
    registries: { ...base.registries, ...file.registries },
    missingTime: { ...base.missingTime, ...file.missingTime },
    ...fillPlain(file, base),
  };
}

function fillPlain(
  file: PolicyFile,
  base: PolicySettings,
): Pick<PolicySettings, "deprecated" | "deny" | "removedUpstream" | "unknown" | "exceptions"> {
  return {
    deprecated: file.deprecated ?? base.deprecated,
    deny: file.deny ?? base.deny,
    removedUpstream: file.removedUpstream ?? base.removedUpstream,
    unknown: file.unknown ?? base.unknown,
    exceptions: file.exceptions ?? base.exceptions,
  };
}

function toDocument(
  filled: PolicySettings,
  { preset, tier, origins }: Pick<PolicyDocument, "preset" | "tier" | "origins">,
): PolicyDocument {
  const { age, overrides, ...cooldown } = filled.cooldown;
  const { effect, age: inspectedAge, budget, exemptPrivate } = filled.inspect;
  const document: PolicyDocument = {
    ...filled,
    version: 1,
    preset,
    tier,
    cooldown: {
      ...cooldown,
      ageMs: parseDuration(age),
      overrides: overrides.map((entry) => ({
        match: entry.match,
        ageMs: parseDuration(entry.age),
        reason: entry.reason,
      })),
      tightenedBy: [],
    },
    inspect: {
      effect,
      ageMs: parseDuration(inspectedAge),
      budgetMs: parseDuration(budget),
      exemptPrivate,
    },
    exceptions: filled.exceptions.map(toException),
    origins,
  };
  return deepFreeze(structuredClone(document));
}

/** Freezes a value and everything in it, and answers it. */
export function deepFreeze<Value extends object>(value: Value): Value {
  for (const inner of Object.values(value)) {
    if (typeof inner === "object" && inner !== null) deepFreeze(inner);
  }
  return Object.freeze(value);
}

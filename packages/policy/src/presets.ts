import type { PresetName } from "./document.ts";
import type { PolicySettings } from "./file-schema.ts";

/** A built-in policy with what its author should know before choosing it. */
export interface Preset {
  readonly summary: string;
  /** What a client that asked for `axios@^1` would have been given on 31 March 2026, 00:40 UTC. */
  readonly axiosNight: string;
  readonly settings: PolicySettings;
}

const balanced: PolicySettings = {
  cooldown: { age: "72h", effect: "hold", exemptPrivate: true, securityFixes: true, overrides: [] },
  inspect: { effect: "hold", age: "30d", budget: "10s", exemptPrivate: true },
  malware: "block",
  massReport: "block",
  vulnerability: { severity: "critical", effect: "warn" },
  exoticSources: { effect: "warn", allow: [] },
  installScripts: { effect: "warn", mode: "allow", allow: [] },
  registries: { effect: "block", nameConfusion: "block", pins: [] },
  deprecated: "off",
  deny: [],
  missingTime: { public: "hold", private: "warn" },
  removedUpstream: "block",
  unknown: "hold",
  exceptions: [],
};

const relaxed: PolicySettings = {
  ...balanced,
  cooldown: { ...balanced.cooldown, age: "24h" },
  vulnerability: { severity: "critical", effect: "off" },
  exoticSources: { effect: "off", allow: [] },
  installScripts: { effect: "off", mode: "allow", allow: [] },
  registries: { effect: "block", nameConfusion: "warn", pins: [] },
  missingTime: { public: "warn", private: "warn" },
};

const strict: PolicySettings = {
  ...balanced,
  cooldown: { ...balanced.cooldown, age: "7d" },
  vulnerability: { severity: "high", effect: "hold" },
  exoticSources: { effect: "block", allow: [] },
  installScripts: { effect: "warn", mode: "deny", allow: [] },
  deprecated: "warn",
  unknown: "block",
};

const axiosReplaced = "1.14.1 was 19 minutes old and is held; 1.14.0 was 75 h old";

/** The built-in policies. */
export const presets: Readonly<Record<PresetName, Preset>> = {
  relaxed: {
    summary:
      "A day of cooldown, and a block on what is known to be malicious. Little is noticed beyond that.",
    axiosNight: `${axiosReplaced}, past the 24 h, so the client is given 1.14.0.`,
    settings: relaxed,
  },
  balanced: {
    summary:
      "Three days of cooldown; unusual sources, install scripts and critical vulnerabilities are pointed out.",
    axiosNight: `${axiosReplaced}, past the 72 h by three hours, so the client is given 1.14.0.`,
    settings: balanced,
  },
  strict: {
    summary: "A week of cooldown; unusual sources are blocked and grave vulnerabilities held.",
    axiosNight: `${axiosReplaced}, short of the 7 d, so the client is given the release before 1.14.0.`,
    settings: strict,
  },
};

/** No opinion on anything: what a repository's document that names no preset is filled with. */
export const openSettings: PolicySettings = {
  cooldown: { age: "0h", effect: "off", exemptPrivate: true, securityFixes: true, overrides: [] },
  inspect: { effect: "off", age: "0h", budget: "10s", exemptPrivate: true },
  malware: "off",
  massReport: "off",
  vulnerability: { severity: "critical", effect: "off" },
  exoticSources: { effect: "off", allow: [] },
  installScripts: { effect: "off", mode: "allow", allow: [] },
  registries: { effect: "off", nameConfusion: "off", pins: [] },
  deprecated: "off",
  deny: [],
  missingTime: { public: "off", private: "off" },
  removedUpstream: "off",
  unknown: "off",
  exceptions: [],
};

import { createHash } from "node:crypto";
import type { PolicyDocument } from "./document.ts";

const revisionCharacters = 12;

/**
 * A short name for what a policy says: equal for documents that decide alike by their settings, whoever wrote them.
 * Hexadecimal, the beginning of a SHA-256 over the canonical form; names a revision, secures nothing.
 */
export function policyRevision(policy: PolicyDocument): string {
  const { origins: _origins, preset: _preset, tier: _tier, ...settings } = policy;
  return createHash("sha256").update(toCanonicalJson(settings)).digest("hex").slice(0, revisionCharacters);
}

function toCanonicalJson(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(toCanonicalJson).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, inner]) => inner !== undefined)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return `{${entries.map(([key, inner]) => `${JSON.stringify(key)}:${toCanonicalJson(inner)}`).join(",")}}`;
}

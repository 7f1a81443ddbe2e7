import { sourceOfAdvisory } from "./advisory-source.ts";
import type { BillContents } from "./bill-contents.ts";
import type { BillVulnerability, VexEntry, VexJustification, VexStatus } from "./bill-input.ts";

/** The nearest of CycloneDX's words for a justification. */
const justifications: Readonly<Record<VexJustification, string>> = {
  component_not_present: "code_not_present",
  vulnerable_code_not_present: "code_not_present",
  vulnerable_code_not_in_execute_path: "code_not_reachable",
  vulnerable_code_cannot_be_controlled_by_adversary: "requires_environment",
  inline_mitigations_already_exist: "protected_by_mitigating_control",
};

/** Vulnerabilities as CycloneDX lists them, each with the components of the bill that have it. */
export function describeVulnerabilities(
  vulnerabilities: readonly BillVulnerability[],
  { components }: BillContents,
): readonly object[] {
  const refs = new Map<string, string[]>();
  for (const { name, version, ref } of components) {
    const key = JSON.stringify([name, version]);
    refs.set(key, [...(refs.get(key) ?? []), ref]);
  }
  return vulnerabilities.map((vulnerability) => {
    const { id, severity, message, recommendation, aliases, name, version, status } = vulnerability;
    const { name: keeper, url } = sourceOfAdvisory(id);
    return {
      id,
      source: { name: keeper, ...(url === undefined ? {} : { url }) },
      ...(aliases.length === 0 ? {} : { references: [...new Set(aliases)].map(describeAlias) }),
      ratings: [{ severity }],
      description: message,
      ...(recommendation === undefined ? {} : { recommendation }),
      ...describeAnalysis(status),
      affects: (refs.get(JSON.stringify([name, version])) ?? []).map((ref) => ({ ref })),
    };
  });
}

function describeAlias(id: string): object {
  const { name, url } = sourceOfAdvisory(id);
  return { id, source: { name, ...(url === undefined ? {} : { url }) } };
}

function describeAnalysis(status: VexStatus): object {
  if (status.kind === "affected") return {};
  const detail = describeEntry(status.entry);
  // To live with something is no claim that it is harmless.
  if (status.kind === "accepted") {
    return { analysis: { state: "exploitable", response: ["will_not_fix"], detail } };
  }
  return {
    analysis: { state: "not_affected", justification: justifications[status.justification], detail },
  };
}

/** Who answers for it, why, and until when. */
export function describeEntry({ reason, owner, expires }: VexEntry): string {
  return `${reason} (${owner}, until ${expires})`;
}

/** What the facts of an inspection say that a person reads beside its findings. */
export interface InspectedFacts {
  /** The version that it was compared with. */
  readonly predecessor: string | undefined;
  /** Kinds of evidence that could not be had, each with its reason. */
  readonly unavailable: readonly { readonly what: string; readonly reason: string }[];
  /** What of the package could not be read, one sentence each. */
  readonly gaps: readonly string[];
}

const evidenceNames: Readonly<Record<string, string>> = {
  registry: "the release history",
  predecessor: "the release before",
  registryManifest: "the registry's manifest",
  dependencies: "what its dependencies are",
  publisher: "who published it",
  attestation: "its provenance",
  signatures: "the registry's signature",
};

/** Reads the facts of an inspection, which may be those of another version of Lockkeeper. Never throws. */
export function parseInspectedFacts(facts: Readonly<Record<string, unknown>>): InspectedFacts {
  const gaps = facts["gaps"];
  return {
    predecessor: versionOf(facts["predecessor"]),
    unavailable: unavailableOf(facts["evidence"]),
    gaps: Array.isArray(gaps) ? gaps.filter((gap: unknown) => typeof gap === "string") : [],
  };
}

function versionOf(value: unknown): string | undefined {
  const version = isRecord(value) ? value["version"] : value;
  return typeof version === "string" ? version : undefined;
}

function unavailableOf(evidence: unknown): InspectedFacts["unavailable"] {
  if (!isRecord(evidence)) return [];
  return Object.entries(evidence).flatMap(([key, state]) => {
    if (typeof state !== "string" || !state.startsWith("unavailable")) return [];
    const reason = state.slice("unavailable".length).replace(/^: /, "");
    const what = Object.hasOwn(evidenceNames, key) ? (evidenceNames[key] ?? key) : key;
    return [{ what, reason }];
  });
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

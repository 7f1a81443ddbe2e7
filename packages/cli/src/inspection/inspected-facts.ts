import { tryParseInstant } from "@lockkeeper/core";

/** What the facts of an inspection say that a person reads beside its findings. */
export interface InspectedFacts {
  /** The version that it was compared with. */
  readonly predecessor: string | undefined;
  /** Milliseconds since the epoch. */
  readonly predecessorPublishedAt: number | undefined;
  readonly publishedAt: number | undefined;
  /** When the registry said so, where it was not asked now. */
  readonly metadataAt: number | undefined;
  /** How many versions the package has. */
  readonly releaseCount: number;
  /** Kinds of evidence that could not be had, each with its reason. */
  readonly unavailable: readonly { readonly what: string; readonly reason: string }[];
  /** What ran in the emulator: a trigger's name, where, and how far it came. */
  readonly emulated: readonly EmulatedWords[];
  /** What of the package could not be read, one sentence each. */
  readonly gaps: readonly string[];
}

/** One thing that ran in the emulator. */
export interface EmulatedWords {
  readonly kind: string;
  readonly name: string;
  readonly worlds: readonly string[];
  /** 0 to 1; `undefined` where it was not counted. */
  readonly coverage: number | undefined;
}

const evidenceNames: Readonly<Record<string, string>> = {
  registry: "the release history",
  predecessor: "the release before",
  registryManifest: "the registry's manifest",
  dependencies: "what its dependencies are",
  publishTime: "when it was published",
  publisher: "who published it",
  attestation: "its provenance",
  signatures: "the registry's signature",
  emulated: "what its code does when it is run",
};

/** Reads the facts of an inspection, which may be those of another version of Lockkeeper. Never throws. */
export function parseInspectedFacts(facts: Readonly<Record<string, unknown>>): InspectedFacts {
  const gaps = facts["gaps"];
  return {
    predecessor: memberOf(facts["predecessor"], "version"),
    predecessorPublishedAt: instantOf(memberOf(facts["predecessor"], "publishedAt")),
    publishedAt: instantOf(memberOf(facts, "publishedAt")),
    metadataAt: instantOf(memberOf(facts, "metadataAt")),
    releaseCount: typeof facts["releases"] === "number" ? facts["releases"] : 0,
    unavailable: unavailableOf(facts["evidence"]),
    emulated: emulatedOf(facts["emulated"]),
    gaps: Array.isArray(gaps) ? gaps.filter((gap: unknown) => typeof gap === "string") : [],
  };
}

function emulatedOf(emulated: unknown): readonly EmulatedWords[] {
  const triggers = isRecord(emulated) ? emulated["triggers"] : undefined;
  if (!Array.isArray(triggers)) return [];
  return triggers.map((trigger: unknown) => {
    const worlds = isRecord(trigger) ? trigger["worlds"] : undefined;
    const coverage = isRecord(trigger) ? trigger["coverage"] : undefined;
    return {
      kind: memberOf(trigger, "kind") ?? "",
      name: memberOf(trigger, "name") ?? "",
      worlds: Array.isArray(worlds) ? worlds.map((world: unknown) => memberOf(world, "name") ?? "") : [],
      coverage: typeof coverage === "number" ? coverage : undefined,
    };
  });
}

function memberOf(value: unknown, key: string): string | undefined {
  const member = isRecord(value) ? value[key] : undefined;
  return typeof member === "string" ? member : undefined;
}

function instantOf(text: string | undefined): number | undefined {
  return text === undefined ? undefined : tryParseInstant(text);
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

import type { DetonateLimits } from "../limits.ts";
import type { Observation, ObservationKind, ObservationPlace } from "../observation.ts";

import { renderDetail } from "./render-detail.ts";

/** What a package tried, before it is judged by what is known of the package and the world. */
export interface RawObservation {
  readonly kind: ObservationKind;
  readonly api: string;
  /** Foreign. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly location: ObservationPlace | null;
  readonly atMs: number;
}

export interface RecorderParts {
  readonly limits: DetonateLimits;
  readonly isDecoded: (text: string) => boolean;
  readonly findHoney: (content: string) => readonly string[];
  /** Told of everything that is written down. */
  readonly onObservation?: ((observation: Observation) => void) | undefined;
}

/** Members that say what was meant: where they were composed, the observation counts as decoded. */
const tellingMembers = [
  "command",
  "program",
  "arguments",
  "url",
  "host",
  "path",
  "to",
  "text",
  "name",
] as const;
const itemMaxCount = 64;
const maxDepth = 4;

/** The log of a run: what was tried, in order, each thing once per place and time. */
export class Recorder {
  readonly #parts: RecorderParts;
  readonly #observations: Observation[] = [];
  readonly #counts: Map<string, number> = new Map();
  readonly #notes: Map<string, Set<string>> = new Map();
  #isFull = false;

  constructor(parts: RecorderParts) {
    this.#parts = parts;
  }

  get observations(): readonly Observation[] {
    return this.#observations;
  }

  /** Facts by which worlds differ that the code asked for, with the names that it asked for. */
  get notes(): ReadonlyMap<string, ReadonlySet<string>> {
    return this.#notes;
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  note(fact: string, detail: string): void {
    const known = this.#notes.get(fact.slice(0, 40)) ?? new Set<string>();
    if (known.size < 200) known.add(detail.slice(0, 200));
    if (this.#notes.size < 40) this.#notes.set(fact.slice(0, 40), known);
  }

  /**
   * Adds what was tried, with the honey that was found in bytes of it. Whether it was written down: the same thing again and again is written down but a few times. */
  add({ kind, api, data, location, atMs }: RawObservation, knownHoney: readonly string[] = []): boolean {
    const { limits, isDecoded, findHoney, onObservation } = this.#parts;
    if (this.#observations.length >= limits.observationMaxCount) {
      this.#isFull = true;
      return false;
    }
    const honey = new Set<string>(knownHoney);
    const cut = cutData(data, limits.textMaxCharacters, (text) => {
      for (const name of findHoney(text)) honey.add(name);
    });
    const detail = renderDetail(api, cut, limits.detailMaxCharacters);
    const key = JSON.stringify([kind, detail, location]);
    const count = this.#counts.get(key) ?? 0;
    this.#counts.set(key, count + 1);
    if (count >= 3) return false;
    const decoded = tellingMembersOf(kind, cut).some((member) =>
      textsOf(cut[member]).some((text) => isDecoded(text)),
    );
    const observation = { kind, api, detail, data: cut, decoded, honey: [...honey], location, atMs };
    this.#observations.push(observation);
    onObservation?.(observation);
    return true;
  }
}

/** Of what goes to a host its name tells: paths are composed of systems and versions by everyone. */
function tellingMembersOf(kind: ObservationKind, data: Readonly<Record<string, unknown>>): readonly string[] {
  const isAsking = (kind === "network" || kind === "dns") && textsOf(data["host"]).join("") !== "";
  return isAsking ? ["host"] : tellingMembers;
}

/** Security: foreign data of any shape becomes plain data of a bounded size. */
function cutData(
  data: Readonly<Record<string, unknown>>,
  maxCharacters: number,
  onText: (text: string) => void,
): Readonly<Record<string, unknown>> {
  const cut = (value: unknown, depth: number): unknown => {
    if (typeof value === "string") {
      onText(value);
      return value.slice(0, maxCharacters);
    }
    if (typeof value === "number" || typeof value === "boolean" || value === null) return value;
    if (typeof value !== "object" || depth > maxDepth) return undefined;
    if (Array.isArray(value)) return value.slice(0, itemMaxCount).map((item) => cut(item, depth + 1) ?? null);
    return Object.fromEntries(
      Object.entries(value)
        .slice(0, itemMaxCount)
        .map(([name, inner]) => [name.slice(0, 200), cut(inner, depth + 1)] as const)
        .filter(([, inner]) => inner !== undefined),
    );
  };
  // Plain data in, plain data out.
  return cut(data, 0) as Readonly<Record<string, unknown>>;
}

function textsOf(value: unknown): readonly string[] {
  if (typeof value === "string") return [value];
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}

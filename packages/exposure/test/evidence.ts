import type {
  EvidenceItem,
  ExposedPlace,
  ExposureQuestion,
  ExposureTarget,
  Observation,
  ObservedTime,
} from "../src/index.ts";

/** An instant of the Axios night: `at("01:10")`, or with its date. */
export function at(text: string): number {
  return Date.parse(text.includes("T") ? text : `2026-03-31T${text}:00Z`);
}

/** A time that the evidence states. */
export function stated(text: string): ObservedTime {
  return { at: at(text), basis: "stated", toleranceMs: 0 };
}

/** The target of the examples. */
export const axios: ExposureTarget = {
  name: "axios",
  versions: ["1.14.1"],
  except: [],
  window: { since: at("00:21"), until: at("03:15") },
  integrity: [],
  source: "axios-2026",
};

/** The question of the examples. */
export const question: ExposureQuestion = {
  targets: [axios],
  window: { since: undefined, until: undefined },
  now: at("2026-04-02T00:00:00Z"),
};

/** The place of the examples. */
export const shop: ExposedPlace = { kind: "repository", id: "acme/shop" };

/** An observation of the examples with other members where they matter. */
export function observe(members: Partial<Observation> = {}): Observation {
  return {
    channel: "lockfile",
    where: shop,
    kind: "locked",
    name: "axios",
    version: "1.14.1",
    since: undefined,
    until: undefined,
    ref: "package-lock.json:12",
    detail: "it names axios@1.14.1",
    ...members,
  };
}

/** The same as a channel yields it. */
export function item(members: Partial<Observation> = {}): EvidenceItem {
  return { kind: "observation", observation: observe(members) };
}

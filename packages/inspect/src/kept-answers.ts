import type { Clock, PackageName } from "@lockkeeper/core";

import type { ValueCache } from "./facts-cache.ts";
import type { RegistrySource } from "./registry-source.ts";

/** What a registry answered before, and when; milliseconds since the epoch. */
export interface KeptAnswer {
  readonly bytes: Uint8Array;
  readonly at: number;
}

/** Which answer is meant. */
export interface AnswerKey {
  readonly kind: "packument" | "attestations";
  readonly name: PackageName;
  /** Of the attestations. */
  readonly version?: string;
}

/** Answers of registries, kept from one process to the next for questions that may ask nobody. */
export interface KeptAnswers {
  /** `undefined` when it was never asked for, or is not kept any more. */
  read(key: AnswerKey): Promise<KeptAnswer | undefined>;
  /** Keeps an answer; what nobody waits for goes on until `settle`. Too large ones are not kept. */
  keep(key: AnswerKey, bytes: Uint8Array): Promise<void>;
  /** Waits for what is being written. */
  settle(): Promise<void>;
}

/** What keeping answers needs. */
export interface KeptAnswersParts {
  readonly cache: ValueCache;
  readonly source: RegistrySource;
  readonly clock: Clock;
}

/** Written as text in a document of its own, it must fit into what the cache reads back. */
const answerMaxBytes = 40_000_000;
/** Each holds its answer in memory. */
const maxUnderWay = 8;

/** Keeps answers in a cache, by the registry that gave them; of a registry without an address nothing is kept. */
export function createKeptAnswers({ cache, source, clock }: KeptAnswersParts): KeptAnswers {
  const underWay = new Set<Promise<void>>();

  function textOf({ kind, name, version = "" }: AnswerKey): string | undefined {
    const registry = source.addressOf?.(name);
    return registry === undefined ? undefined : JSON.stringify([kind, registry, name, version]);
  }

  return {
    async read(key) {
      const text = textOf(key);
      const value = text === undefined ? undefined : await cache.get(text);
      return isStored(value) ? { bytes: Buffer.from(value.text, "utf8"), at: value.at } : undefined;
    },
    async keep(key, bytes) {
      const text = textOf(key);
      if (text === undefined || bytes.length > answerMaxBytes) return;
      const stored: Stored = { at: clock.now(), text: Buffer.from(bytes).toString("utf8") };
      const writing = cache.set(text, stored).finally(() => underWay.delete(writing));
      underWay.add(writing);
      if (underWay.size > maxUnderWay) await Promise.race(underWay);
    },
    settle: async () => void (await Promise.all(underWay)),
  };
}

interface Stored {
  readonly at: number;
  readonly text: string;
}

/** The cache's own digest vouches for the rest. */
function isStored(value: unknown): value is Stored {
  return (
    typeof value === "object" &&
    value !== null &&
    "at" in value &&
    Number.isFinite(value.at) &&
    "text" in value &&
    typeof value.text === "string"
  );
}

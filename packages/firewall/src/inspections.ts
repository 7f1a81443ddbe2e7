import { setTimeout as delay } from "node:timers/promises";

import type { InspectedVersion, Logger, VersionFacts } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { Inspection, Inspector, ValueCache } from "@lockkeeper/inspect";
import type { PackumentVersion } from "@lockkeeper/registry";

import type { InspectionMemory } from "./inspection-memory.ts";
import { bytesOf } from "./inspection-memory.ts";
import type { HeldPackument } from "./packument-source.ts";
import { SingleFlight } from "./single-flight.ts";

/** What the firewall's inspections are made with. */
export interface InspectionsParts {
  readonly inspector: Pick<Inspector, "inspect" | "close">;
  readonly memory: InspectionMemory;
  /** Keeps verdicts from one process to the next. */
  readonly kept: ValueCache;
  /** Changes with what inspects: what another one found is not kept. */
  readonly revision: string;
  readonly now: () => number;
  readonly logger: Logger;
}

/** How long an inspection goes on that nobody waits for any more. Milliseconds. */
const inspectionMaxMs = 60_000;
/** What was found is looked at again after this. Milliseconds. */
const keptMs = 7 * 86_400_000;
/** Inspections under way that requests wait for; more would only share the same processors. */
const maxAtOnce = 6;
/** While many wait their turn, a request waits so many times as long as an inspection may take: clients give up later. */
const turnFactor = 2.5;
/** How often a request looks whether its inspection has begun. Milliseconds. */
const lookEveryMs = 200;
const maxQueued = 5000;
const maxFindings = 20;
/** Nobody has asked for so long when an inspection begins that nobody waits for: an installation comes first. Milliseconds. */
const quietMs = 1500;
/** Between two inspections that nobody waits for, as many times as long as the last one took: requests go first. */
const restFactor = 3;

/** Inspects versions for the firewall: before they are served when they are young, afterwards when they are not. */
export class Inspections {
  readonly #parts: InspectionsParts;
  readonly #flights = new SingleFlight<void>();
  readonly #waiting: (() => void)[] = [];
  readonly #queue = new Map<string, () => Promise<void>>();
  readonly #stopped = new AbortController();
  readonly #begun = new Map<string, number>();
  #running = 0;
  #askedAt = Number.NEGATIVE_INFINITY;
  #background: Promise<void> | undefined;

  constructor(parts: InspectionsParts) {
    this.#parts = parts;
  }

  /**
   * Inspects versions, or waits for those who do so already. What takes longer than the time once it was begun, or is not
   * begun for long, counts as not to be inspected until it is; the work itself goes on. Never rejects.
   */
  async inspect(
    packument: HeldPackument,
    entries: readonly PackumentVersion[],
    budgetMs: number,
  ): Promise<void> {
    const { memory } = this.#parts;
    const { name } = packument.index;
    const work = entries.map(async (entry) => {
      if (await this.#isInspectedWithin(packument, entry, budgetMs)) return;
      const reason = "its inspection takes longer than the policy lets a request wait; ask again later";
      memory.note(name, entry, { state: "unavailable", reason });
    });
    await Promise.all(work);
  }

  /**
   * Inspects a version for somebody who asks about it. Where nothing came of that, nothing is noted: what is decided
   * about the version does not rest on it. Never rejects.
   */
  async inform(packument: HeldPackument, entry: PackumentVersion, budgetMs: number): Promise<void> {
    const found = this.#find(packument, entry).then((inspected) => {
      if (inspected.state === "present") this.#parts.memory.note(packument.index.name, entry, inspected);
    });
    await isDoneWithin(found, budgetMs);
  }

  /** Notes that a client is served. */
  noteRequest(): void {
    this.#askedAt = performance.now();
  }

  /** Has a version inspected when there is nothing else to do. */
  later(packument: HeldPackument, entry: PackumentVersion): void {
    const key = keyOf(packument, entry);
    if (this.#queue.has(key) || this.#queue.size >= maxQueued || this.#stopped.signal.aborted) return;
    this.#queue.set(key, () => this.#inspectOnce(packument, entry));
    this.#background ??= this.#workOff().finally(() => {
      this.#background = undefined;
    });
  }

  /** Starts nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    this.#stopped.abort();
    this.#queue.clear();
    await this.#background;
    await this.#parts.inspector.close();
  }

  async #workOff(): Promise<void> {
    for (const [key, job] of this.#queue) {
      await this.#untilQuiet();
      if (this.#stopped.signal.aborted) return;
      this.#queue.delete(key);
      const begin = performance.now();
      await job();
      await this.#rest(restFactor * (performance.now() - begin));
    }
  }

  async #untilQuiet(): Promise<void> {
    const { signal } = this.#stopped;
    for (let left = this.#quietIn(); left > 0 && !signal.aborted; left = this.#quietIn())
      await this.#rest(left);
  }

  #quietIn(): number {
    return this.#askedAt + quietMs - performance.now();
  }

  /** Ends early when the firewall does. */
  async #rest(ms: number): Promise<void> {
    const { signal } = this.#stopped;
    await delay(ms, undefined, { signal, ref: false }).catch((error: unknown) => {
      if (!signal.aborted) throw error;
    });
  }

  async #isInspectedWithin(
    packument: HeldPackument,
    entry: PackumentVersion,
    budgetMs: number,
  ): Promise<boolean> {
    const key = keyOf(packument, entry);
    const done = this.#inspectOnce(packument, entry);
    const end = performance.now() + turnFactor * budgetMs;
    for (let now = performance.now(); now < end; now = performance.now()) {
      const begun = this.#begun.get(key);
      const left = begun === undefined ? Math.min(lookEveryMs, budgetMs) : begun + budgetMs - now;
      if (left <= 0) return false;
      if (await isDoneWithin(done, Math.min(left, end - now))) return true;
    }
    return false;
  }

  #inspectOnce(packument: HeldPackument, entry: PackumentVersion): Promise<void> {
    return this.#flights.run(keyOf(packument, entry), async () => {
      const inspected = await this.#find(packument, entry);
      this.#parts.memory.note(packument.index.name, entry, inspected);
    });
  }

  async #find(packument: HeldPackument, entry: PackumentVersion): Promise<VersionFacts["inspection"]> {
    const { kept, revision, now } = this.#parts;
    const key = `inspection ${revision} ${keyOf(packument, entry)}`;
    const known = tryReadKept(await kept.get(key), now());
    if (known !== undefined) return { state: "present", value: known };
    const begin = keyOf(packument, entry);
    const inspected = await this.#inTurn(async () => {
      this.#begun.set(begin, performance.now());
      return await this.#ask(packument, entry).finally(() => this.#begun.delete(begin));
    });
    if (inspected.state === "present") await kept.set(key, { at: now(), value: inspected.value });
    return inspected;
  }

  async #ask({ index }: HeldPackument, entry: PackumentVersion): Promise<VersionFacts["inspection"]> {
    const spec = `${index.name}@${entry.version}`;
    try {
      const inspection = await this.#parts.inspector.inspect(
        { kind: "spec", spec },
        { budgetMs: inspectionMaxMs },
      );
      return toInspected(inspection, entry);
    } catch (error) {
      const { message } = toErrorRecord(error);
      this.#parts.logger.log("error", {
        code: "FIREWALL_UNINSPECTED",
        message: `Cannot inspect "${spec}": ${message}`,
      });
      return { state: "unavailable", reason: message };
    }
  }

  async #inTurn<Value>(job: () => Promise<Value>): Promise<Value> {
    if (this.#running >= maxAtOnce) await new Promise<void>((resolve) => this.#waiting.push(resolve));
    else this.#running += 1;
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}

function keyOf({ index, upstream }: HeldPackument, entry: PackumentVersion): string {
  return `${upstream.id} ${index.name}@${entry.version} ${bytesOf(entry)}`;
}

async function isDoneWithin(job: Promise<void>, ms: number): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const over = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), Math.max(0, ms));
  });
  try {
    return await Promise.race([job.then(() => true), over]);
  } finally {
    clearTimeout(timer);
  }
}

/** Security: a verdict on other bytes than those that are served is none. */
function toInspected(inspection: Inspection, entry: PackumentVersion): VersionFacts["inspection"] {
  const { verdict, reasons, findings, integrity, error } = inspection;
  const summary = reasons[0]?.message ?? "";
  if (verdict === "unknown") return { state: "unavailable", reason: error?.message ?? summary };
  if (entry.integrity?.startsWith("sha512-") === true && !entry.integrity.includes(integrity ?? "none")) {
    return { state: "unavailable", reason: "what was inspected is not what the packument promises" };
  }
  const against = findings
    .filter(({ strength }) => strength !== "context")
    .slice(0, maxFindings)
    .map(({ id, strength, message }) => ({ id, strength, message }));
  return { state: "present", value: { verdict, summary, findings: against } };
}

/** The cache's own digest vouches for the rest. */
function tryReadKept(kept: unknown, now: number): InspectedVersion | undefined {
  if (typeof kept !== "object" || kept === null || !("at" in kept) || !("value" in kept)) return undefined;
  const isRecent = typeof kept.at === "number" && kept.at <= now && now - kept.at < keptMs;
  // as: what `#find` wrote, checked by the cache that it comes from.
  return isRecent ? (kept.value as InspectedVersion) : undefined;
}

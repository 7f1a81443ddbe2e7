import type { InspectedVersion, Logger, VersionFacts } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { Inspection, Inspector, ValueCache } from "@lockkeeper/inspect";
import type { PackumentVersion } from "@lockkeeper/registry";

import { InspectionBacklog } from "./inspection-backlog.ts";
import type { InspectionMemory } from "./inspection-memory.ts";
import { bytesOf } from "./inspection-memory.ts";
import type { HeldPackument } from "./packument-source.ts";
import type { ProcessorShareParts, Share } from "./processor-share.ts";
import { ProcessorShare } from "./processor-share.ts";
import { SingleFlight } from "./single-flight.ts";

/** What the firewall's inspections are made with. */
export interface InspectionsParts {
  readonly inspector: Pick<Inspector, "inspect" | "glance" | "close">;
  readonly memory: InspectionMemory;
  /** Keeps verdicts from one process to the next. */
  readonly kept: ValueCache;
  /** Changes with what inspects: what another one found is not kept. */
  readonly revision: () => Promise<string>;
  readonly now: () => number;
  /** What the process has computed, and on how many threads packages are being read. */
  readonly work: Pick<ProcessorShareParts, "computedMs" | "computingThreads">;
  readonly logger: Logger;
}

/** How long an inspection goes on that nobody waits for any more. Milliseconds. */
const inspectionMaxMs = 240_000;
/** How long a glance at a packument may take. Milliseconds. */
const glanceMaxMs = 10_000;
/** What was found is looked at again after this. Milliseconds. */
const keptMs = 7 * 86_400_000;
/** Inspections under way that requests wait for; more would only share the same processors. */
const maxAtOnce = 6;
/**
 * A request waits so many times as long as an inspection may take, for its turn and for its part of the processors. Clients
 * give up later, or ask again and find what was done meanwhile.
 */
const patienceFactor = 24;
/** How often a request looks how its inspection stands. Milliseconds. */
const lookEveryMs = 200;
const maxFindings = 20;

/** Until when a request waits, in the milliseconds of `performance.now()`. */
export function endOfPatience(budgetMs: number): number {
  return performance.now() + patienceFactor * budgetMs;
}

/** Inspects versions for the firewall: before they are served when they are young, afterwards when they are not. */
export class Inspections {
  readonly #parts: InspectionsParts;
  readonly #flights = new SingleFlight<void>();
  readonly #waiting: (() => void)[] = [];
  readonly #backlog = new InspectionBacklog();
  readonly #processor: ProcessorShare;
  readonly #begun = new Map<string, Share>();
  #running = 0;

  constructor(parts: InspectionsParts) {
    this.#parts = parts;
    this.#processor = new ProcessorShare({ ...parts.work, now: () => performance.now() });
  }

  /**
   * Of versions that await an inspection, those of which nobody is to learn before: something about them stands out in the
   * packument, or it could not be looked at. The others are inspected when their tarball is asked for. Never rejects.
   */
  async glance(
    packument: HeldPackument,
    entries: readonly PackumentVersion[],
  ): Promise<readonly PackumentVersion[]> {
    const { inspector, memory } = this.#parts;
    const { name } = packument.index;
    const versions = entries.map(({ version }) => version);
    // What cannot be looked at is inspected, which says and logs why.
    const oddities = await inspector
      .glance(name, versions, { budgetMs: glanceMaxMs })
      .catch(() => new Map<string, readonly string[]>());
    const isPlain = ({ version }: PackumentVersion): boolean => oddities.get(version)?.length === 0;
    for (const entry of entries) if (isPlain(entry)) memory.notePlain(name, entry);
    return entries.filter((entry) => !isPlain(entry));
  }

  /** Whether a glance found nothing about a version. */
  isPlain({ index }: HeldPackument, entry: PackumentVersion): boolean {
    return this.#parts.memory.isPlain(index.name, entry);
  }

  /**
   * Inspects versions, or waits for those who do so already. What takes longer than the budget, of the time that was its
   * own, or is not done at the end of patience, counts as not to be inspected until it is; the work itself goes on. Never
   * rejects.
   */
  async inspect(
    packument: HeldPackument,
    entries: readonly PackumentVersion[],
    budgetMs: number,
    end: number = endOfPatience(budgetMs),
  ): Promise<void> {
    const { memory } = this.#parts;
    const { name } = packument.index;
    const work = entries.map(async (entry) => {
      if (await this.#isInspectedWithin(packument, entry, { budgetMs, end })) return;
      if (memory.of(name)?.recall(entry)?.state === "present") return;
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
    this.#backlog.noteRequest();
  }

  /** Has a version inspected when there is nothing else to do. */
  later(packument: HeldPackument, entry: PackumentVersion): void {
    this.#backlog.add(keyOf(packument, entry), () => this.#inspectOnce(packument, entry));
  }

  /** Starts nothing more, and waits for what is under way. */
  async close(): Promise<void> {
    await this.#backlog.close();
    await this.#parts.inspector.close();
  }

  async #isInspectedWithin(
    packument: HeldPackument,
    entry: PackumentVersion,
    { budgetMs, end }: { readonly budgetMs: number; readonly end: number },
  ): Promise<boolean> {
    const key = keyOf(packument, entry);
    const done = this.#inspectOnce(packument, entry);
    for (let now = performance.now(); now < end; now = performance.now()) {
      const left = budgetMs - (this.#begun.get(key)?.ms ?? 0);
      if (left <= 0) return false;
      if (await isDoneWithin(done, Math.min(left, lookEveryMs, end - now))) return true;
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
    const key = `inspection ${await revision()} ${keyOf(packument, entry)}`;
    const known = tryReadKept(await kept.get(key), now());
    if (known !== undefined) return { state: "present", value: known };
    const inspected = await this.#inTurn(() => this.#measure(packument, entry));
    if (inspected.state === "present") await kept.set(key, { at: now(), value: inspected.value });
    return inspected;
  }

  async #measure(packument: HeldPackument, entry: PackumentVersion): Promise<VersionFacts["inspection"]> {
    const key = keyOf(packument, entry);
    const share = this.#processor.begin();
    this.#begun.set(key, share);
    try {
      return await this.#ask(packument, entry);
    } finally {
      share.end();
      this.#begun.delete(key);
    }
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

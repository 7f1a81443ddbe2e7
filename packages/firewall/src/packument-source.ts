import { createHash } from "node:crypto";
import type { Clock, Logger, PackageName } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import type { PackumentIndex, RenderOptions, Upstream, Upstreams } from "@lockkeeper/registry";
import { RegistryError } from "@lockkeeper/registry";
import type { CachedPackument, PackumentCache, PackumentSightings, SightingStore } from "@lockkeeper/store";
import { LRUCache } from "lru-cache";
import type { Arrival, Documents, PackumentUse } from "./documents.ts";
import { PackumentIntake } from "./packument-intake.ts";
import { isCanaryName } from "./canary.ts";
import type { PublicNames } from "./public-names.ts";
import { sightingOf } from "./sightings.ts";
import { SingleFlight } from "./single-flight.ts";

/** A packument as it is held in memory, with what we know of its versions from earlier looks. */
export interface HeldPackument {
  readonly index: PackumentIndex;
  readonly upstream: Upstream;
  /** Renewed each time the upstream confirms the packument. */
  sightings: PackumentSightings;
  readonly etag: string | undefined;
  readonly lastModified: string | undefined;
  /** Whether the name is private here and the public registry has it too. */
  isAlsoPublic: boolean;
  /** When the upstream last confirmed it. */
  fetchedAt: number;
  /** The same as the copy on disk says. */
  notedAt: number;
  /** Since when the upstream has failed to confirm it; `undefined` while it answers. */
  staleSince: number | undefined;
}

/** What the upstream has under a name. */
export type PackumentLookup =
  | { readonly kind: "found"; readonly packument: HeldPackument }
  | { readonly kind: "absent"; readonly upstream: Upstream };

/** What the source is made of. */
export interface PackumentSourceParts {
  readonly upstreams: Upstreams;
  readonly cache: PackumentCache;
  readonly documents: Documents;
  readonly sightings: SightingStore;
  readonly publicNames: PublicNames;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly settings: PackumentSettings;
}

/** How long answers are trusted. Milliseconds and bytes. */
export interface PackumentSettings {
  /** A packument younger than this is served without asking the upstream again. */
  readonly freshMs: number;
  /** With a copy at hand, how long a slow upstream is waited for. */
  readonly patienceMs: number;
  /** After a failure, how long the copy is served before the upstream is tried again. */
  readonly retryAfterMs: number;
  readonly memoryBytes: number;
}

/** The settings that fit one machine. */
export const defaultPackumentSettings: PackumentSettings = {
  freshMs: 60_000,
  patienceMs: 4000,
  retryAfterMs: 5000,
  memoryBytes: 48_000_000,
};

/** How far the copy on disk may lag behind. Milliseconds. */
const notedEveryMs = 300_000;

/** What a packument takes in memory beside its versions, and what the facts, sighting and decision of each take. */
const heldPackumentBytes = 3000;
const heldVersionBytes = 600;

/** A packument as it is asked for. */
interface Wanted {
  readonly name: PackageName;
  readonly maxAgeMs: number;
  readonly use: PackumentUse;
}

/** Gets packuments: from memory, from the disk, from the upstream; one request per name at a time. */
export class PackumentSource {
  readonly #parts: PackumentSourceParts;
  readonly #memory: LRUCache<string, HeldPackument>;
  readonly #flights = new SingleFlight<PackumentLookup>();
  /** Apart from the flights, since a question to a slow upstream goes on when its askers have been answered. */
  readonly #questions = new SingleFlight<PackumentLookup>();
  readonly #background = new Set<Promise<unknown>>();
  readonly #intake: PackumentIntake;

  constructor(parts: PackumentSourceParts) {
    this.#parts = parts;
    this.#intake = new PackumentIntake(parts);
    this.#memory = new LRUCache({
      maxSize: parts.settings.memoryBytes,
      sizeCalculation: ({ index }) => heldPackumentBytes + index.versions.size * heldVersionBytes,
    });
  }

  /**
   * The packument of a name, confirmed by the upstream within `maxAgeMs`. Throws the upstream's RegistryError when
   * there is neither an answer nor a copy. Where it is used for a decision alone, its bytes stay on disk.
   */
  get(
    name: PackageName,
    maxAgeMs: number = this.#parts.settings.freshMs,
    use: PackumentUse = "answer",
  ): Promise<PackumentLookup> | PackumentLookup {
    const held = this.#memory.get(name);
    if (held !== undefined && this.#isFresh(held, maxAgeMs)) return { kind: "found", packument: held };
    // Doctor's own names are no business of any registry.
    if (isCanaryName(name)) return { kind: "absent", upstream: this.#parts.upstreams.routeOf(name) };
    return this.#flights.run(name, () => this.#refresh({ name, maxAgeMs, use }, held));
  }

  /**
   * Renders a packument, compressed if told. Throws `REGISTRY_BAD_RESPONSE` when its bytes are gone from the disk and
   * the upstream has others by now; the next request then finds those.
   */
  async render(held: HeldPackument, options: RenderOptions, isGzipped: boolean): Promise<Buffer> {
    const rendered = await this.#parts.documents.render(held, options, isGzipped);
    if (rendered !== undefined) return rendered;
    const { documents } = this.#parts;
    documents.pin(held.index, await this.#fetchAgain(held));
    try {
      return (await documents.render(held, options, isGzipped)) ?? this.#giveUp(held);
    } finally {
      documents.release(held.index);
    }
  }

  async #fetchAgain(held: HeldPackument): Promise<Buffer> {
    const { index, upstream } = held;
    const answer = await upstream.fetchPackument(index.name, {});
    return answer.kind === "fresh" && isOf(held, answer.bytes) ? answer.bytes : this.#giveUp(held);
  }

  #giveUp({ index, upstream }: HeldPackument): never {
    this.#memory.delete(index.name);
    throw new RegistryError("REGISTRY_BAD_RESPONSE", {
      message: `Cannot answer the packument of "${index.name}" as upstream "${upstream.id}" changed it just now`,
      hint: "Ask again.",
    });
  }

  /** Forgets a name in memory and on disk, so that the next request asks the upstream. */
  async purge(name: PackageName): Promise<number> {
    this.#memory.delete(name);
    return await this.#parts.cache.purge(name);
  }

  /** Names whose upstream does not confirm them at present. */
  get staleCount(): number {
    let count = 0;
    for (const held of this.#memory.values()) if (held.staleSince !== undefined) count += 1;
    return count;
  }

  /** Waits for refreshes that go on behind an answer, and ends the threads that read packuments. */
  async close(): Promise<void> {
    await Promise.allSettled(this.#background);
    await this.#intake.settle();
    await this.#parts.documents.close();
  }

  #isFresh({ fetchedAt, staleSince }: HeldPackument, maxAgeMs: number): boolean {
    const now = this.#parts.clock.now();
    if (staleSince !== undefined)
      return now >= staleSince && now - staleSince < this.#parts.settings.retryAfterMs;
    // A clock that was set back makes the age negative: such an entry is asked for again.
    return now >= fetchedAt && now - fetchedAt < maxAgeMs;
  }

  async #refresh(wanted: Wanted, inMemory: HeldPackument | undefined): Promise<PackumentLookup> {
    const { name, maxAgeMs, use } = wanted;
    const upstream = this.#parts.upstreams.routeOf(name);
    // Of a package that was never looked at there is no copy either.
    const isSeen = inMemory === undefined && this.#parts.sightings.recall(name, upstream.id) !== undefined;
    const held = isSeen ? await this.#readFromDisk(wanted, upstream) : inMemory;
    if (isSeen && held !== undefined && this.#isFresh(held, maxAgeMs)) {
      this.#memory.set(name, held);
      return { kind: "found", packument: held };
    }
    const asked = this.#questions.run(name, () => this.#ask({ name, upstream, use }, held));
    if (held === undefined) return await asked;
    return await this.#withPatience(asked, held);
  }

  async #withPatience(asked: Promise<PackumentLookup>, held: HeldPackument): Promise<PackumentLookup> {
    const { clock, settings } = this.#parts;
    const copy: PackumentLookup = { kind: "found", packument: held };
    const answered = asked.catch((error: unknown) => {
      if (!(error instanceof RegistryError)) throw error;
      this.#markStale(held, error);
      return copy;
    });
    let timer: NodeJS.Timeout | undefined;
    const outOfPatience = new Promise<PackumentLookup>((resolve) => {
      timer = setTimeout(() => {
        held.staleSince = clock.now();
        this.#memory.set(held.index.name, held);
        resolve(copy);
      }, settings.patienceMs);
    });
    const behind = answered.finally(() => this.#background.delete(behind));
    this.#background.add(behind);
    try {
      return await Promise.race([behind, outOfPatience]);
    } finally {
      clearTimeout(timer);
    }
  }

  #markStale(held: HeldPackument, error: RegistryError): void {
    const { clock, logger } = this.#parts;
    held.staleSince = clock.now();
    this.#memory.set(held.index.name, held);
    logger.log("warn", {
      code: "FIREWALL_SERVING_STALE",
      message: `Serving the last good packument of "${held.index.name}" as its upstream gives no better one`,
      fields: { upstream: held.upstream.id, cause: toErrorRecord(error), fetchedAt: held.fetchedAt },
    });
  }

  async #ask(
    { name, upstream, use }: Omit<Arrival, "bytes">,
    held: HeldPackument | undefined,
  ): Promise<PackumentLookup> {
    const answer = await upstream.fetchPackument(name, {
      ...(held?.etag === undefined ? {} : { etag: held.etag }),
      ...(held?.lastModified === undefined ? {} : { lastModified: held.lastModified }),
    });
    const now = this.#parts.clock.now();
    if (answer.kind === "absent") return this.#forget(name, upstream, now);
    if (answer.kind === "not-modified") return await this.#confirm(held, now, upstream);
    if (isOf(held, answer.bytes)) return await this.#confirm(held, now, upstream);
    const { bytes, etag, lastModified } = answer;
    const validators = { etag, lastModified, fetchedAt: now };
    const index = await this.#intake.read(
      { bytes, name, upstream, use },
      held === undefined ? validators : undefined,
    );
    try {
      const sightings = await this.#intake.observe(index, upstream, { held, now });
      const isAlsoPublic = await this.#parts.publicNames.has(name, upstream);
      const known = { index, upstream, sightings, isAlsoPublic };
      const fresh: HeldPackument = { ...known, ...validators, notedAt: now, staleSince: undefined };
      this.#memory.set(name, fresh);
      if (held !== undefined) this.#inBackground(this.#intake.replaceOnDisk(fresh, validators));
      return { kind: "found", packument: fresh };
    } catch (error) {
      if (held !== undefined) this.#parts.documents.release(index);
      throw error;
    }
  }

  async #confirm(held: HeldPackument | undefined, now: number, upstream: Upstream): Promise<PackumentLookup> {
    if (held === undefined) {
      throw new RegistryError("REGISTRY_BAD_RESPONSE", {
        message: `Cannot use the answer of upstream "${upstream.id}" as it says "not modified" to an unconditional request`,
      });
    }
    // That the upstream lists no more than this now is a look too: a version that appears later cannot be older.
    held.sightings = this.#parts.sightings.observe(sightingOf(held.index, upstream.id, now));
    held.isAlsoPublic = await this.#parts.publicNames.has(held.index.name, upstream);
    held.fetchedAt = now;
    held.staleSince = undefined;
    this.#memory.set(held.index.name, held);
    this.#noteConfirmation(held, now);
    return { kind: "found", packument: held };
  }

  /** The disk need not know of each: after a restart the upstream is asked again in any case. */
  #noteConfirmation(held: HeldPackument, now: number): void {
    if (Math.abs(now - held.notedAt) < notedEveryMs) return;
    held.notedAt = now;
    this.#inBackground(this.#parts.cache.touch(held.upstream.id, held.index.name, now));
  }

  #forget(name: PackageName, upstream: Upstream, now: number): PackumentLookup {
    this.#memory.delete(name);
    this.#parts.sightings.observeMissing(name, upstream.id, now);
    return { kind: "absent", upstream };
  }

  async #readFromDisk({ name, use }: Wanted, upstream: Upstream): Promise<HeldPackument | undefined> {
    const cached = await this.#parts.cache.read(upstream.id, name);
    if (cached === undefined) return undefined;
    const index = await this.#readCopy(cached, { name, use });
    if (index === undefined) return undefined;
    // A copy is no new look: comparing it would take versions that came since for removed ones.
    const sightings =
      this.#parts.sightings.recall(name, upstream.id) ??
      this.#parts.sightings.observe(sightingOf(index, upstream.id, cached.fetchedAt));
    const { etag, lastModified, fetchedAt } = cached;
    const isAlsoPublic = await this.#parts.publicNames.has(name, upstream);
    return {
      index,
      upstream,
      sightings,
      isAlsoPublic,
      etag,
      lastModified,
      fetchedAt,
      notedAt: fetchedAt,
      staleSince: undefined,
    };
  }

  /** What an earlier Lockkeeper accepted may be refused by this one; then the upstream is asked. */
  async #readCopy(
    { bytes }: CachedPackument,
    { name, use }: Pick<Wanted, "name" | "use">,
  ): Promise<PackumentIndex | undefined> {
    try {
      const { index } = await this.#parts.documents.read({ bytes, name, use });
      return index;
    } catch (error) {
      if (!(error instanceof RegistryError)) throw error;
      this.#parts.logger.log("warn", {
        code: error.code,
        message: `Not using the packument of "${name}" on disk: ${error.message}`,
      });
      return undefined;
    }
  }

  #inBackground(work: Promise<unknown>): void {
    const running = work.finally(() => this.#background.delete(running));
    this.#background.add(running);
  }
}

/** Whether an upstream that knows no ETags sent the same packument again. */
function isOf(held: HeldPackument | undefined, bytes: Buffer): held is HeldPackument {
  if (held?.index.byteLength !== bytes.length) return false;
  return createHash("sha256").update(bytes).digest("hex") === held.index.sha256;
}

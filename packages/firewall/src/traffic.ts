import type { ServerResponse } from "node:http";
import type { Effect } from "@lockkeeper/core";
import { effects } from "@lockkeeper/core";
import type { ClauseName } from "@lockkeeper/policy";
import { clauseNames } from "@lockkeeper/policy";
import type { ClientAgent, RegistryRequest } from "@lockkeeper/registry";

/** What is noted of one request on its way; later steps fill it in. */
export interface RequestTrace {
  kind: RequestKind;
  client: ClientClass;
  /** Whether something was waited for that was not in memory or in the cache: the disk's copy, or the upstream. */
  hasWaited: boolean;
}

/** The kind of a request. */
export type RequestKind = RegistryRequest["kind"];
/** The client as its agent says, without a version. */
export type ClientClass = ClientAgent["client"];
/** How a request ended. */
export type AnswerOutcome = (typeof answerOutcomes)[number];

/** Every kind of request. */
export const requestKinds: readonly RequestKind[] = [
  "packument",
  "manifest",
  "tarball",
  "dist-tags",
  "attestations",
  "keys",
  "ping",
  "whoami",
  "search",
  "advisories-bulk",
  "audit-legacy",
  "write",
  "own",
  "root",
  "unknown",
];

/** Every class of clients. */
export const clientClasses: readonly ClientClass[] = ["npm", "pnpm", "yarn", "yarn-berry", "bun", "other"];

/** Every outcome: by status, or because the client went away. */
export const answerOutcomes = [
  "served",
  "not-modified",
  "unauthorized",
  "refused",
  "not-found",
  "rejected",
  "failed",
  "aborted",
] as const;

/** Upper bounds of the times that are told apart, in milliseconds; fine where the goal is, at five. */
export const durationBoundsMs: readonly number[] = [
  0.25, 0.5, 1, 2, 3, 4, 5, 7.5, 10, 25, 50, 100, 250, 500, 1000, 5000, 30_000,
];

/** How often something was counted. */
export interface RequestCount {
  readonly kind: RequestKind;
  readonly outcome: AnswerOutcome;
  readonly client: ClientClass;
  readonly count: number;
}

/** How long requests of one kind took. */
export interface DurationCount {
  readonly kind: RequestKind;
  readonly hasWaited: boolean;
  /** By {@link durationBoundsMs}, each with those before it; the last is of everything. */
  readonly buckets: readonly number[];
  readonly sumMs: number;
}

/** Decisions on single versions that were asked for. */
export interface DecisionCount {
  readonly clause: ClauseName | "none";
  readonly effect: Effect;
  readonly count: number;
}

const clauses: readonly (ClauseName | "none")[] = ["none", ...clauseNames];
const bucketCount = durationBoundsMs.length + 1;

/**
 * Counts requests and decisions since the start, in plain numbers: a fraction of a microsecond per request. What is
 * told apart is closed lists only, never a name or an identity.
 */
export class Traffic {
  readonly #requests = new Float64Array(requestKinds.length * answerOutcomes.length * clientClasses.length);
  readonly #buckets = new Float64Array(requestKinds.length * 2 * bucketCount);
  readonly #sums = new Float64Array(requestKinds.length * 2);
  readonly #decisions = new Float64Array(clauses.length * effects.length);
  #observedCount = 0;
  #filteredCount = 0;
  #inFlight = 0;

  /** Notes that a request has come. */
  begin(): RequestTrace {
    this.#inFlight += 1;
    return { kind: "unknown", client: "other", hasWaited: false };
  }

  /** Notes how a request ended, and after how many milliseconds its answer was handed over. */
  end({ kind, client, hasWaited }: RequestTrace, response: ServerResponse, tookMs: number): void {
    this.#inFlight -= 1;
    const kindAt = Math.max(0, requestKinds.indexOf(kind));
    const outcomeAt = answerOutcomes.indexOf(outcomeOf(response));
    const clientAt = Math.max(0, clientClasses.indexOf(client));
    increment(this.#requests, (kindAt * answerOutcomes.length + outcomeAt) * clientClasses.length + clientAt);
    const series = kindAt * 2 + (hasWaited ? 1 : 0);
    increment(this.#buckets, series * bucketCount + bucketOf(tookMs));
    increment(this.#sums, series, tookMs);
  }

  /** Notes the decision on a version that was asked for. */
  noteDecision(clause: string, effect: Effect, isObserved: boolean): void {
    const clauseAt = clauses.findIndex((name) => name === clause);
    if (clauseAt >= 0) increment(this.#decisions, clauseAt * effects.length + effects.indexOf(effect));
    if (isObserved) this.#observedCount += 1;
  }

  /** Notes that a packument was answered without some versions. */
  noteFiltered(): void {
    this.#filteredCount += 1;
  }

  /** Requests that are under way. */
  get inFlight(): number {
    return this.#inFlight;
  }

  /** Versions served although they would have been withheld, since the firewall or the token only observes. */
  get observedCount(): number {
    return this.#observedCount;
  }

  /** Packuments that were answered without some versions. */
  get filteredCount(): number {
    return this.#filteredCount;
  }

  /** Requests by kind, outcome and client, as far as there were any. */
  requests(): readonly RequestCount[] {
    return requestKinds.flatMap((kind, kindAt) =>
      answerOutcomes.flatMap((outcome, outcomeAt) =>
        clientClasses.flatMap((client, clientAt) => {
          const at = (kindAt * answerOutcomes.length + outcomeAt) * clientClasses.length + clientAt;
          const count = this.#requests[at] ?? 0;
          return count === 0 ? [] : [{ kind, outcome, client, count }];
        }),
      ),
    );
  }

  /** Times by kind, as far as there were any. */
  durations(): readonly DurationCount[] {
    return requestKinds.flatMap((kind, kindAt) =>
      [false, true].flatMap((hasWaited) => {
        const series = kindAt * 2 + (hasWaited ? 1 : 0);
        const counts = this.#buckets.subarray(series * bucketCount, (series + 1) * bucketCount);
        let total = 0;
        const buckets = Array.from(counts, (count) => (total += count));
        return total === 0 ? [] : [{ kind, hasWaited, buckets, sumMs: this.#sums[series] ?? 0 }];
      }),
    );
  }

  /** Decisions by clause and effect, as far as there were any. */
  decisions(): readonly DecisionCount[] {
    return clauses.flatMap((clause, clauseAt) =>
      effects.flatMap((effect, effectAt) => {
        const count = this.#decisions[clauseAt * effects.length + effectAt] ?? 0;
        return count === 0 ? [] : [{ clause, effect, count }];
      }),
    );
  }
}

function increment(counts: Float64Array, at: number, by = 1): void {
  counts[at] = (counts[at] ?? 0) + by;
}

function bucketOf(tookMs: number): number {
  let at = 0;
  while (at < durationBoundsMs.length && tookMs > (durationBoundsMs[at] ?? 0)) at += 1;
  return at;
}

function outcomeOf({ statusCode, writableEnded, destroyed }: ServerResponse): AnswerOutcome {
  if (destroyed && !writableEnded) return "aborted";
  if (statusCode < 300) return "served";
  if (statusCode === 304) return "not-modified";
  if (statusCode === 401) return "unauthorized";
  if (statusCode === 403) return "refused";
  if (statusCode === 404 || statusCode === 410) return "not-found";
  return statusCode < 500 ? "rejected" : "failed";
}

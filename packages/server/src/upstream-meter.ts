import { durationBoundsMs } from "@lockkeeper/firewall";
import type { FetchedPackument, Upstream, Upstreams } from "@lockkeeper/registry";
import { RegistryError } from "@lockkeeper/registry";
import type { HistogramSample, Sample } from "./metric-registry.ts";

type What = "packument" | "tarball" | "service";
type Outcome = "fresh" | "not-modified" | "absent" | "refused" | "failed";

interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly buckets: number[];
  sumMs: number;
}

/** Counts what is asked of upstreams; there are as many series as upstreams are configured. */
export class UpstreamMeter {
  readonly #counts = new Map<string, { readonly labels: Readonly<Record<string, string>>; count: number }>();
  readonly #times = new Map<string, Series>();

  /** Runs a question and notes how it ended. */
  async measure<Answer>(
    { upstream, what }: { readonly upstream: string; readonly what: What },
    ask: () => Promise<Answer>,
    outcomeOf: (answer: Answer) => Outcome,
  ): Promise<Answer> {
    const begin = performance.now();
    let outcome: Outcome = "failed";
    try {
      const answer = await ask();
      outcome = outcomeOf(answer);
      return answer;
    } catch (error) {
      if (error instanceof RegistryError && error.code === "REGISTRY_UNAUTHORIZED") outcome = "refused";
      throw error;
    } finally {
      this.#note({ upstream, what, outcome }, performance.now() - begin);
    }
  }

  #note(
    { upstream, what, outcome }: Readonly<Record<"upstream" | "what" | "outcome", string>>,
    tookMs: number,
  ): void {
    const key = `${upstream} ${what}`;
    const counted = this.#counts.get(`${key} ${outcome}`) ?? {
      labels: { upstream, what, outcome },
      count: 0,
    };
    counted.count += 1;
    this.#counts.set(`${key} ${outcome}`, counted);
    const timed = this.#times.get(key) ?? {
      labels: { upstream, what },
      buckets: Array.from({ length: durationBoundsMs.length + 1 }, () => 0),
      sumMs: 0,
    };
    durationBoundsMs.forEach((bound, at) => {
      if (tookMs <= bound) timed.buckets[at] = (timed.buckets[at] ?? 0) + 1;
    });
    timed.buckets[durationBoundsMs.length] = (timed.buckets[durationBoundsMs.length] ?? 0) + 1;
    timed.sumMs += tookMs;
    this.#times.set(key, timed);
  }

  counts(): readonly Sample[] {
    return [...this.#counts.values()].map(({ labels, count }) => ({ labels, value: count }));
  }

  times(): readonly HistogramSample[] {
    return [...this.#times.values()].map(({ labels, buckets, sumMs }) => ({
      labels,
      buckets,
      sum: sumMs / 1000,
    }));
  }
}

/** The same upstreams, with everything that is asked of them counted. */
export function meterUpstreams(upstreams: Upstreams, meter: UpstreamMeter): Upstreams {
  const metered = new Map(upstreams.all.map((upstream) => [upstream, meterUpstream(upstream, meter)]));
  const find = (upstream: Upstream): Upstream => metered.get(upstream) ?? upstream;
  return {
    all: upstreams.all.map(find),
    primary: find(upstreams.primary),
    routeOf: (name) => find(upstreams.routeOf(name)),
    close: () => upstreams.close(),
  };
}

function meterUpstream(upstream: Upstream, meter: UpstreamMeter): Upstream {
  const { id } = upstream;
  return {
    id,
    url: upstream.url,
    isPrivate: upstream.isPrivate,
    fetchPackument: (name, validators) =>
      meter.measure(
        { upstream: id, what: "packument" },
        () => upstream.fetchPackument(name, validators),
        ({ kind }: FetchedPackument) => kind,
      ),
    fetchTarball: (url) =>
      meter.measure(
        { upstream: id, what: "tarball" },
        () => upstream.fetchTarball(url),
        ({ status }) => outcomeOfStatus(status),
      ),
    fetchPlain: (request) =>
      meter.measure(
        { upstream: id, what: "service" },
        () => upstream.fetchPlain(request),
        ({ status }) => outcomeOfStatus(status),
      ),
    probe: () => upstream.probe(),
  };
}

function outcomeOfStatus(status: number): Outcome {
  if (status < 300) return "fresh";
  if (status === 304) return "not-modified";
  if (status === 404 || status === 410) return "absent";
  return status === 401 || status === 403 ? "refused" : "failed";
}

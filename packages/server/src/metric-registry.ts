import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { MetricForm } from "./metrics-catalogue.ts";

/** A value of a figure with what its labels say. */
export interface Sample {
  readonly labels?: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A series of a histogram, as counted by us. */
export interface HistogramSample {
  readonly labels: Readonly<Record<string, string>>;
  /** By the bounds, each with those before it; the last is of everything. */
  readonly buckets: readonly number[];
  readonly sum: number;
}

/** The figures that are read when a collector asks; on the way of a request nothing of this runs. */
export interface MetricRegistry {
  counter(form: MetricForm, read: () => readonly Sample[]): void;
  gauge(form: MetricForm, read: () => readonly Sample[]): void;
  /** Bounds in the unit of the sums. */
  histogram(form: MetricForm, bounds: readonly number[], read: () => readonly HistogramSample[]): void;
  render(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Creates a registry of our own: the library's global one belongs to nobody. */
export function createMetricRegistry(): MetricRegistry {
  const registry = new Registry();

  function configuration(form: MetricForm): {
    readonly name: string;
    readonly help: string;
    readonly labelNames: string[];
    readonly registers: Registry[];
  } {
    const { name, help, labels } = form;
    return { name, help, labelNames: Object.keys(labels), registers: [registry] };
  }

  return {
    counter: (form, read) => {
      const counter: Counter = new Counter({
        ...configuration(form),
        collect: () => {
          counter.reset();
          for (const { labels = {}, value } of read()) counter.inc(labels, value);
        },
      });
    },
    gauge: (form, read) => {
      const gauge: Gauge = new Gauge({
        ...configuration(form),
        collect: () => {
          gauge.reset();
          for (const { labels = {}, value } of read()) gauge.set(labels, value);
        },
      });
    },
    histogram: (form, bounds, read) => void new FilledHistogram(configuration(form), bounds, read),
    render: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

/** A histogram whose counts come from elsewhere: the library's own takes observations one by one, each a map of labels. */
class FilledHistogram extends Histogram {
  readonly #form: { readonly name: string; readonly help: string };
  readonly #bounds: readonly string[];
  readonly #read: () => readonly HistogramSample[];

  constructor(
    configuration: ConstructorParameters<typeof Histogram>[0],
    bounds: readonly number[],
    read: () => readonly HistogramSample[],
  ) {
    super({ ...configuration, buckets: [...bounds] });
    this.#form = configuration;
    this.#bounds = [...bounds.map(String), "+Inf"];
    this.#read = read;
  }

  /** What the registry asks for when it writes everything out. */
  async getForPromString(): Promise<object> {
    const { name, help } = this.#form;
    const values = this.#read().flatMap(({ labels, buckets, sum }) => [
      ...buckets.map((value, at) => ({
        metricName: `${name}_bucket`,
        labels: { le: this.#bounds[at] ?? "+Inf", ...labels },
        value,
      })),
      { metricName: `${name}_sum`, labels, value: sum },
      { metricName: `${name}_count`, labels, value: buckets.at(-1) ?? 0 },
    ]);
    return { name, help, type: "histogram", values, aggregator: "sum" };
  }
}

import { Counter, Gauge, Histogram, Registry } from "prom-client";
import type { Figure, HistogramSample, RenderedFigures } from "./metric-registry.ts";

/** Creates what writes figures out in Prometheus' text format, with a registry of our own: the global one belongs to nobody. */
export function createRenderer(figures: readonly Figure[]): () => Promise<RenderedFigures> {
  const registry = new Registry();
  for (const figure of figures) addFigure(registry, figure);
  return async () => ({ contentType: registry.contentType, text: await registry.metrics() });
}

function addFigure(registry: Registry, figure: Figure): void {
  const { name, help, labels } = figure.form;
  const configuration = { name, help, labelNames: Object.keys(labels), registers: [registry] };
  switch (figure.kind) {
    case "counter": {
      const counter: Counter = new Counter({
        ...configuration,
        collect: () => {
          counter.reset();
          for (const { labels: told = {}, value } of figure.read()) counter.inc(told, value);
        },
      });
      return;
    }
    case "gauge": {
      const gauge: Gauge = new Gauge({
        ...configuration,
        collect: () => {
          gauge.reset();
          for (const { labels: told = {}, value } of figure.read()) gauge.set(told, value);
        },
      });
      return;
    }
    case "histogram":
      void new FilledHistogram({ ...configuration, buckets: [...figure.bounds] }, figure.read);
  }
}

/** A histogram whose counts come from elsewhere: the library's own takes observations one by one, each a map of labels. */
class FilledHistogram extends Histogram {
  readonly #form: { readonly name: string; readonly help: string };
  readonly #bounds: readonly string[];
  readonly #read: () => readonly HistogramSample[];

  constructor(
    configuration: ConstructorParameters<typeof Histogram>[0] & { readonly buckets: number[] },
    read: () => readonly HistogramSample[],
  ) {
    super(configuration);
    this.#form = configuration;
    this.#bounds = [...configuration.buckets.map(String), "+Inf"];
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

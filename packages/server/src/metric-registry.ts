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

/** A figure with the way to its values. */
export type Figure =
  | {
      readonly kind: "counter" | "gauge";
      readonly form: MetricForm;
      readonly read: () => readonly Sample[];
    }
  | {
      readonly kind: "histogram";
      readonly form: MetricForm;
      /** In the unit of the sums. */
      readonly bounds: readonly number[];
      readonly read: () => readonly HistogramSample[];
    };

/** Figures as a collector reads them. */
export interface RenderedFigures {
  readonly contentType: string;
  readonly text: string;
}

/** The figures that are read when a collector asks; on the way of a request nothing of this runs. */
export interface MetricRegistry {
  counter(form: MetricForm, read: () => readonly Sample[]): void;
  gauge(form: MetricForm, read: () => readonly Sample[]): void;
  /** Bounds in the unit of the sums. */
  histogram(form: MetricForm, bounds: readonly number[], read: () => readonly HistogramSample[]): void;
  render(): Promise<RenderedFigures>;
}

/** Creates a registry. */
export function createMetricRegistry(): MetricRegistry {
  const figures: Figure[] = [];
  let rendering: Promise<() => Promise<RenderedFigures>> | undefined;

  /** The library takes 12 MB and 40 ms, which a server that nobody collects from need not pay. */
  async function load(): Promise<() => Promise<RenderedFigures>> {
    const { createRenderer } = await import("./metric-render.ts");
    return createRenderer(figures);
  }

  return {
    counter: (form, read) => void figures.push({ kind: "counter", form, read }),
    gauge: (form, read) => void figures.push({ kind: "gauge", form, read }),
    histogram: (form, bounds, read) => void figures.push({ kind: "histogram", form, bounds, read }),
    render: async () => {
      const render = await (rendering ??= load());
      return await render();
    },
  };
}

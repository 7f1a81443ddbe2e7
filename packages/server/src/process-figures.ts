import { monitorEventLoopDelay } from "node:perf_hooks";
import type { MetricRegistry } from "./metric-registry.ts";
import { metricForms } from "./metrics-catalogue.ts";

const nsPerSecond = 1e9;
const microsecondsPerSecond = 1e6;
/** Fine enough to see a pause of a hundredth of a second, and free. */
const resolutionMs = 20;

/** Adds the figures of this process. Returns what ends the watch over its event loop. */
export function addProcessFigures(registry: MetricRegistry): () => void {
  const delay = monitorEventLoopDelay({ resolution: resolutionMs });
  delay.enable();
  const memory = (): NodeJS.MemoryUsage => process.memoryUsage();
  registry.counter(metricForms.cpu, () => {
    const { user, system } = process.cpuUsage();
    return Object.entries({ user, system }).map(([mode, value]) => ({
      labels: { mode },
      value: value / microsecondsPerSecond,
    }));
  });
  registry.gauge(metricForms.resident, () => [{ value: memory().rss }]);
  registry.gauge(metricForms.heap, () => [{ value: memory().heapUsed }]);
  registry.gauge(metricForms.external, () => [{ value: memory().external }]);
  registry.gauge(metricForms.startTime, () => [{ value: performance.timeOrigin / 1000 }]);
  registry.gauge(metricForms.loopDelay, () => {
    // What is measured includes the wait that was asked for.
    const seconds = (ns: number): number => Math.max(0, ns / nsPerSecond - resolutionMs / 1000);
    const samples = [
      { labels: { quantile: "0.5" }, value: seconds(delay.percentile(50)) },
      { labels: { quantile: "0.99" }, value: seconds(delay.percentile(99)) },
      { labels: { quantile: "1" }, value: seconds(delay.max) },
    ];
    delay.reset();
    return samples;
  });
  return () => delay.disable();
}

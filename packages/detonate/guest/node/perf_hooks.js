/** The perf_hooks module. */
export default function create(kit) {
  const { performance } = kit.web("performance");
  class PerformanceObserver {
    static supportedEntryTypes = ["function", "gc", "mark", "measure"];
    observe() {}
    disconnect() {}
  }
  const histogram = {
    min: 0,
    max: 0,
    mean: 0,
    stddev: 0,
    enable: () => true,
    disable: () => true,
    percentile: () => 0,
    reset: () => undefined,
    record: () => undefined,
  };
  return {
    performance,
    PerformanceObserver,
    constants: {},
    monitorEventLoopDelay: () => histogram,
    createHistogram: () => histogram,
  };
}

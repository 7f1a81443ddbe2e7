/** The global `performance`, over the world's clock. */
export default function create(kit) {
  const origin = kit.clock.now();
  const performance = {
    timeOrigin: origin,
    now: () => kit.clock.elapsed() + 31.4,
    mark: (name) => ({ name, entryType: "mark", startTime: performance.now(), duration: 0 }),
    measure: (name) => ({ name, entryType: "measure", startTime: 0, duration: performance.now() }),
    clearMarks: () => undefined,
    clearMeasures: () => undefined,
    getEntries: () => [],
    getEntriesByName: () => [],
    getEntriesByType: () => [],
    setResourceTimingBufferSize: () => undefined,
    timerify: (callback) => callback,
    eventLoopUtilization: () => ({ idle: 0, active: 0, utilization: 0 }),
    nodeTiming: {
      name: "node",
      entryType: "node",
      startTime: 0,
      duration: 31.4,
      nodeStart: 0.6,
      v8Start: 2.1,
      bootstrapComplete: 22.8,
      loopStart: -1,
    },
    toJSON: () => ({ timeOrigin: origin }),
  };
  return { performance };
}

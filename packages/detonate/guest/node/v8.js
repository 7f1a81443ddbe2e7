import { cloneValue } from "../parts/clone.js";

/** The v8 module. */
export default function create(kit) {
  const { Buffer } = kit.builtin("buffer");
  return {
    getHeapStatistics: () => ({
      total_heap_size: 6_553_600,
      used_heap_size: 5_218_904,
      heap_size_limit: 4_345_298_944,
      total_available_size: 4_341_310_016,
      malloced_memory: 262_320,
      number_of_native_contexts: 1,
    }),
    getHeapSpaceStatistics: () => [],
    getHeapCodeStatistics: () => ({ code_and_metadata_size: 131_072 }),
    setFlagsFromString: (text) => kit.observe("code", "v8.setFlagsFromString", { text: String(text) }),
    cachedDataVersionTag: () => 1_165_837_636,
    serialize: (value) => Buffer.from(JSON.stringify(value) ?? "null"),
    deserialize: (bytes) => JSON.parse(Buffer.from(bytes).toString()),
    structuredClone: cloneValue,
    takeCoverage: () => undefined,
    stopCoverage: () => undefined,
    startupSnapshot: { isBuildingSnapshot: () => false },
  };
}

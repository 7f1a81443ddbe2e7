/** The engine's first threshold, after so many bytes of which it looks for cycles of what nobody refers to. */
const firstThreshold = 256 * 1024;
const shareOfMemory = 0.75;
/** What a new runtime takes at most, on either side of the threshold. */
const runtimeWords = 1024 * 1024;

/**
 * Has the engine look for unreferenced cycles only when its memory is nearly full. Its pinned build frees variables that are in use
 * when it looks while a function runs that calls `eval` directly: honest code ended in a fault of the engine by that. All else is
 * freed at once, by counting references. The threshold is found by its value, in a memory that holds no more than a new
 * runtime; answers false where it is not there once, as after an update of the engine.
 */
export function collectLate(memory: WebAssembly.Memory, memoryMaxBytes: number): boolean {
  const words = new Uint32Array(memory.buffer);
  const at = words.indexOf(firstThreshold);
  // Above a new runtime all is zeros, and there are millions of them.
  if (at === -1 || words.subarray(0, at + runtimeWords).includes(firstThreshold, at + 1)) return false;
  words[at] = Math.floor(memoryMaxBytes * shareOfMemory);
  return true;
}

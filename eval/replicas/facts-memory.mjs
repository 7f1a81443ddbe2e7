// Remembers facts by their bytes while an evaluation runs: predecessors and dependencies are the same for every transform.
/** A cache of values for an inspector, of so many entries. */
export function createFactsMemory(most = 200) {
  const values = new Map();
  return {
    get: async (key) => values.get(key),
    set: async (key, value) => {
      values.set(key, value);
      if (values.size > most) values.delete(values.keys().next().value);
    },
  };
}

/** `Atomics` for one thread: nothing comes between a reading and a writing, and who waits for another waits in vain. */
export default function create(kit) {
  const changing = (change) => (array, index, value) => {
    const before = array[index];
    array[index] = change(before, value);
    return before;
  };
  const Atomics = {
    add: changing((before, value) => before + value),
    sub: changing((before, value) => before - value),
    and: changing((before, value) => before & value),
    or: changing((before, value) => before | value),
    xor: changing((before, value) => before ^ value),
    exchange: changing((_before, value) => value),
    compareExchange(array, index, expected, value) {
      const before = array[index];
      if (before === expected) array[index] = value;
      return before;
    },
    load: (array, index) => array[index],
    store(array, index, value) {
      array[index] = value;
      return value;
    },
    isLockFree: (size) => [1, 2, 4, 8].includes(size),
    notify: () => 0,
    wait(array, index, value, ms = Infinity) {
      if (array[index] !== value) return "not-equal";
      // What would wait without end is woken, so that what comes after it is seen.
      if (Number.isFinite(Number(ms))) kit.clock.advance(Math.max(0, Number(ms)));
      return Number.isFinite(Number(ms)) ? "timed-out" : "ok";
    },
    waitAsync: (array, index, value, ms) => ({ async: false, value: Atomics.wait(array, index, value, ms) }),
  };
  Object.defineProperty(Atomics, Symbol.toStringTag, { value: "Atomics", configurable: true });
  return { Atomics };
}

/** `timers/promises`. */
export default function create(kit) {
  const wait = (delay = 1, value = undefined) =>
    new Promise((resolve) => kit.clock.after(Number(delay) || 1, () => resolve(value), {}));
  return {
    setTimeout: wait,
    setImmediate: (value) => new Promise((resolve) => kit.clock.soon(() => resolve(value))),
    async *setInterval(delay, value) {
      for (;;) yield await wait(delay, value);
    },
    scheduler: { wait, yield: () => wait(0) },
  };
}

/** The timers module; the globals are the same functions. */
export default function create(kit) {
  const { setTimeout, setInterval, setImmediate, clearTimeout, clearInterval, clearImmediate } =
    kit.web("timers");
  const promises = kit.builtin("timers/promises");
  return {
    setTimeout,
    setInterval,
    setImmediate,
    clearTimeout,
    clearInterval,
    clearImmediate,
    promises,
    active: () => undefined,
    enroll: () => undefined,
    unenroll: () => undefined,
  };
}

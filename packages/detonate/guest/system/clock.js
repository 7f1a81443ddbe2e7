const punctualCount = 6;
const longestStretch = 2 ** 14;

/** The event loop's queues over the clock of the host, as `kit.clock`, and the loop's steps. */
export function createClock(host, limits) {
  const queues = { ticks: [], soon: [], timers: [], goesOn: limits.goesOn === true };
  const order = { last: 0 };
  const now = () => host("clock.now").value;
  const elapsed = () => host("clock.elapsed").value;
  const advance = (ms) => void host("clock.advance", { ms });
  const after = (ms, callback, { every = false, isRef = true } = {}) =>
    startTimer({ queues, order, elapsed, limits }, { ms: Math.max(1, ms), callback, every, isRef });
  return {
    clock: {
      now,
      elapsed,
      advance,
      after,
      soon: (callback) => void queues.soon.push(callback),
      tick: (callback) => void queues.ticks.push(callback),
    },
    takeTick: () => queues.ticks.shift(),
    takeTurn: () => takeTurn(queues, elapsed, advance),
  };
}

function startTimer({ queues, order, elapsed, limits }, { ms, callback, every, isRef }) {
  const bounded = Math.min(Number.isFinite(ms) ? ms : 1, 2_147_483_647);
  const entry = { at: 0, order: 0, callback, every: every ? bounded : 0, isRef, fired: 0, isOver: false };
  const arm = (delay = bounded) => {
    order.last += 1;
    entry.at = elapsed() + delay;
    entry.order = order.last;
  };
  entry.rearm = () => {
    entry.fired += 1;
    // An interval that never ends is quiet after a while: what it does again and again has been seen.
    if (entry.fired < limits.intervalMaxCount) arm(bounded * stretchOf(entry.fired));
    else entry.isOver = true;
  };
  arm();
  queues.timers.push(entry);
  return {
    cancel: () => {
      entry.isOver = true;
    },
    ref: () => {
      entry.isRef = true;
    },
    unref: () => {
      entry.isRef = false;
    },
    hasRef: () => entry.isRef,
    refresh: () => {
      if (entry.isOver && entry.every === 0) queues.timers.push(entry);
      entry.isOver = false;
      arm();
    },
  };
}

/**
 * An interval comes as it should a few times, then later and later, as on a machine that sleeps: what waits for a day comes
 * to it before it is quiet.
 */
function stretchOf(fired) {
  return fired < punctualCount ? 1 : Math.min(2 ** (fired - punctualCount + 1), longestStretch);
}

/** What is to be called next, with the clock moved to its time; nothing when all is at rest. */
function takeTurn(queues, elapsed, advance) {
  const { soon } = queues;
  if (soon.length > 0) {
    queues.soon = [];
    return soon;
  }
  queues.timers = queues.timers.filter((timer) => !timer.isOver);
  if (queues.timers.length === 0 || !(queues.goesOn || queues.timers.some((timer) => timer.isRef)))
    return undefined;
  let next = queues.timers[0];
  for (const timer of queues.timers) {
    if (timer.at < next.at || (timer.at === next.at && timer.order < next.order)) next = timer;
  }
  advance(next.at - elapsed());
  if (next.every > 0) next.rearm();
  else next.isOver = true;
  return [next.callback];
}

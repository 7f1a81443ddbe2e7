const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

/** Timers over the world's clock. */
export default function create(kit) {
  const byNumber = new Map();
  class Timeout {
    #timer;
    #number;

    constructor(timer, number) {
      this.#timer = timer;
      this.#number = number;
    }
    ref() {
      this.#timer.ref();
      return this;
    }
    unref() {
      this.#timer.unref();
      return this;
    }
    hasRef() {
      return this.#timer.hasRef();
    }
    refresh() {
      this.#timer.refresh();
      return this;
    }
    close() {
      this.#timer.cancel();
      return this;
    }
    [Symbol.toPrimitive]() {
      return this.#number;
    }
  }
  const start = (callback, delay, every) => {
    const timer = kit.clock.after(Math.max(1, Number(delay) || 1), callback, { every });
    const made = new Timeout(timer, byNumber.size + 1);
    byNumber.set(byNumber.size + 1, made);
    return made;
  };
  const stop = (timer) => {
    const known = typeof timer === "object" ? timer : byNumber.get(Number(timer));
    known?.close?.();
  };
  return { ...starters(kit, start), ...immediates(kit), clearTimeout: stop, clearInterval: stop };
}

/** What a timer calls: text is code, as pages have it and old code tries it. */
function callable(kit, callback, args) {
  if (typeof callback === "function") return () => callback(...args);
  if (typeof callback === "string") {
    kit.observe("code", "setTimeout", { text: callback });
    return () => kit.evaluate(callback, "timer.js");
  }
  const error = new TypeError(
    `The "callback" argument must be of type function. Received ${String(callback)}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

function starters(kit, start) {
  const setTimeout = (callback, delay, ...args) => start(callable(kit, callback, args), delay, false);
  const setInterval = (callback, delay, ...args) => start(callable(kit, callback, args), delay, true);
  Object.defineProperty(setTimeout, promisifyCustom, {
    value: (delay, value) => new Promise((resolve) => start(() => resolve(value), delay, false)),
  });
  return { setTimeout, setInterval };
}

function immediates(kit) {
  class Immediate {
    isCleared = false;
    ref() {
      return this;
    }
    unref() {
      return this;
    }
    hasRef() {
      return true;
    }
  }
  const setImmediate = (callback, ...args) => {
    const made = new Immediate();
    const call = callable(kit, callback, args);
    kit.clock.soon(() => (made.isCleared ? undefined : call()));
    return made;
  };
  Object.defineProperty(setImmediate, promisifyCustom, {
    value: (value) => new Promise((resolve) => kit.clock.soon(() => resolve(value))),
  });
  const clearImmediate = (immediate) => {
    if (immediate instanceof Immediate) immediate.isCleared = true;
  };
  return { setImmediate, clearImmediate };
}

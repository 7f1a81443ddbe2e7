const errorMonitor = Symbol("events.errorMonitor");
const captureRejectionSymbol = Symbol.for("nodejs.rejection");

/** Event emitters. */
export default function create() {
  return EventEmitter;
}

/** Written as a function, since inheritance by `EventEmitter.call(this)` is common. */
export function EventEmitter(options) {
  EventEmitter.init.call(this, options);
}

EventEmitter.init = function init() {
  if (this._events === undefined || this._events === Object.getPrototypeOf(this)._events) {
    this._events = Object.create(null);
    this._eventsCount = 0;
  }
  this._maxListeners = this._maxListeners || undefined;
};

const methods = {
  on(type, listener) {
    return addListener(this, type, listener, false);
  },
  prependListener(type, listener) {
    return addListener(this, type, listener, true);
  },
  once(type, listener) {
    checkListener(listener);
    return this.on(type, wrapOnce(this, type, listener));
  },
  prependOnceListener(type, listener) {
    checkListener(listener);
    return this.prependListener(type, wrapOnce(this, type, listener));
  },
  off(type, listener) {
    const list = this._events?.[type];
    if (list === undefined) return this;
    const all = listOf(list);
    const at = all.findLastIndex((entry) => entry === listener || entry.listener === listener);
    if (at === -1) return this;
    setListeners(this, type, all.toSpliced(at, 1));
    if (this._events.removeListener !== undefined) this.emit("removeListener", type, listener);
    return this;
  },
  emit(type, ...args) {
    const events = this._events;
    if (type === "error" && events?.[errorMonitor] !== undefined) this.emit(errorMonitor, ...args);
    const list = events?.[type];
    if (list === undefined) {
      if (type === "error") throw unhandledError(args[0]);
      return false;
    }
    for (const listener of listOf(list).slice()) Reflect.apply(listener, this, args);
    return true;
  },
  removeAllListeners(type) {
    if (type === undefined) {
      this._events = Object.create(null);
      this._eventsCount = 0;
    } else if (this._events?.[type] !== undefined) {
      setListeners(this, type, []);
    }
    return this;
  },
  setMaxListeners(count) {
    this._maxListeners = count;
    return this;
  },
  getMaxListeners() {
    return this._maxListeners ?? EventEmitter.defaultMaxListeners;
  },
  listeners(type) {
    return this.rawListeners(type).map((entry) => entry.listener ?? entry);
  },
  rawListeners(type) {
    const list = this._events?.[type];
    return list === undefined ? [] : [...listOf(list)];
  },
  listenerCount(type) {
    const list = this._events?.[type];
    return list === undefined ? 0 : listOf(list).length;
  },
  eventNames() {
    return Reflect.ownKeys(this._events ?? {});
  },
};

for (const [name, method] of Object.entries(methods)) {
  Object.defineProperty(EventEmitter.prototype, name, {
    value: method,
    writable: true,
    configurable: true,
    enumerable: true,
  });
}
EventEmitter.prototype.addListener = EventEmitter.prototype.on;
EventEmitter.prototype.removeListener = EventEmitter.prototype.off;
EventEmitter.prototype._events = undefined;
EventEmitter.prototype._eventsCount = 0;
EventEmitter.prototype._maxListeners = undefined;

function listOf(list) {
  return typeof list === "function" ? [list] : list;
}

function checkListener(listener) {
  if (typeof listener === "function") return;
  const error = new TypeError(
    `The "listener" argument must be of type function. Received ${listener === null ? "null" : typeof listener}`,
  );
  error.code = "ERR_INVALID_ARG_TYPE";
  throw error;
}

function addListener(emitter, type, listener, isFirst) {
  checkListener(listener);
  if (emitter._events === undefined) EventEmitter.init.call(emitter);
  if (emitter._events.newListener !== undefined) {
    emitter.emit("newListener", type, listener.listener ?? listener);
  }
  const list = emitter._events[type];
  const all = list === undefined ? [] : listOf(list);
  setListeners(emitter, type, isFirst ? [listener, ...all] : [...all, listener]);
  return emitter;
}

function setListeners(emitter, type, list) {
  const existed = emitter._events[type] !== undefined;
  if (list.length === 0) {
    delete emitter._events[type];
    if (existed) emitter._eventsCount -= 1;
    return;
  }
  emitter._events[type] = list.length === 1 ? list[0] : list;
  if (!existed) emitter._eventsCount += 1;
}

function wrapOnce(emitter, type, listener) {
  function fireOnce(...args) {
    emitter.removeListener(type, fireOnce);
    return Reflect.apply(listener, emitter, args);
  }
  fireOnce.listener = listener;
  return fireOnce;
}

function unhandledError(cause) {
  if (cause instanceof Error) return cause;
  const error = new Error(`Unhandled error. (${String(cause)})`);
  error.code = "ERR_UNHANDLED_ERROR";
  error.context = cause;
  return error;
}

function once(emitter, type) {
  return new Promise((resolve, reject) => {
    if (typeof emitter.addEventListener === "function") {
      emitter.addEventListener(type, (event) => resolve([event]), { once: true });
      return;
    }
    const onError = (error) => {
      emitter.removeListener(type, onEvent);
      reject(error);
    };
    const onEvent = (...args) => {
      emitter.removeListener("error", onError);
      resolve(args);
    };
    emitter.once(type, onEvent);
    if (type !== "error") emitter.once("error", onError);
  });
}

function iterate(emitter, type) {
  const queue = [];
  const waiting = [];
  emitter.on(type, (...args) => {
    const next = waiting.shift();
    if (next === undefined) queue.push(args);
    else next({ value: args, done: false });
  });
  return {
    next: () =>
      queue.length > 0
        ? Promise.resolve({ value: queue.shift(), done: false })
        : new Promise((resolve) => waiting.push(resolve)),
    return: () => Promise.resolve({ value: undefined, done: true }),
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

Object.assign(EventEmitter, {
  EventEmitter,
  EventEmitterAsyncResource: class EventEmitterAsyncResource extends EventEmitter {},
  defaultMaxListeners: 10,
  errorMonitor,
  captureRejectionSymbol,
  captureRejections: false,
  usingDomains: false,
  once,
  on: iterate,
  getEventListeners: (emitter, type) => emitter.listeners?.(type) ?? [],
  getMaxListeners: (emitter) => emitter.getMaxListeners?.() ?? 10,
  listenerCount: (emitter, type) => emitter.listenerCount(type),
  setMaxListeners: () => undefined,
  addAbortListener: (signal, listener) => {
    signal.addEventListener("abort", listener, { once: true });
    return { [Symbol.for("Symbol.dispose")]: () => signal.removeEventListener("abort", listener) };
  },
  init: EventEmitter.init,
});

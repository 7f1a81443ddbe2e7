class Event {
  #type;
  #isPrevented = false;

  constructor(type, options = {}) {
    this.#type = String(type);
    this.cancelable = options.cancelable === true;
    this.bubbles = options.bubbles === true;
    this.target = null;
    this.currentTarget = null;
    this.isTrusted = false;
    this.timeStamp = 52.1;
  }

  get type() {
    return this.#type;
  }
  get defaultPrevented() {
    return this.#isPrevented;
  }
  preventDefault() {
    this.#isPrevented = this.cancelable;
  }
  stopPropagation() {}
  stopImmediatePropagation() {}
  composedPath() {
    return [];
  }
}

class CustomEvent extends Event {
  constructor(type, options = {}) {
    super(type, options);
    this.detail = options.detail ?? null;
  }
}

class MessageEvent extends Event {
  constructor(type, options = {}) {
    super(type, options);
    Object.assign(this, { data: options.data ?? null, origin: "", lastEventId: "", ports: [], source: null });
  }
}

/** The standard's targets of events; what is set as `onname` listens too. */
export class EventTarget {
  #listeners = new Map();

  addEventListener(type, listener, options) {
    const list = this.#listeners.get(type) ?? [];
    if (listener !== null && listener !== undefined) list.push({ listener, isOnce: options?.once === true });
    this.#listeners.set(type, list);
  }
  removeEventListener(type, listener) {
    this.#listeners.set(
      type,
      (this.#listeners.get(type) ?? []).filter((entry) => entry.listener !== listener),
    );
  }
  dispatchEvent(event) {
    event.target ??= this;
    event.currentTarget = this;
    const own = this[`on${event.type}`];
    if (typeof own === "function") Reflect.apply(own, this, [event]);
    for (const entry of (this.#listeners.get(event.type) ?? []).slice()) {
      if (entry.isOnce) this.removeEventListener(event.type, entry.listener);
      if (typeof entry.listener === "function") Reflect.apply(entry.listener, this, [event]);
      else entry.listener.handleEvent?.(event);
    }
    return !event.defaultPrevented;
  }
}

class AbortSignal extends EventTarget {
  aborted = false;
  reason = undefined;
  onabort = null;

  static abort(reason) {
    const controller = new AbortController();
    controller.abort(reason);
    return controller.signal;
  }
  static timeout() {
    return new AbortSignal();
  }
  static any() {
    return new AbortSignal();
  }
  throwIfAborted() {
    const { reason } = this;
    // Code may abort with a reason of any kind, and gets that thrown.
    if (this.aborted) throw reason; // oxlint-disable-line typescript/only-throw-error
  }
}

class AbortController {
  signal = new AbortSignal();

  abort(reason = Object.assign(new Error("This operation was aborted"), { name: "AbortError", code: 20 })) {
    if (this.signal.aborted) return;
    this.signal.aborted = true;
    this.signal.reason = reason;
    this.signal.dispatchEvent(new Event("abort"));
  }
}

/** Events, and channels of messages within a process. */
export default function create(kit) {
  class MessagePort extends EventTarget {
    other = undefined;
    onmessage = null;

    postMessage(data) {
      kit.clock.soon(() => {
        this.other?.dispatchEvent(new MessageEvent("message", { data }));
        this.other?.emitted?.(data);
      });
    }
    on(type, listener) {
      this.addEventListener(type, (event) => listener(event.data));
      return this;
    }
    once(type, listener) {
      return this.on(type, listener);
    }
    start() {}
    close() {}
    ref() {}
    unref() {}
  }
  class MessageChannel {
    constructor() {
      this.port1 = new MessagePort();
      this.port2 = new MessagePort();
      this.port1.other = this.port2;
      this.port2.other = this.port1;
    }
  }
  class BroadcastChannel extends EventTarget {
    constructor(name) {
      super();
      this.name = String(name);
    }
    postMessage() {}
    close() {}
  }
  return {
    Event,
    CustomEvent,
    MessageEvent,
    EventTarget,
    AbortSignal,
    AbortController,
    MessagePort,
    MessageChannel,
    BroadcastChannel,
  };
}

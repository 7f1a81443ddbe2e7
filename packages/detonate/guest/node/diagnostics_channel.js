/** The diagnostics_channel module. */
export default function create() {
  const channels = new Map();
  class Channel {
    #listeners = new Set();
    constructor(name) {
      this.name = name;
    }
    get hasSubscribers() {
      return this.#listeners.size > 0;
    }
    subscribe(listener) {
      this.#listeners.add(listener);
    }
    unsubscribe(listener) {
      return this.#listeners.delete(listener);
    }
    publish(message) {
      for (const listener of this.#listeners) listener(message, this.name);
    }
    bindStore() {}
    runStores(_store, callback) {
      return callback();
    }
  }
  const channel = (name) => {
    if (!channels.has(name)) channels.set(name, new Channel(name));
    return channels.get(name);
  };
  const traced = {
    traceSync: (callback, _context, ...args) => callback(...args),
    tracePromise: async (callback) => callback(),
    subscribe: () => undefined,
  };
  return {
    Channel,
    channel,
    hasSubscribers: (name) => channel(name).hasSubscribers,
    subscribe: (name, listener) => channel(name).subscribe(listener),
    unsubscribe: (name, listener) => channel(name).unsubscribe(listener),
    tracingChannel: () => traced,
  };
}

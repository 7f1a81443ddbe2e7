/** The async_hooks module: stores hold for what runs at once. */
export default function create() {
  class AsyncLocalStorage {
    #store;
    run(store, callback, ...args) {
      const before = this.#store;
      this.#store = store;
      try {
        return callback(...args);
      } finally {
        this.#store = before;
      }
    }
    exit(callback, ...args) {
      return this.run(undefined, callback, ...args);
    }
    getStore() {
      return this.#store;
    }
    enterWith(store) {
      this.#store = store;
    }
    disable() {
      this.#store = undefined;
    }
    static bind(callback) {
      return callback;
    }
    static snapshot() {
      return (callback, ...args) => callback(...args);
    }
  }
  class AsyncResource {
    runInAsyncScope(callback, receiver, ...args) {
      return Reflect.apply(callback, receiver, args);
    }
    emitDestroy() {
      return this;
    }
    asyncId() {
      return 7;
    }
    triggerAsyncId() {
      return 1;
    }
    bind(callback) {
      return callback;
    }
    static bind(callback) {
      return callback;
    }
  }
  const hook = { enable: () => hook, disable: () => hook };
  return {
    AsyncLocalStorage,
    AsyncResource,
    createHook: () => hook,
    executionAsyncId: () => 1,
    triggerAsyncId: () => 0,
    executionAsyncResource: () => ({}),
  };
}

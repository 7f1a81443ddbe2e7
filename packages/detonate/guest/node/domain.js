import { EventEmitter } from "./events.js";

/** The old domain module: what runs inside fails into it. */
export default function create() {
  class Domain extends EventEmitter {
    members = [];
    run(callback, ...args) {
      try {
        return callback(...args);
      } catch (error) {
        this.emit("error", error);
        return undefined;
      }
    }
    add() {}
    remove() {}
    enter() {}
    exit() {}
    dispose() {}
    bind(callback) {
      return (...args) => this.run(callback, ...args);
    }
    intercept(callback) {
      return (error, ...args) => (error ? this.emit("error", error) : this.run(callback, ...args));
    }
  }
  return { Domain, create: () => new Domain(), createDomain: () => new Domain(), active: null };
}

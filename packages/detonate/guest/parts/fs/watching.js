import { EventEmitter } from "../../node/events.js";

/** Watchers, to which nothing ever happens. */
export function createWatching(kit) {
  class FSWatcher extends EventEmitter {
    close() {
      this.emit("close");
    }
    ref() {
      return this;
    }
    unref() {
      return this;
    }
  }
  const watch = (path) => {
    kit.observe("file", "fs.watch", { path: kit.disk.resolve(String(path)) });
    return new FSWatcher();
  };
  return { FSWatcher, watch, watchFile: watch, unwatchFile: () => undefined };
}

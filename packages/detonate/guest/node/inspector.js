import { EventEmitter } from "./events.js";

/** The inspector module: nobody debugs. */
export default function create() {
  class Session extends EventEmitter {
    connect() {}
    connectToMainThread() {}
    disconnect() {}
    post(_method, ...rest) {
      rest.find((value) => typeof value === "function")?.(null, {});
    }
  }
  return {
    Session,
    url: () => undefined,
    open: () => undefined,
    close: () => undefined,
    waitForDebugger: () => undefined,
    console: {},
  };
}

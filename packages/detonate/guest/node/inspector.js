import { EventEmitter } from "./events.js";

/** The inspector module: nobody debugs, but a session runs what it is told to. */
export default function create(kit) {
  class Session extends EventEmitter {
    connect() {}
    connectToMainThread() {}
    disconnect() {}
    post(method, ...rest) {
      const [given] = rest;
      const text = given?.expression ?? given?.functionDeclaration;
      const isRun = /^(?:Runtime|Debugger)\.(?:evaluate|callFunctionOn|evaluateOnCallFrame)$/.test(method);
      if (isRun && typeof text === "string") {
        kit.observe("code", `inspector.${method}`, { text });
        const value = kit.evaluate(given.expression === undefined ? `(${text})()` : text, "[inspector]");
        rest.find((each) => typeof each === "function")?.(null, { result: { type: typeof value, value } });
        return;
      }
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

import { EventEmitter } from "./events.js";

/** The worker_threads module: a worker runs at once in the same engine, with a view of its own of this module. */
export default function create(kit) {
  const { MessageChannel, MessagePort, BroadcastChannel } = kit.web("events");
  const shared = {
    MessageChannel,
    MessagePort,
    BroadcastChannel,
    SHARE_ENV: Symbol.for("nodejs.worker_threads.SHARE_ENV"),
    resourceLimits: {},
    markAsUntransferable: () => undefined,
    moveMessagePortToContext: (port) => port,
    receiveMessageOnPort: () => undefined,
    getEnvironmentData: () => undefined,
    setEnvironmentData: () => undefined,
  };
  class Worker extends EventEmitter {
    constructor(place, options = {}) {
      super();
      this.threadId = 1;
      this.resourceLimits = {};
      const text = options.eval === true ? String(place) : undefined;
      kit.observe("code", "worker_threads.Worker", text === undefined ? { path: String(place) } : { text });
      const parentPort = portOf(kit, this);
      this.postMessage = (data) => kit.clock.soon(() => parentPort.emit("message", data));
      kit.clock.soon(() =>
        this.#run({
          place,
          text,
          view: {
            ...shared,
            Worker,
            isMainThread: false,
            threadId: 1,
            workerData: options.workerData,
            parentPort,
          },
        }),
      );
    }

    #run({ place, text, view }) {
      this.emit("online");
      try {
        runWorker(kit, { place, text, view });
      } catch (error) {
        this.emit("error", error);
        this.emit("exit", 1);
        return;
      }
      kit.clock.after(50, () => this.emit("exit", 0), { isRef: true });
    }
    async terminate() {
      return 0;
    }
    ref() {}
    unref() {}
  }
  return { ...shared, Worker, isMainThread: true, threadId: 0, workerData: null, parentPort: null };
}

function portOf(kit, worker) {
  const port = new EventEmitter();
  port.postMessage = (data) => kit.clock.soon(() => worker.emit("message", data));
  return Object.assign(port, {
    close: () => undefined,
    start: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  });
}

function runWorker(kit, { place, text, view }) {
  if (text === undefined && String(place).startsWith("data:")) {
    const run = kit.compile("return import(url);", kit.disk.resolve("[worker]"), ["url"]);
    run(String(place)).catch((error) => kit.fail(error));
    return;
  }
  const url = typeof place === "object" && place !== null ? place : undefined;
  const path =
    text === undefined
      ? kit.disk.resolve(url === undefined ? String(place) : kit.builtin("url").fileURLToPath(url))
      : kit.disk.resolve("[worker eval]");
  if (text === undefined && path.endsWith(".mjs")) return void kit.require(path);
  const outer = kit.createRequire(path);
  const require = Object.assign(
    (name) => (String(name).replace("node:", "") === "worker_threads" ? view : outer(name)),
    outer,
  );
  const module = { exports: {}, id: path, filename: path, loaded: false, children: [], paths: [] };
  const body = text ?? kit.bytes.decode(kit.disk.read(path), "utf8");
  const run = kit.compile(body, path, ["exports", "require", "module", "__filename", "__dirname"]);
  return void run.call(
    module.exports,
    module.exports,
    require,
    module,
    path,
    kit.builtin("path").dirname(path),
  );
}

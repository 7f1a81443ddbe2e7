import { EventEmitter } from "./events.js";

/** The cluster module: a worker that is forked is told. */
export default function create(kit) {
  const fork = () => {
    kit.observe("process", "cluster.fork", { program: kit.process.argv[1] ?? "" });
    return Object.assign(new EventEmitter(), {
      id: 1,
      process: new EventEmitter(),
      send: () => true,
      kill: () => undefined,
      isDead: () => false,
    });
  };
  return Object.assign(new EventEmitter(), {
    isMaster: true,
    isPrimary: true,
    isWorker: false,
    workers: {},
    settings: {},
    fork,
    setupPrimary: () => undefined,
    setupMaster: () => undefined,
    disconnect: () => undefined,
  });
}

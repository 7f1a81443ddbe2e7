/** How long nothing has to happen before somebody ends the program. */
const quietMs = 2_000;
const signals = [
  ["SIGTERM", 15],
  ["SIGINT", 2],
  ["SIGHUP", 1],
  ["SIGBREAK", 21],
  ["SIGQUIT", 3],
  ["SIGUSR2", 12],
];

/**
 * What listens for the end of a program by signals, or for errors that nobody caught, is told of one each when all is at rest: as
 * somebody ends it, and as something else in it fails. A listener that ends the process ends itself alone, so that the others come to
 * their turn.
 */
export function deliverEnd(kit, process) {
  if (!kit.process.isMain) return;
  let isDone = false;
  let hasFailed = false;
  const { fail } = kit;
  // Who has heard of an error needs no other one.
  kit.fail = (...values) => {
    hasFailed = true;
    return fail(...values);
  };
  kit.onRest?.(() => {
    const names = [...signals.map(([name]) => name), "unhandledRejection", "uncaughtException"];
    if (isDone || !names.some((name) => process.listenerCount(name) > 0)) return;
    isDone = true;
    kit.clock.after(quietMs, () => deliverAll(kit, process, hasFailed), {});
  });
}

function deliverAll(kit, process, hasFailed) {
  for (const [name, number] of signals) deliver(kit, process, name, [name, number]);
  if (hasFailed) return;
  const error = new Error("connect ETIMEDOUT 10.20.4.17:5432");
  Object.assign(error, { code: "ETIMEDOUT", errno: -110, syscall: "connect" });
  deliver(kit, process, "unhandledRejection", [error, Promise.resolve()]);
  deliver(kit, process, "uncaughtException", [error, "uncaughtException"]);
}

function deliver(kit, process, name, values) {
  const left = new Error("left");
  for (const listener of process.listeners(name)) {
    kit.onExitAsked = () => {
      throw left;
    };
    try {
      kit.primordials.ReflectApply(listener, process, values);
    } catch (error) {
      if (error !== left && name !== "uncaughtException") kit.print("stderr", `${String(error)}\n`);
    } finally {
      kit.onExitAsked = undefined;
    }
  }
}

/** Bluebird's promises: the engine's own, with what installers add to them. */
export default function create() {
  class Bluebird extends Promise {
    tap(callback) {
      return this.then(async (value) => {
        await callback(value);
        return value;
      });
    }
    spread(callback) {
      return this.then((values) => callback(...values));
    }
    map(callback) {
      return this.then((values) => Promise.all([...values].map((value, index) => callback(value, index))));
    }
    return(value) {
      return this.then(() => value);
    }
    get(name) {
      return this.then((value) => value?.[name]);
    }
    delay() {
      return this;
    }
    timeout() {
      return this;
    }
    asCallback(callback) {
      this.then(
        (value) => callback?.(null, value),
        (error) => callback?.(error),
      );
      return this;
    }
  }
  const promisify =
    (call, { context } = {}) =>
    (...args) =>
      new Bluebird((resolve, reject) => {
        call.call(context, ...args, (error, value) => (error ? reject(error) : resolve(value)));
      });
  Object.assign(Bluebird, {
    promisify,
    promisifyAll: (target) => {
      for (const name of Object.keys(target)) {
        if (typeof target[name] !== "function" || name.endsWith("Async")) continue;
        target[`${name}Async`] = promisify(target[name], { context: target });
      }
      return target;
    },
    try: (call) => new Bluebird((resolve) => resolve(call())),
    method:
      (call) =>
      (...args) =>
        new Bluebird((resolve) => resolve(call(...args))),
    map: (values, call) => Bluebird.resolve(values).map(call),
    delay: (_, value) => Bluebird.resolve(value),
    fromCallback: (call) => promisify(call)(),
    config: () => undefined,
    Promise: Bluebird,
    default: Bluebird,
  });
  return Bluebird;
}

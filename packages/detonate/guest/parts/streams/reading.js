/** A stream as an iterator that waits. */
export function readAll(stream) {
  const waiting = [];
  let failure;
  let isOver = false;
  const settle = () => {
    while (waiting.length > 0) {
      const chunk = failure === undefined && !isOver ? stream.read() : null;
      if (failure !== undefined) waiting.shift().reject(failure);
      else if (chunk !== null) waiting.shift().resolve({ value: chunk, done: false });
      else if (isOver) waiting.shift().resolve({ value: undefined, done: true });
      else return;
    }
  };
  const end = () => {
    isOver = true;
    settle();
  };
  stream.on("readable", settle).on("end", end).on("close", end);
  stream.on("error", (error) => {
    failure = error;
    settle();
  });
  return {
    next: () =>
      new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        if (stream._readableState.endEmitted || stream._readableState.destroyed) isOver = true;
        settle();
      }),
    return: () => {
      stream.destroy();
      return Promise.resolve({ value: undefined, done: true });
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

/** Joins a stream to one that takes what it gives. */
export function pipeInto(source, target, options) {
  source._readableState?.pipes.push(target);
  source.on("data", (chunk) => {
    if (target.write(chunk) === false && source.pause !== undefined) {
      source.pause();
      target.once("drain", () => source.resume());
    }
  });
  const keepsOpen =
    options?.end === false || target === globalThis.process?.stdout || target === globalThis.process?.stderr;
  if (!keepsOpen) source.once("end", () => target.end());
  target.emit("pipe", source);
  return target;
}

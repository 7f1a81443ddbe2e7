import { Readable } from "./readable.js";
import { Duplex, PassThrough } from "./writable.js";

/** Calls back when a stream is over, with the error if there was one. */
export function finished(stream, optionsOrDone, done) {
  const callback = typeof optionsOrDone === "function" ? optionsOrDone : done;
  let isOver = false;
  const end = (error) => {
    if (isOver) return;
    isOver = true;
    callback(error);
  };
  const isWritable = stream._writableState !== undefined;
  stream.on("error", end);
  stream.on("finish", () => end());
  if (!isWritable) stream.on("end", () => end());
  stream.on("close", () => end());
  return () => {
    isOver = true;
  };
}

/** Streams joined one into the next; the last argument is told the end. */
export function pipeline(...parts) {
  const done = typeof parts.at(-1) === "function" && parts.length > 1 ? parts.pop() : () => undefined;
  const streams = Array.isArray(parts[0]) ? parts[0] : parts;
  let isOver = false;
  const end = (error) => {
    if (isOver) return;
    isOver = true;
    if (error) for (const stream of streams) stream.destroy?.();
    done(error);
  };
  let current = sourceOf(streams[0]);
  current.on?.("error", end);
  for (const [index, next] of streams.entries()) {
    if (index === 0) continue;
    if (typeof next === "function") {
      const made = next(current);
      if (index === streams.length - 1 && typeof made?.then === "function") {
        made.then(() => end(), end);
        return made;
      }
      current = Readable.from(made);
    } else {
      current = current.pipe(next);
    }
    current.on("error", end);
  }
  finished(current, end);
  return current;
}

function sourceOf(source) {
  if (typeof source?.pipe === "function") return source;
  return Readable.from(typeof source === "function" ? source() : source);
}

/** The same two as promises. */
export const streamPromises = {
  pipeline: (...parts) =>
    new Promise((resolve, reject) => {
      const streams = parts.filter(
        (part) => typeof part === "function" || part?.signal === undefined || part.on !== undefined,
      );
      pipeline(...streams, (error) => (error ? reject(error) : resolve()));
    }),
  finished: (stream) =>
    new Promise((resolve, reject) => finished(stream, (error) => (error ? reject(error) : resolve()))),
};

/** Streams joined into one. */
export function compose(...streams) {
  const outer = new PassThrough({ objectMode: true });
  return streams.reduce(
    (current, next) => current.pipe(next instanceof Duplex ? next : Duplex.from(next)),
    outer,
  );
}

import { EventEmitter } from "../../node/events.js";
import { Buffer } from "../buffer.js";
import { decodeBytes } from "../encodings.js";

import { pipeInto, readAll } from "./reading.js";

const later = queueMicrotask;

/** The base of all streams. */
export function Stream(options) {
  EventEmitter.call(this, options);
}
Object.setPrototypeOf(Stream.prototype, EventEmitter.prototype);
Object.setPrototypeOf(Stream, EventEmitter);

Stream.prototype.pipe = function pipe(target, options) {
  return pipeInto(this, target, options);
};

/** A stream that is read from. */
export function Readable(options = {}) {
  if (!(this instanceof Readable)) return new Readable(options);
  Stream.call(this, options);
  startReadable(this, options);
}
Object.setPrototypeOf(Readable.prototype, Stream.prototype);
Object.setPrototypeOf(Readable, Stream);

/** Gives a stream the state of its reading side. */
export function startReadable(stream, options = {}) {
  const objectMode = options.objectMode === true || options.readableObjectMode === true;
  stream._readableState = {
    buffer: [],
    objectMode,
    highWaterMark: options.readableHighWaterMark ?? options.highWaterMark ?? (objectMode ? 16 : 65_536),
    encoding: options.encoding ?? null,
    ended: false,
    endEmitted: false,
    flowing: null,
    reading: false,
    scheduled: false,
    destroyed: false,
    errored: null,
    pipes: [],
    length: 0,
  };
  stream.readable = true;
  if (typeof options.read === "function") stream._read = options.read;
  if (typeof options.destroy === "function") stream._destroy = options.destroy;
  options.signal?.addEventListener?.("abort", () => stream.destroy(options.signal.reason));
}

const methods = {
  _read() {},
  push(chunk, encoding) {
    const state = this._readableState;
    state.reading = false;
    if (chunk === null) state.ended = true;
    else if (state.objectMode || chunk.length > 0) state.buffer.push(chunkOf(chunk, encoding, state));
    schedule(this);
    return state.buffer.length < 16;
  },
  unshift(chunk, encoding) {
    if (chunk !== null) this._readableState.buffer.unshift(chunkOf(chunk, encoding, this._readableState));
    schedule(this);
  },
  read(size) {
    const state = this._readableState;
    if (state.buffer.length === 0) fillBuffer(this);
    if (state.buffer.length === 0) {
      if (state.ended) later(() => emitEnd(this));
      return null;
    }
    if (state.objectMode) return state.buffer.shift();
    return readChunk(state, size);
  },
  setEncoding(encoding) {
    this._readableState.encoding = encoding;
    this._readableState.buffer = this._readableState.buffer.map((chunk) =>
      typeof chunk === "string" ? chunk : decodeBytes(chunk, encoding),
    );
    return this;
  },
  pause() {
    this._readableState.flowing = false;
    return this;
  },
  resume() {
    this._readableState.flowing = true;
    schedule(this);
    return this;
  },
  isPaused() {
    return this._readableState.flowing === false;
  },
  on(type, listener) {
    Reflect.apply(EventEmitter.prototype.on, this, [type, listener]);
    const state = this._readableState;
    if (state === undefined) return this;
    if (type === "data" && state.flowing !== false) this.resume();
    if (type === "readable") schedule(this);
    return this;
  },
  unpipe(target) {
    this._readableState.pipes = this._readableState.pipes.filter(
      (one) => target !== undefined && one !== target,
    );
    target?.emit?.("unpipe", this);
    return this;
  },
  wrap(source) {
    source.on("data", (chunk) => this.push(chunk));
    source.on("end", () => this.push(null));
    return this;
  },
  destroy(error, done) {
    return destroyStream(this, error, done);
  },
  _destroy(error, done) {
    done(error);
  },
  [Symbol.asyncIterator]() {
    return readAll(this);
  },
  iterator() {
    return readAll(this);
  },
  async toArray() {
    const all = [];
    for await (const chunk of this) all.push(chunk);
    return all;
  },
  map(change) {
    return Readable.from(mapAll(this, change));
  },
  async forEach(visit) {
    for await (const chunk of this) await visit(chunk);
  },
};
methods.addListener = methods.on;
for (const [name, value] of [
  ...Object.entries(methods),
  [Symbol.asyncIterator, methods[Symbol.asyncIterator]],
]) {
  Object.defineProperty(Readable.prototype, name, { value, writable: true, configurable: true });
}

for (const [name, read] of Object.entries({
  destroyed: (stream) =>
    stream._readableState?.destroyed === true || stream._writableState?.destroyed === true,
  readableEnded: (stream) => stream._readableState?.endEmitted === true,
  readableFlowing: (stream) => stream._readableState?.flowing ?? null,
  readableLength: (stream) => stream._readableState?.buffer.length ?? 0,
  readableObjectMode: (stream) => stream._readableState?.objectMode === true,
  readableEncoding: (stream) => stream._readableState?.encoding ?? null,
  readableHighWaterMark: (stream) => stream._readableState?.highWaterMark ?? 65_536,
  errored: (stream) => stream._readableState?.errored ?? null,
})) {
  Object.defineProperty(Readable.prototype, name, {
    configurable: true,
    get() {
      return read(this);
    },
    set() {},
  });
}

Readable.from = (source, options = {}) => {
  if (typeof source === "string" || source instanceof Uint8Array) {
    return new Readable({
      objectMode: true,
      ...options,
      read() {
        this.push(source);
        this.push(null);
      },
    });
  }
  const iterator = (source[Symbol.asyncIterator] ?? source[Symbol.iterator]).call(source);
  return new Readable({
    objectMode: true,
    ...options,
    read() {
      Promise.resolve(iterator.next())
        .then(async ({ value, done }) => this.push(done ? null : await value))
        .catch((error) => this.destroy(error));
    },
  });
};
Readable.fromWeb = (source) => Readable.from(source, { objectMode: false });
Readable.toWeb = (stream) => stream;
Readable.isDisturbed = () => false;

async function* mapAll(stream, change) {
  for await (const chunk of stream) yield await change(chunk);
}

function chunkOf(chunk, encoding, state) {
  if (state.objectMode) return chunk;
  const bytes = typeof chunk === "string" ? Buffer.from(chunk, encoding) : chunk;
  return state.encoding === null ? Buffer.from(bytes) : decodeBytes(bytes, state.encoding);
}

function readChunk(state, size) {
  const isText = state.encoding !== null;
  const all = isText ? state.buffer.join("") : Buffer.concat(state.buffer);
  if (size === undefined || size >= all.length) {
    state.buffer = [];
    return size === undefined || state.ended || size === all.length ? all : (state.buffer.push(all), null);
  }
  state.buffer = [all.slice(size)];
  return all.slice(0, size);
}

function fillBuffer(stream) {
  const state = stream._readableState;
  if (state.ended || state.reading || state.destroyed) return;
  state.reading = true;
  stream._read(state.highWaterMark);
}

function schedule(stream) {
  const state = stream._readableState;
  if (state.scheduled) return;
  state.scheduled = true;
  later(() => {
    state.scheduled = false;
    flow(stream);
  });
}

function flow(stream) {
  const state = stream._readableState;
  if (state.destroyed) return;
  if (state.flowing === true) {
    while (state.flowing && state.buffer.length > 0) stream.emit("data", state.buffer.shift());
    if (state.ended && state.buffer.length === 0) emitEnd(stream);
    else if (state.flowing && !state.reading) {
      fillBuffer(stream);
      if (state.buffer.length > 0 || state.ended) schedule(stream);
    }
  } else if (stream.listenerCount("readable") > 0) {
    if (state.buffer.length === 0) fillBuffer(stream);
    if (!state.endEmitted && (state.buffer.length > 0 || state.ended)) stream.emit("readable");
    if (state.ended && state.buffer.length === 0) emitEnd(stream);
  }
}

function emitEnd(stream) {
  const state = stream._readableState;
  if (state.endEmitted || state.destroyed) return;
  state.endEmitted = true;
  stream.readable = false;
  stream.emit("end");
  const writes = stream._writableState;
  if (writes === undefined || writes.finished) later(() => destroyStream(stream));
}

/** Ends a stream in the manner of `destroy`: an error first, then `close`. */
export function destroyStream(stream, error = undefined, done = undefined) {
  const states = [stream._readableState, stream._writableState].filter((state) => state !== undefined);
  if (states.some((state) => state.destroyed)) return stream;
  for (const state of states) {
    state.destroyed = true;
    state.errored = error ?? null;
  }
  stream._destroy(error ?? null, (failure) => {
    later(() => {
      if (failure) stream.emit("error", failure);
      stream.emit("close");
      done?.(failure);
    });
  });
  return stream;
}

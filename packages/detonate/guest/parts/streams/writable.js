import { Buffer } from "../buffer.js";
import { destroyStream, Readable, startReadable, Stream } from "./readable.js";

const later = queueMicrotask;

/** A stream that is written to. */
export function Writable(options = {}) {
  if (!(this instanceof Writable)) return new Writable(options);
  Stream.call(this, options);
  startWritable(this, options);
}
Object.setPrototypeOf(Writable.prototype, Stream.prototype);
Object.setPrototypeOf(Writable, Stream);
Object.defineProperty(Writable, Symbol.hasInstance, {
  value: (value) =>
    Function.prototype[Symbol.hasInstance].call(Writable, value) || value?._writableState !== undefined,
});

function startWritable(stream, options = {}) {
  const objectMode = options.objectMode === true || options.writableObjectMode === true;
  stream._writableState = {
    queue: [],
    objectMode,
    decodeStrings: options.decodeStrings !== false,
    highWaterMark: options.highWaterMark ?? (objectMode ? 16 : 65_536),
    defaultEncoding: options.defaultEncoding ?? "utf8",
    busy: false,
    ending: false,
    ended: false,
    finished: false,
    destroyed: false,
    errored: null,
    corked: 0,
    needDrain: false,
    length: 0,
  };
  stream.writable = true;
  for (const name of ["write", "writev", "final", "destroy"]) {
    if (typeof options[name] === "function") stream[`_${name}`] = options[name];
  }
}

const methods = {
  _write(_chunk, _encoding, done) {
    done();
  },
  write(chunk, encodingOrDone, done) {
    const state = this._writableState;
    const encoding = typeof encodingOrDone === "string" ? encodingOrDone : state.defaultEncoding;
    const callback = typeof encodingOrDone === "function" ? encodingOrDone : done;
    if (state.ending || state.destroyed) {
      const error = new Error(
        state.destroyed ? "Cannot call write after a stream was destroyed" : "write after end",
      );
      error.code = state.destroyed ? "ERR_STREAM_DESTROYED" : "ERR_STREAM_WRITE_AFTER_END";
      later(() => (callback === undefined ? undefined : callback(error)));
      if (!state.destroyed) destroyStream(this, error);
      return false;
    }
    const converts = !state.objectMode && typeof chunk === "string" && state.decodeStrings;
    state.queue.push({
      chunk: converts ? Buffer.from(chunk, encoding) : chunk,
      encoding: converts ? "buffer" : encoding,
      callback,
    });
    writeNext(this);
    state.needDrain = state.queue.length >= 16;
    return !state.needDrain;
  },
  end(chunk, encoding, done) {
    const callback = [chunk, encoding, done].find((value) => typeof value === "function");
    if (chunk !== undefined && chunk !== null && typeof chunk !== "function")
      this.write(chunk, typeof encoding === "string" ? encoding : undefined);
    const state = this._writableState;
    if (callback !== undefined) {
      if (state.finished) later(callback);
      else this.once("finish", callback);
    }
    state.ending = true;
    this.writable = false;
    writeNext(this);
    return this;
  },
  cork() {},
  uncork() {},
  setDefaultEncoding(encoding) {
    this._writableState.defaultEncoding = encoding;
    return this;
  },
  destroy(error, done) {
    return destroyStream(this, error, done);
  },
  _destroy(error, done) {
    done(error);
  },
  pipe() {
    throw new Error("Cannot pipe, not readable");
  },
};

const views = {
  destroyed: (stream) => stream._writableState?.destroyed === true,
  writableEnded: (stream) => stream._writableState?.ending === true,
  writableFinished: (stream) => stream._writableState?.finished === true,
  writableLength: (stream) => stream._writableState?.queue.length ?? 0,
  writableNeedDrain: (stream) => stream._writableState?.needDrain === true,
  writableObjectMode: (stream) => stream._writableState?.objectMode === true,
  writableHighWaterMark: (stream) => stream._writableState?.highWaterMark ?? 65_536,
  writableCorked: () => 0,
};

function addWritable(prototype, withViews) {
  for (const [name, value] of Object.entries(methods)) {
    if (
      name in prototype &&
      ["pipe", "destroy", "_destroy"].includes(name) &&
      prototype !== Writable.prototype
    )
      continue;
    Object.defineProperty(prototype, name, { value, writable: true, configurable: true });
  }
  for (const [name, read] of Object.entries(withViews)) {
    Object.defineProperty(prototype, name, {
      configurable: true,
      get() {
        return read(this);
      },
      set() {},
    });
  }
}

function writeNext(stream) {
  const state = stream._writableState;
  if (state.busy || state.destroyed) return;
  const entry = state.queue.shift();
  if (entry === undefined) {
    if (state.ending && !state.ended) finish(stream);
    return;
  }
  state.busy = true;
  const done = (error) => {
    state.busy = false;
    entry.callback?.(error);
    if (error) return void destroyStream(stream, error);
    if (state.needDrain && state.queue.length === 0) {
      state.needDrain = false;
      later(() => stream.emit("drain"));
    }
    later(() => writeNext(stream));
  };
  if (stream._writev !== undefined && stream._write === Writable.prototype._write)
    stream._writev([entry], done);
  else stream._write(entry.chunk, entry.encoding, done);
}

function finish(stream) {
  const state = stream._writableState;
  state.ended = true;
  const done = (error) => {
    if (error) return void destroyStream(stream, error);
    later(() => {
      state.finished = true;
      stream.emit("finish");
      const reads = stream._readableState;
      if (reads === undefined || reads.endEmitted) destroyStream(stream);
    });
  };
  if (typeof stream._final === "function") stream._final(done);
  else done();
}

addWritable(Writable.prototype, views);
Writable.toWeb = (stream) => stream;
Writable.fromWeb = (stream) => stream;

/** A stream of both kinds. */
export function Duplex(options = {}) {
  if (!(this instanceof Duplex)) return new Duplex(options);
  Stream.call(this, options);
  startReadable(this, options);
  startWritable(this, options);
  this.allowHalfOpen = options.allowHalfOpen !== false;
}
Object.setPrototypeOf(Duplex.prototype, Readable.prototype);
Object.setPrototypeOf(Duplex, Readable);
const { destroyed: _destroyed, ...writableViews } = views;
addWritable(Duplex.prototype, writableViews);
Duplex.from = (source) => Readable.from(source);

/** A stream that gives what it makes of what it takes. */
export function Transform(options = {}) {
  if (!(this instanceof Transform)) return new Transform(options);
  Duplex.call(this, options);
  if (typeof options.transform === "function") this._transform = options.transform;
  if (typeof options.flush === "function") this._flush = options.flush;
}
Object.setPrototypeOf(Transform.prototype, Duplex.prototype);
Object.setPrototypeOf(Transform, Duplex);

Transform.prototype._transform = function transform(chunk, _encoding, done) {
  done(null, chunk);
};
Transform.prototype._write = function write(chunk, encoding, done) {
  this._transform(chunk, encoding, (error, made) => {
    if (made !== undefined && made !== null) this.push(made);
    done(error);
  });
};
Transform.prototype._final = function final(done) {
  const end = (error, made) => {
    if (made !== undefined && made !== null) this.push(made);
    this.push(null);
    done(error);
  };
  if (typeof this._flush === "function") this._flush(end);
  else end();
};

/** A stream that gives what it takes. */
export function PassThrough(options = {}) {
  if (!(this instanceof PassThrough)) return new PassThrough(options);
  Transform.call(this, options);
}
Object.setPrototypeOf(PassThrough.prototype, Transform.prototype);
Object.setPrototypeOf(PassThrough, Transform);

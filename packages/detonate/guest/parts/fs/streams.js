import { stackNow } from "../../system/primordials.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

/** Streams from and to files. */
export function createStreams(kit, { fs, files }) {
  function ReadStream(place, options) {
    if (!(this instanceof ReadStream)) return new ReadStream(place, options);
    startReading(this, {
      kit,
      fs,
      files,
      place,
      options: typeof options === "string" ? { encoding: options } : (options ?? {}),
    });
  }
  extend(ReadStream, Readable);
  function WriteStream(place, options) {
    if (!(this instanceof WriteStream)) return new WriteStream(place, options);
    startWriting(this, {
      kit,
      fs,
      files,
      place,
      options: typeof options === "string" ? { encoding: options } : (options ?? {}),
    });
  }
  extend(WriteStream, Writable);
  return {
    ReadStream,
    WriteStream,
    FileReadStream: ReadStream,
    FileWriteStream: WriteStream,
    createReadStream: (place, options) => new ReadStream(place, options),
    createWriteStream: (place, options) => new WriteStream(place, options),
  };
}

function extend(child, parent) {
  Object.setPrototypeOf(child.prototype, parent.prototype);
  Object.setPrototypeOf(child, parent);
}

function startReading(stream, { kit, fs, files, place, options }) {
  const stack = stackNow();
  const { start = 0, end = Number.POSITIVE_INFINITY, highWaterMark = 65_536 } = options;
  let bytes;
  let position = start;
  Readable.call(stream, {
    ...options,
    read() {
      if (bytes === undefined) return;
      const part = bytes.subarray(position, Math.min(position + highWaterMark, end + 1));
      position += part.length;
      stream.bytesRead += part.length;
      stream.push(part.length === 0 ? null : part);
    },
  });
  const path = typeof options.fd === "number" ? files.get(options.fd).path : files.path(place);
  Object.assign(stream, { path, bytesRead: 0, pending: true, fd: options.fd ?? null });
  stream.close = (done) => void stream.destroy(undefined, done);
  kit.clock.soon(() => {
    try {
      bytes = files.at(stack, () => fs.readFileSync(path));
    } catch (error) {
      error.syscall = "open";
      stream.destroy(error);
      return;
    }
    stream.pending = false;
    stream.fd ??= 21;
    stream.emit("open", stream.fd);
    stream.emit("ready");
    stream._readableState.reading = false;
    stream._read();
    if (stream._readableState.flowing) stream.resume();
  });
}

function startWriting(stream, { kit, fs, files, place, options }) {
  const stack = stackNow();
  let fd = options.fd;
  let failure;
  const path = typeof fd === "number" ? files.get(fd).path : files.path(place);
  const open = () => {
    if (fd !== undefined || failure !== undefined) return;
    try {
      fd = files.at(stack, () => fs.openSync(path, options.flags ?? "w", options.mode));
    } catch (error) {
      failure = error;
      return;
    }
    stream.fd = fd;
    stream.pending = false;
    stream.emit("open", fd);
    stream.emit("ready");
  };
  const put = (bytes, done) => {
    open();
    if (failure !== undefined) return done(failure);
    const position =
      typeof options.start === "number" && stream.bytesWritten === 0 ? options.start : undefined;
    stream.bytesWritten += files.at(stack, () => fs.writeSync(fd, bytes, { position }));
    done();
  };
  Writable.call(stream, {
    write: (chunk, encoding, done) => put(files.bytes(chunk, encoding), done),
    final(done) {
      open();
      done(failure);
    },
  });
  Object.assign(stream, { path, bytesWritten: 0, pending: true, fd: fd ?? null });
  stream.close = (done) => {
    if (typeof done === "function") stream.once("close", () => done());
    stream.end();
  };
  kit.clock.soon(() => {
    open();
    if (failure !== undefined) stream.destroy(failure);
  });
}

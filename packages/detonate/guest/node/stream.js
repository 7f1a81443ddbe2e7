import { compose, finished, pipeline, streamPromises } from "../parts/streams/pipeline.js";
import { Readable, Stream } from "../parts/streams/readable.js";
import { Duplex, PassThrough, Transform, Writable } from "../parts/streams/writable.js";

Object.assign(Stream, {
  Stream,
  Readable,
  Writable,
  Duplex,
  Transform,
  PassThrough,
  pipeline,
  finished,
  compose,
  promises: streamPromises,
  addAbortSignal: (signal, stream) => {
    signal.addEventListener("abort", () => stream.destroy(signal.reason));
    return stream;
  },
  getDefaultHighWaterMark: (objectMode) => (objectMode ? 16 : 65_536),
  setDefaultHighWaterMark: () => undefined,
  isReadable: (stream) => stream?.readable === true,
  isErrored: (stream) => Boolean(stream?.errored),
  isDisturbed: () => false,
});

/** The stream module: the base class and its members. */
export default function create() {
  return Stream;
}

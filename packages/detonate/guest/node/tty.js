import { Duplex } from "../parts/streams/writable.js";

/** The tty module: nothing here is a terminal. */
export default function create() {
  class ReadStream extends Duplex {
    isTTY = true;
    setRawMode() {
      return this;
    }
  }
  class WriteStream extends Duplex {
    isTTY = true;
    columns = 80;
    rows = 24;
    getColorDepth() {
      return 8;
    }
    hasColors() {
      return true;
    }
  }
  return { isatty: () => false, ReadStream, WriteStream };
}

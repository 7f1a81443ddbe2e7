import { Buffer } from "../buffer.js";
import { Readable } from "../streams/readable.js";
import { Writable } from "../streams/writable.js";

/** The three streams of a process, as pipes. */
export function createStandardStreams(kit) {
  return { stdout: outputOf(kit, "stdout", 1), stderr: outputOf(kit, "stderr", 2), stdin: inputOf(kit) };
}

function outputOf(kit, name, fd) {
  const stream = new Writable({
    decodeStrings: false,
    write(chunk, _encoding, done) {
      kit.print(name, typeof chunk === "string" ? chunk : Buffer.from(chunk).toString());
      done();
    },
  });
  return Object.assign(stream, {
    fd,
    _type: "pipe",
    isTTY: undefined,
    getColorDepth: () => 1,
    hasColors: () => false,
    getWindowSize: () => [80, 24],
    cursorTo: () => true,
    moveCursor: () => true,
    clearLine: () => true,
    clearScreenDown: () => true,
    ref: () => stream,
    unref: () => stream,
    destroySoon: () => stream,
  });
}

function inputOf(kit) {
  const text = kit.process.stdin ?? "";
  const stream = new Readable({
    read() {
      if (text !== "") this.push(text);
      this.push(null);
    },
  });
  return Object.assign(stream, {
    fd: 0,
    isTTY: undefined,
    setRawMode: () => stream,
    ref: () => stream,
    unref: () => stream,
  });
}

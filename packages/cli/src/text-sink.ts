/** Where a command writes. Writing never fails: a reader that went away makes the sink closed. */
export interface TextSink {
  readonly isTerminal: boolean;
  /** Whether the reader went away, as `head` does. */
  readonly isClosed: boolean;
  /** Resolves when the text was taken over, so that a slow reader slows the writer down. */
  write(text: string): Promise<void>;
}

/** The part of a stream of the process that a sink needs. */
export interface WritableText {
  readonly isTTY?: boolean;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Wraps a stream of the process. */
export function createTextSink(stream: WritableText): TextSink {
  let isClosed = false;
  // EPIPE (the reader left) and a full disk alike: nothing more can be said here, and nobody would read it.
  stream.on("error", () => {
    isClosed = true;
  });
  return {
    isTerminal: stream.isTTY === true,
    get isClosed() {
      return isClosed;
    },
    write: (text) =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve();
          return;
        }
        stream.write(text, (error) => {
          if (error) isClosed = true;
          resolve();
        });
      }),
  };
}

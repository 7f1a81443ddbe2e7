import { systemErrorCode } from "@lockkeeper/core";

/** Where a command writes. Writing never throws: whatever ends it makes the sink closed. */
export interface TextSink {
  readonly isTerminal: boolean;
  /** How many characters a line of the terminal has, where there is one. */
  readonly columns?: number | undefined;
  /** Whether nothing more can be written, since the reader went away as `head` does, or for the `failure`. */
  readonly isClosed: boolean;
  /** Why a text was lost that somebody waits for, such as a full disk. */
  readonly failure: Error | undefined;
  /** Resolves when the text was taken over, so that a slow reader slows the writer down. */
  write(text: string): Promise<void>;
}

/** The part of a stream of the process that a sink needs. */
export interface WritableText {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string, done: (error?: Error | null) => void): boolean;
  on(event: "error", listener: (error: Error) => void): unknown;
}

/** Wraps a stream of the process. */
export function createTextSink(stream: WritableText): TextSink {
  let isClosed = false;
  let failure: Error | undefined;

  function close(error: Error): void {
    isClosed = true;
    // A reader that has seen enough is no failure.
    if (systemErrorCode(error) !== "EPIPE") failure ??= error;
  }

  stream.on("error", close);
  return {
    isTerminal: stream.isTTY === true,
    // A terminal may change its size meanwhile.
    get columns() {
      return stream.columns;
    },
    get isClosed() {
      return isClosed;
    },
    get failure() {
      return failure;
    },
    write: (text) =>
      new Promise((resolve) => {
        if (isClosed) {
          resolve();
          return;
        }
        stream.write(text, (error) => {
          if (error) close(error);
          resolve();
        });
      }),
  };
}

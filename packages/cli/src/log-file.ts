import { once } from "node:events";
import { basename, dirname } from "node:path";

import type { Clock } from "@lockkeeper/core";
import { systemErrorCode } from "@lockkeeper/core";
import type { RotatingFileStream } from "rotating-file-stream";
import { createStream } from "rotating-file-stream";

import { CliError } from "./errors.ts";
import type { TextSink } from "./text-sink.ts";

/** What a log file says of itself. */
export interface LogFileState {
  /** Lines that did not reach the file since the start. */
  readonly lostLines: number;
  /** Since when lines are lost; `undefined` while they are written. Milliseconds since the epoch. */
  readonly failingSince: number | undefined;
}

/** A log in a file that is rotated by size. Writing never throws: serving goes on without a log. */
export interface LogFile {
  readonly sink: TextSink;
  state(): LogFileState;
  /** Opens the file by its name again, for a rotation by somebody else. */
  reopen(): void;
  close(): Promise<void>;
}

/** Where the log goes and how much of it is kept. */
export interface LogFileOptions {
  readonly path: string;
  /** A file of that size is compressed and set aside. */
  readonly rotateBytes: number;
  /** How many of those are kept. */
  readonly keepCount: number;
  readonly clock: Clock;
  /** Where lines go that the file does not take. */
  readonly fallback: TextSink;
  /** How long after a failure the file is tried again; five seconds unless told. */
  readonly retryMs?: number;
}

const defaultRetryMs = 5000;
/** Lines that wait while the disk is slow or a file is compressed. */
const waitingMaxBytes = 8_000_000;

/** Opens the log file. Throws `CLI_BAD_LOG_FILE` when it cannot be written; later that is only counted. */
export async function openLogFile(options: LogFileOptions): Promise<LogFile> {
  const first = createRotation(options);
  try {
    await once(first, "open");
  } catch (cause) {
    throw new CliError("CLI_BAD_LOG_FILE", {
      message: `Cannot write the log file "${options.path}": ${systemErrorCode(cause) ?? String(cause)}`,
      hint: "Name a file that this user may write with --log-file.",
      cause,
    });
  }
  return new RotatingLog(options, first);
}

function createRotation({ path, rotateBytes, keepCount }: LogFileOptions): RotatingFileStream {
  const name = basename(path);
  return createStream((index) => (index === null ? name : `${name}.${String(index)}.gz`), {
    path: dirname(path),
    size: `${rotateBytes}B`,
    rotate: keepCount,
    compress: "gzip",
    mode: 0o600,
  });
}

class RotatingLog implements LogFile {
  readonly #options: LogFileOptions;
  #stream: RotatingFileStream | undefined;
  #retryAt = 0;
  #lostLines = 0;
  #failingSince: number | undefined;

  constructor(options: LogFileOptions, stream: RotatingFileStream) {
    this.#options = options;
    this.#use(stream);
  }

  readonly sink: TextSink = {
    isTerminal: false,
    isClosed: false,
    failure: undefined,
    write: async (text) => this.#write(text),
  };

  state(): LogFileState {
    return { lostLines: this.#lostLines, failingSince: this.#failingSince };
  }

  reopen(): void {
    const old = this.#stream;
    this.#use(createRotation(this.#options));
    old?.end();
  }

  async close(): Promise<void> {
    const stream = this.#stream;
    this.#stream = undefined;
    this.#retryAt = Number.POSITIVE_INFINITY;
    if (stream === undefined || stream.destroyed) return;
    const closed = once(stream, "close");
    stream.end();
    await closed;
  }

  #write(text: string): void {
    const stream = this.#openAgain();
    if (stream === undefined || stream.writableLength > waitingMaxBytes) {
      this.#lose(text);
      return;
    }
    stream.write(text, (error) => {
      if (error) this.#lose(text);
      else if (stream === this.#stream) this.#failingSince = undefined;
    });
  }

  #openAgain(): RotatingFileStream | undefined {
    if (this.#stream === undefined && performance.now() >= this.#retryAt)
      this.#use(createRotation(this.#options));
    return this.#stream;
  }

  #use(stream: RotatingFileStream): void {
    this.#stream = stream;
    stream.on("error", () => {
      this.#failingSince ??= this.#options.clock.now();
      if (this.#stream !== stream) return;
      this.#stream = undefined;
      this.#retryAt = performance.now() + (this.#options.retryMs ?? defaultRetryMs);
    });
  }

  #lose(text: string): void {
    this.#lostLines += 1;
    this.#failingSince ??= this.#options.clock.now();
    void this.#options.fallback.write(text);
  }
}

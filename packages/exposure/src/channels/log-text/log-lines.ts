import { TextDecoder } from "node:util";

import type { LogLimits } from "./log-limits.ts";

/** A line of a log, or a piece of a very long one. */
export interface LogLine {
  /** From 1. */
  readonly number: number;
  /** Without its end. */
  readonly text: string;
  /** Whether more of the same line came before. */
  readonly isContinued: boolean;
}

/** What a reading of lines came upon besides them. */
export interface LogLinesNotes {
  bytes: number;
  /** Whether the log was longer than what is read of one. */
  isOverLimit: boolean;
  /** Bytes that are no text: a file that is no log has many. */
  zeroCharacters: number;
}

/**
 * Cuts the chunks of a log into lines. A carriage return in a line begins a new text of the same number, as a terminal
 * would show it; UTF-16 with its mark, as PowerShell redirects it, is read too. What reading the chunks throws passes.
 */
export async function* readLogLines(
  chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  limits: LogLimits,
  notes: LogLinesNotes,
): AsyncGenerator<LogLine, void, undefined> {
  const cutter = new LineCutter(limits);
  let decoder: TextDecoder | undefined;
  for await (const chunk of chunks) {
    if (notes.bytes + chunk.length > limits.maxBytes) {
      notes.isOverLimit = true;
      break;
    }
    notes.bytes += chunk.length;
    decoder ??= new TextDecoder(encodingOf(chunk));
    const text = decoder.decode(chunk, { stream: true });
    if (text.includes("\0")) notes.zeroCharacters += text.split("\0").length - 1;
    yield* cutter.add(text);
  }
  yield* cutter.add(decoder?.decode() ?? "");
  yield* cutter.end();
}

/** An object for the notes of one reading. */
export function createLogLinesNotes(): LogLinesNotes {
  return { bytes: 0, isOverLimit: false, zeroCharacters: 0 };
}

function encodingOf(chunk: Uint8Array): string {
  if (chunk[0] === 0xff && chunk[1] === 0xfe) return "utf-16le";
  return chunk[0] === 0xfe && chunk[1] === 0xff ? "utf-16be" : "utf-8";
}

class LineCutter {
  readonly #limits: LogLimits;
  #rest = "";
  #number = 1;
  #isContinued = false;

  constructor(limits: LogLimits) {
    this.#limits = limits;
  }

  *add(text: string): Generator<LogLine, void, undefined> {
    let start = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", start)) {
      yield* this.#takeLine(this.#rest + text.slice(start, end));
      this.#rest = "";
      start = end + 1;
    }
    this.#rest += text.slice(start);
    if (this.#rest.length > this.#limits.lineMaxCharacters * 2) yield* this.#takePieces();
  }

  *end(): Generator<LogLine, void, undefined> {
    if (this.#rest !== "") yield* this.#takeLine(this.#rest);
    this.#rest = "";
  }

  *#takeLine(whole: string): Generator<LogLine, void, undefined> {
    this.#rest = whole;
    if (whole.length > this.#limits.lineMaxCharacters) yield* this.#takePieces();
    yield* this.#split(this.#rest);
    this.#rest = "";
    this.#number += 1;
    this.#isContinued = false;
  }

  /** Yields all but the last piece of what has gathered. */
  *#takePieces(): Generator<LogLine, void, undefined> {
    const { lineMaxCharacters, overlapCharacters } = this.#limits;
    const whole = this.#rest;
    let at = 0;
    for (; at + lineMaxCharacters < whole.length; at += lineMaxCharacters - overlapCharacters) {
      yield* this.#split(whole.slice(at, at + lineMaxCharacters));
      this.#isContinued = true;
    }
    this.#rest = whole.slice(at);
  }

  *#split(piece: string): Generator<LogLine, void, undefined> {
    if (!piece.includes("\r")) {
      yield { number: this.#number, text: piece, isContinued: this.#isContinued };
      return;
    }
    for (const text of piece.split("\r")) {
      if (text !== "") yield { number: this.#number, text, isContinued: this.#isContinued };
    }
  }
}

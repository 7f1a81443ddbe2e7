import { isAscii } from "node:buffer";

import { limits } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { findByte } from "./byte-search.ts";
import { hasControlByte } from "./control-bytes.ts";
import { endOfEscape, endOfNumber } from "./json-tokens.ts";
import { decodeText } from "./json-text.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const backslash = 0x5c;
/** Up to this length a loop over the bytes is faster than a call for each. */
const shortString = 40;

/**
 * A position in the bytes of a JSON document (RFC 8259) that moves over whole values and validates what it passes. The
 * bytes must be UTF-8. Faults throw `REGISTRY_BAD_PACKUMENT` or `REGISTRY_PACKUMENT_TOO_DEEP`.
 */
export class JsonCursor {
  position = 0;
  /** Whether every byte of the document is. */
  readonly isAscii: boolean;
  protected readonly bytes: Buffer;
  protected stringIsPlain = true;
  protected isFirst = false;
  protected depth = 0;
  private nextBackslash = -1;
  private readonly subject: string;

  /** `subject` is named in errors. */
  constructor(bytes: Buffer, subject: string) {
    this.bytes = bytes;
    this.subject = subject;
    this.isAscii = isAscii(bytes);
  }

  /** Moves the cursor forwards, to a value that has been validated before. */
  moveTo(position: number): void {
    // What lies ahead (the next backslash) would have to be sought anew for each step back.
    if (position < this.position) throw new RangeError("A scanner moves forwards only");
    this.position = position;
  }

  /** Passes the value at the cursor. */
  skipValue(): void {
    const code = this.byteAt(this.position);
    switch (code) {
      case quote:
        this.skipString();
        return;
      case openBrace:
        this.skipObject();
        return;
      case openBracket:
        this.skipArray();
        return;
      case 0x74:
        this.expectWord("true");
        return;
      case 0x66:
        this.expectWord("false");
        return;
      case 0x6e:
        this.expectWord("null");
        return;
      default:
        this.skipNumber();
    }
  }

  skipSpace(): void {
    // Most documents have no white space between their tokens.
    if ((this.bytes[this.position] ?? 0) > 0x20) return;
    let code = this.byteAt(this.position);
    while (code === 0x20 || code === 0x0a || code === 0x0d || code === 0x09) {
      this.position += 1;
      code = this.byteAt(this.position);
    }
  }

  /** Makes sure that nothing but white space follows. */
  expectEnd(): void {
    this.skipSpace();
    if (this.position < this.bytes.length) throw this.fault("something follows the document");
  }

  /** The error for a fault at the cursor; `why` completes "Cannot read it as …". */
  fault(why: string): RegistryError {
    return new RegistryError("REGISTRY_BAD_PACKUMENT", {
      message: `Cannot read the packument of "${this.subject}" as ${why}: byte ${this.position} of ${this.bytes.length}`,
      hint: "The upstream's answer is damaged or no packument; try again, then look at the upstream.",
      details: { position: this.position },
    });
  }

  protected bytesAre(text: string, start: number): boolean {
    for (let at = 0; at < text.length; at += 1) {
      if (this.bytes[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  protected byteAt(position: number): number {
    return this.bytes[position] ?? -1;
  }

  protected enter(): void {
    this.depth += 1;
    if (this.depth <= limits.packumentMaxDepth) return;
    throw new RegistryError("REGISTRY_PACKUMENT_TOO_DEEP", {
      message: `Cannot read the packument of "${this.subject}" as it is nested more than ${limits.packumentMaxDepth} deep: byte ${this.position}`,
    });
  }

  /** Does what reading the members and skipping each would, without noting the keys. */
  private skipObject(): void {
    this.enter();
    this.position += 1;
    this.skipSpace();
    if (this.byteAt(this.position) !== closeBrace) {
      this.skipMember();
      while (this.byteAt(this.position) === comma) {
        this.position += 1;
        this.skipSpace();
        this.skipMember();
      }
    }
    this.expect(closeBrace);
    this.depth -= 1;
    this.isFirst = false;
  }

  private skipMember(): void {
    this.skipString();
    this.skipSpace();
    this.expect(colon);
    this.skipSpace();
    this.skipValue();
    this.skipSpace();
  }

  private skipArray(): void {
    this.enter();
    this.position += 1;
    this.skipSpace();
    if (this.byteAt(this.position) !== closeBracket) {
      this.skipValue();
      this.skipSpace();
      while (this.byteAt(this.position) === comma) {
        this.position += 1;
        this.skipSpace();
        this.skipValue();
        this.skipSpace();
      }
    }
    this.expect(closeBracket);
    this.depth -= 1;
  }

  protected skipString(): void {
    const { bytes } = this;
    const start = this.position + 1;
    if (bytes[this.position] !== quote) throw this.fault("a string is missing");
    const near = Math.min(start + shortString, bytes.length);
    for (let at = start; at < near; at += 1) {
      const code = bytes[at] ?? 0;
      if (code === quote) {
        this.stringIsPlain = true;
        this.position = at + 1;
        return;
      }
      if (code === backslash || code < 0x20) break;
    }
    this.skipLongString(start);
  }

  private skipLongString(start: number): void {
    const close = findByte(this.bytes, quote, start);
    if (this.nextBackslash < start) this.nextBackslash = findByte(this.bytes, backslash, start);
    this.stringIsPlain = close < this.nextBackslash;
    const end = this.stringIsPlain ? close : this.passEscapes(close);
    if (end >= this.bytes.length) throw this.fault("a string does not end");
    if (hasControlByte(this.bytes, start, end)) {
      throw this.fault("a string holds a control character");
    }
    this.position = end + 1;
  }

  /** The offset of the closing quote of a string that holds an escape; `close` is that of the first quote in it. */
  private passEscapes(close: number): number {
    let end = close;
    while (end > this.nextBackslash) {
      const next = this.skipEscape(this.nextBackslash);
      this.nextBackslash = findByte(this.bytes, backslash, next);
      if (end < next) end = findByte(this.bytes, quote, next);
    }
    return end;
  }

  private skipEscape(at: number): number {
    const end = endOfEscape(this.bytes, at);
    if (end < 0) throw this.fault("a string holds a malformed escape");
    return end;
  }

  private skipNumber(): void {
    const end = endOfNumber(this.bytes, this.position);
    this.position = end < 0 ? -1 - end : end;
    if (end < 0) throw this.fault("a value is missing");
  }

  protected expect(code: number): void {
    if (this.byteAt(this.position) !== code) {
      throw this.fault(`"${String.fromCharCode(code)}" is missing`);
    }
    this.position += 1;
  }

  private expectWord(word: string): void {
    if (!this.bytesAre(word, this.position)) throw this.fault("a value is missing");
    this.position += word.length;
  }

  protected decode(start: number, end: number, isPlain: boolean): string {
    return decodeText(this.bytes, { start, end: isPlain ? end : -end, isAscii: this.isAscii });
  }
}

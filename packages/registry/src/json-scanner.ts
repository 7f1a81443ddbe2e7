import { isAscii } from "node:buffer";

import { limits } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { findByte } from "./byte-search.ts";
import { firstControlByte, hasControlByte } from "./control-bytes.ts";
import { endOfEscape, endOfNumber } from "./json-tokens.ts";
import { decodeText } from "./json-text.ts";
import type { Span } from "./packument.ts";
import { RepeatedValues } from "./repeated-values.ts";

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

/** Where an object lies that has been validated, and how deep. */
export interface ValidatedValue extends Span {
  readonly depth: number;
}

/**
 * A cursor over the bytes of a JSON document (RFC 8259) that validates everything it passes and builds only what it is
 * asked for. The bytes must be UTF-8. Faults throw `REGISTRY_BAD_PACKUMENT` or `REGISTRY_PACKUMENT_TOO_DEEP`.
 */
export class JsonScanner {
  position = 0;
  /** The offset of the opening quote of the member's key that was read last. */
  keyStart = 0;
  private keyEnd = 0;
  private keyIsPlain = true;
  private stringIsPlain = true;
  private isFirst = false;
  private depth = 0;
  private nextBackslash = -1;
  private readonly bytes: Buffer;
  private readonly subject: string;
  private readonly repeated: RepeatedValues;
  /** Whether every byte of the document is. */
  readonly isAscii: boolean;
  private readonly firstControl: number;

  /** `subject` is named in errors. */
  constructor(bytes: Buffer, subject: string) {
    this.bytes = bytes;
    this.subject = subject;
    this.repeated = new RepeatedValues(bytes);
    this.isAscii = isAscii(bytes);
    this.firstControl = firstControlByte(bytes);
  }

  /** Moves the cursor forwards, to a value that has been validated before. */
  moveTo(position: number): void {
    // What lies ahead (the next backslash) would have to be sought anew for each step back.
    if (position < this.position) throw new RangeError("A scanner moves forwards only");
    this.position = position;
  }

  /** Enters the object at the cursor. */
  openObject(): void {
    this.expect(openBrace);
    this.enter();
    this.isFirst = true;
  }

  /** Reads the next member's key and stops before its value; leaves the object and answers `false` at its end. */
  nextMember(): boolean {
    this.skipSpace();
    const code = this.byteAt(this.position);
    const isFirst = this.isFirst;
    this.isFirst = false;
    if (code === closeBrace) {
      this.position += 1;
      this.depth -= 1;
      return false;
    }
    if (!isFirst) this.expect(comma);
    this.skipSpace();
    this.keyStart = this.position;
    this.skipString();
    this.keyEnd = this.position;
    this.keyIsPlain = this.stringIsPlain;
    this.skipSpace();
    this.expect(colon);
    this.skipSpace();
    return true;
  }

  /** Whether the key that was read last is this one. `name` is ASCII. */
  keyIs(name: string): boolean {
    if (!this.keyIsPlain) return this.ownKey() === name;
    if (this.keyEnd - this.keyStart !== name.length + 2) return false;
    return this.bytesAre(name, this.keyStart + 1);
  }

  /** The key's length in bytes without its quotes, or -1 when it holds escapes and must be compared by `keyIs`. */
  plainKeyLength(): number {
    return this.keyIsPlain ? this.keyEnd - this.keyStart - 2 : -1;
  }

  /** The key that was read last, decoded, as a string of its own. */
  ownKey(): string {
    return this.decode(this.keyStart, this.keyEnd, this.keyIsPlain);
  }

  isObject(): boolean {
    return this.byteAt(this.position) === openBrace;
  }

  isString(): boolean {
    return this.byteAt(this.position) === quote;
  }

  isNull(): boolean {
    return this.bytesAre("null", this.position);
  }

  isTrue(): boolean {
    return this.bytesAre("true", this.position);
  }

  /** Whether the value at the cursor is an object or array with something in it. */
  isFilled(): boolean {
    const code = this.byteAt(this.position);
    if (code !== openBrace && code !== openBracket) return false;
    const start = this.position;
    this.position += 1;
    this.skipSpace();
    const next = this.byteAt(this.position);
    this.position = start;
    return next !== closeBrace && next !== closeBracket;
  }

  /** Passes the value at the cursor, and answers it if it is a string. */
  takeString(): string | undefined {
    if (!this.isString()) {
      this.skipValue();
      return undefined;
    }
    const start = this.position;
    this.skipString();
    return this.decode(start, this.position, this.stringIsPlain);
  }

  /**
   * Passes the value at the cursor. Of a string it answers the offset after it, negative when the string holds escapes;
   * 0 for any other value.
   */
  passString(): number {
    const isString = this.isString();
    this.skipValue();
    if (!isString) return 0;
    return this.stringIsPlain ? this.position : -this.position;
  }

  /** Passes the object at the cursor if it repeats, byte for byte, one that was validated before at the same depth. */
  passRepeated({ start, end, depth }: ValidatedValue): boolean {
    const after = this.position + end - start;
    if (end === start || depth !== this.depth || after > this.bytes.length) return false;
    // An object ends where its brackets do, whatever comes after.
    if (this.bytes[after - 1] !== closeBrace) return false;
    if (this.bytes.compare(this.bytes, start, end, this.position, after) !== 0) return false;
    this.position = after;
    return true;
  }

  /** The object that was passed last, from where it began. */
  validatedSince(start: number): ValidatedValue {
    return { start, end: this.position, depth: this.depth };
  }

  /** Passes the value at the cursor, and answers whether it is this string. `text` is ASCII. */
  takeIs(text: string): boolean {
    if (!this.isString()) {
      this.skipValue();
      return false;
    }
    const start = this.position;
    this.skipString();
    if (!this.stringIsPlain) return this.decode(start, this.position, false) === text;
    return this.position - start === text.length + 2 && this.bytesAre(text, start + 1);
  }

  /**
   * Passes the value of the member that was read last. The next such member of the same key and depth often holds the
   * very same bytes, as manifests of neighbouring versions do: these are compared, not validated again.
   */
  skipMemberValue(): void {
    const start = this.position;
    const code = this.byteAt(start);
    if (code !== openBrace && code !== openBracket) {
      this.skipValue();
      return;
    }
    const slot = this.repeated.slotOf(this.keyStart, this.keyEnd);
    const end = this.repeated.endOf(slot, start, this.depth);
    if (end >= 0) {
      this.position = end;
      return;
    }
    this.skipValue();
    this.repeated.note(slot, { start, end: this.position }, this.depth);
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

  private bytesAre(text: string, start: number): boolean {
    for (let at = 0; at < text.length; at += 1) {
      if (this.bytes[start + at] !== text.charCodeAt(at)) return false;
    }
    return true;
  }

  private byteAt(position: number): number {
    return this.bytes[position] ?? -1;
  }

  private enter(): void {
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

  private skipString(): void {
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
    if (end > this.firstControl && hasControlByte(this.bytes, start, end)) {
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

  private expect(code: number): void {
    if (this.byteAt(this.position) !== code) {
      throw this.fault(`"${String.fromCharCode(code)}" is missing`);
    }
    this.position += 1;
  }

  private expectWord(word: string): void {
    if (!this.bytesAre(word, this.position)) throw this.fault("a value is missing");
    this.position += word.length;
  }

  private decode(start: number, end: number, isPlain: boolean): string {
    return decodeText(this.bytes, { start, end: isPlain ? end : -end, isAscii: this.isAscii });
  }
}

import { isAscii } from "node:buffer";

import { limits } from "@lockkeeper/core";

import { RegistryError } from "./errors.ts";
import { firstControlByte } from "./control-bytes.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const escapes: ReadonlySet<number> = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)));
const hexDigits = /^[0-9A-Fa-f]{4}$/;

/**
 * A cursor over the bytes of a JSON document (RFC 8259) that validates everything it passes and builds only what it is
 * asked for. The bytes must be UTF-8. Faults throw `REGISTRY_BAD_PACKUMENT` or `REGISTRY_PACKUMENT_TOO_DEEP`.
 *
 * One character of `text` is one byte, so that positions are byte offsets and the engine's own string search finds
 * the ends of strings.
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
  private readonly text: string;
  private readonly isAscii: boolean;
  private readonly firstControl: number;

  /** `subject` is named in errors. */
  constructor(bytes: Buffer, subject: string) {
    this.bytes = bytes;
    this.subject = subject;
    this.text = bytes.toString("latin1");
    this.isAscii = isAscii(bytes);
    this.firstControl = firstControlByte(bytes);
  }

  /** Moves the cursor, to a value that has been validated before. */
  moveTo(position: number): void {
    this.position = position;
    this.nextBackslash = -1;
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
    const code = this.text.charCodeAt(this.position);
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

  /** The key that was read last, to compare with ASCII names; other characters may come undecoded. Do not keep it. */
  key(): string {
    return this.keyIsPlain
      ? this.text.slice(this.keyStart + 1, this.keyEnd - 1)
      : this.decode(this.keyStart, this.keyEnd, false);
  }

  /** The key that was read last, decoded, as a string of its own. */
  ownKey(): string {
    return this.decode(this.keyStart, this.keyEnd, this.keyIsPlain);
  }

  isObject(): boolean {
    return this.text.charCodeAt(this.position) === openBrace;
  }

  isString(): boolean {
    return this.text.charCodeAt(this.position) === quote;
  }

  isNull(): boolean {
    return this.text.startsWith("null", this.position);
  }

  isTrue(): boolean {
    return this.text.startsWith("true", this.position);
  }

  /** Whether the value at the cursor is an object or array with something in it. */
  isFilled(): boolean {
    const code = this.text.charCodeAt(this.position);
    if (code !== openBrace && code !== openBracket) return false;
    const start = this.position;
    this.position += 1;
    this.skipSpace();
    const next = this.text.charCodeAt(this.position);
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

  /** Passes the value at the cursor. */
  skipValue(): void {
    const code = this.text.charCodeAt(this.position);
    switch (code) {
      case quote:
        this.skipString();
        return;
      case openBrace:
        this.openObject();
        while (this.nextMember()) this.skipValue();
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
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.position += 1;
    }
  }

  /** Makes sure that nothing but white space follows. */
  expectEnd(): void {
    this.skipSpace();
    if (this.position < this.text.length) throw this.fault("something follows the document");
  }

  /** The error for a fault at the cursor. */
  fault(why: string): RegistryError {
    return new RegistryError("REGISTRY_BAD_PACKUMENT", {
      message: `Cannot read the packument of "${this.subject}" as ${why}: byte ${this.position} of ${this.text.length}`,
      hint: "The upstream's answer is damaged or no packument; try again, then look at the upstream.",
      details: { position: this.position },
    });
  }

  private enter(): void {
    this.depth += 1;
    if (this.depth <= limits.packumentMaxDepth) return;
    throw new RegistryError("REGISTRY_PACKUMENT_TOO_DEEP", {
      message: `Cannot read the packument of "${this.subject}" as it is nested more than ${limits.packumentMaxDepth} deep: byte ${this.position}`,
    });
  }

  private skipArray(): void {
    this.enter();
    this.position += 1;
    this.skipSpace();
    if (this.text.charCodeAt(this.position) !== closeBracket) {
      this.skipValue();
      this.skipSpace();
      while (this.text.charCodeAt(this.position) === comma) {
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
    const { text, position } = this;
    if (text.charCodeAt(position) !== quote) throw this.fault("a string is missing");
    const start = position + 1;
    let close = text.indexOf('"', start);
    if (this.nextBackslash < start) this.nextBackslash = this.findBackslash(start);
    this.stringIsPlain = close < this.nextBackslash;
    while (close > this.nextBackslash) {
      const next = this.skipEscape(this.nextBackslash);
      this.nextBackslash = this.findBackslash(next);
      if (close < next) close = text.indexOf('"', next);
    }
    if (close < 0) throw this.fault("a string does not end");
    if (close > this.firstControl) this.refuseControls(start, close);
    this.position = close + 1;
  }

  private findBackslash(start: number): number {
    const found = this.text.indexOf("\\", start);
    return found < 0 ? this.text.length : found;
  }

  private skipEscape(at: number): number {
    const code = this.text.charCodeAt(at + 1);
    if (escapes.has(code)) return at + 2;
    const isUnicode = code === 0x75 && hexDigits.test(this.text.slice(at + 2, at + 6));
    if (!isUnicode) throw this.fault("a string holds a malformed escape");
    return at + 6;
  }

  private refuseControls(start: number, end: number): void {
    for (let at = start; at < end; at += 1) {
      if (this.text.charCodeAt(at) < 0x20) throw this.fault("a string holds a control character");
    }
  }

  private skipNumber(): void {
    const { text } = this;
    if (text.charCodeAt(this.position) === 0x2d) this.position += 1;
    if (text.charCodeAt(this.position) === 0x30) this.position += 1;
    else this.skipDigits();
    if (text.charCodeAt(this.position) === 0x2e) {
      this.position += 1;
      this.skipDigits();
    }
    if ((text.charCodeAt(this.position) | 0x20) !== 0x65) return;
    this.position += 1;
    const sign = text.charCodeAt(this.position);
    if (sign === 0x2b || sign === 0x2d) this.position += 1;
    this.skipDigits();
  }

  private skipDigits(): void {
    const start = this.position;
    for (;;) {
      const code = this.text.charCodeAt(this.position);
      if (!(code >= 0x30 && code <= 0x39)) break;
      this.position += 1;
    }
    if (this.position === start) throw this.fault("a value is missing");
  }

  private expect(code: number): void {
    if (this.text.charCodeAt(this.position) !== code) {
      throw this.fault(`JSON: "${String.fromCharCode(code)}" is missing`);
    }
    this.position += 1;
  }

  private expectWord(word: string): void {
    if (!this.text.startsWith(word, this.position)) throw this.fault("a value is missing");
    this.position += word.length;
  }

  private decode(start: number, end: number, isPlain: boolean): string {
    // Not a slice of `text`: that would keep the whole document alive for one short string.
    if (isPlain) return this.bytes.toString(this.isAscii ? "latin1" : "utf8", start + 1, end - 1);
    const value: unknown = JSON.parse(this.bytes.toString("utf8", start, end));
    if (typeof value !== "string") throw this.fault("a string is missing");
    return value;
  }
}

import { JsonCursor } from "./json-cursor.ts";
import type { Span } from "./packument.ts";
import { RepeatedValues } from "./repeated-values.ts";

const quote = 0x22;
const comma = 0x2c;
const colon = 0x3a;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const openBrace = 0x7b;
const closeBrace = 0x7d;

/** Where an object lies that has been validated, and how deep. */
export interface ValidatedValue extends Span {
  readonly depth: number;
}

/** Reads a JSON document member by member: validates everything that it passes and builds only what it is asked for. */
export class JsonScanner extends JsonCursor {
  /** The offset of the opening quote of the member's key that was read last. */
  keyStart = 0;
  private keyEnd = 0;
  private keyIsPlain = true;
  private readonly repeated: RepeatedValues;

  /** `subject` is named in errors. */
  constructor(bytes: Buffer, subject: string) {
    super(bytes, subject);
    this.repeated = new RepeatedValues(bytes);
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
}

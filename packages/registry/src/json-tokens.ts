const escapes: ReadonlySet<number> = new Set(Array.from('"\\/bfnrt', (character) => character.charCodeAt(0)));
const hexDigits = /^[0-9A-Fa-f]{4}$/;

/** The end of the escape whose backslash is at `at` (RFC 8259, section 7), or -1 when it is malformed. */
export function endOfEscape(bytes: Buffer, at: number): number {
  const code = bytes[at + 1] ?? -1;
  if (escapes.has(code)) return at + 2;
  const isUnicode = code === 0x75 && hexDigits.test(bytes.toString("latin1", at + 2, at + 6));
  return isUnicode ? at + 6 : -1;
}

/** The end of the number at `start` (RFC 8259, section 6), or, where a digit is missing at an offset, -1 less it. */
export function endOfNumber(bytes: Buffer, start: number): number {
  const first = bytes[start] === 0x2d ? start + 1 : start;
  let end = bytes[first] === 0x30 ? first + 1 : endOfDigits(bytes, first);
  if (end < 0) return end;
  if (bytes[end] === 0x2e) end = endOfDigits(bytes, end + 1);
  if (end < 0 || ((bytes[end] ?? 0) | 0x20) !== 0x65) return end;
  const sign = bytes[end + 1];
  return endOfDigits(bytes, sign === 0x2b || sign === 0x2d ? end + 2 : end + 1);
}

function endOfDigits(bytes: Buffer, start: number): number {
  let end = start;
  for (;;) {
    const code = bytes[end] ?? -1;
    if (!(code >= 0x30 && code <= 0x39)) break;
    end += 1;
  }
  return end === start ? -1 - start : end;
}

/** Where a JSON string lies, its quotes included. */
export interface TextSpan {
  readonly start: number;
  /** The offset after it; negative when it holds escapes. */
  readonly end: number;
  /** Whether all bytes of the document are ASCII, which is quicker to decode. */
  readonly isAscii: boolean;
}

/** The string of a span that has been validated as one. */
export function decodeText(bytes: Buffer, { start, end, isAscii }: TextSpan): string {
  if (end >= 0) return bytes.toString(isAscii ? "latin1" : "utf8", start + 1, end - 1);
  // A string that was validated is one again.
  return JSON.parse(bytes.toString("utf8", start, -end)) as string;
}

import { ipv4Around, isPublicIpv4 } from "./addresses.ts";
import type { IndicatorPattern } from "./indicator-patterns.ts";
import type { TextHit } from "../text/text-search.ts";
import { isBase58Address, isBech32Address, isEthereumAddress } from "./wallet-addresses.ts";

const valueMaxCharacters = 200;

/** What is found at a hit: the text that counts, and where it begins; `undefined` when it is nothing. */
export interface FoundText {
  readonly value: string;
  readonly start: number;
}

/** Looks at what stands around a hit, as the pattern's rule says. */
export function readIndicator(
  bytes: Uint8Array,
  pattern: IndicatorPattern,
  hit: TextHit,
): FoundText | undefined {
  if (pattern.rule === "around" || pattern.rule === "path") {
    return pattern.rule === "path" && isAlphanumeric(bytes[hit.start - 1]) ? undefined : around(bytes, hit);
  }
  if (pattern.rule === "url") return urlAround(bytes, hit);
  if (pattern.rule === "address") return addressAround(bytes, hit);
  if (pattern.rule === "host") return hostBefore(bytes, hit);
  if (pattern.rule === "alone" || pattern.rule === "word" || pattern.rule === "exact") {
    return asWritten(bytes, pattern, hit);
  }
  return walletAfterQuote(bytes, pattern.rule, hit);
}

/** The text as it is written; alone between quotes or slashes, or as a whole word, where the rule asks for it. */
function asWritten(bytes: Uint8Array, { text, rule }: IndicatorPattern, hit: TextHit): FoundText | undefined {
  if (slice(bytes, hit.start, hit.end) !== text) return undefined;
  const before = bytes[hit.start - 1];
  const after = bytes[hit.end];
  if (rule === "alone" && !(isEdge(before) && isEdge(after))) return undefined;
  if (rule === "word" && (isWord(before) || isWord(after))) return undefined;
  return { value: text, start: hit.start };
}

/** Quotes, slashes and backslashes. */
function isEdge(byte: number | undefined): boolean {
  return byte !== undefined && edges.has(byte);
}

const edges: ReadonlySet<number> = new Set(Buffer.from("\"'`/\\"));

function isWord(byte: number | undefined): boolean {
  return byte !== undefined && /\w/.test(String.fromCharCode(byte));
}

function slice(bytes: Uint8Array, start: number, end: number): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset + start, Math.max(0, end - start)).toString("latin1");
}

/** Spaces, quotes, brackets and the like, where a path or a URL ends. */
const delimiters: Uint8Array = Uint8Array.from({ length: 256 }, (_, byte) =>
  byte <= 0x20 || byte === 0x7f || "\"'`<>()[]{},;|^".includes(String.fromCharCode(byte)) ? 1 : 0,
);

/** A letter before or after makes it another word: `interact.sh` is not in `interact.show`. */
function around(bytes: Uint8Array, { start, end }: TextHit): FoundText | undefined {
  if (isLetter(bytes[end - 1]) && (isLetter(bytes[end]) || bytes[end] === 0x5f)) return undefined;
  if (isAlphanumeric(bytes[start]) && isAlphanumeric(bytes[start - 1])) return undefined;
  const first = Math.max(0, start - valueMaxCharacters / 2);
  let from = start;
  while (from > first && delimiters[bytes[from - 1] ?? 0] === 0) from -= 1;
  const to = delimiterAfter(bytes, end, from + valueMaxCharacters);
  return { value: slice(bytes, from, Math.max(to, end)).slice(0, valueMaxCharacters), start };
}

function isLetter(byte: number | undefined): boolean {
  if (byte === undefined) return false;
  const letter = byte | 0x20;
  return letter >= 0x61 && letter <= 0x7a;
}

function delimiterAfter(bytes: Uint8Array, start: number, max: number): number {
  let at = start;
  while (at < bytes.length && at < max && delimiters[bytes[at] ?? 0] === 0) at += 1;
  return at;
}

const schemeMaxCharacters = 12;
const schemes =
  /^(?:https?|wss?|ftps?|tcp|udp|git|ssh|socks\d?|ldaps?|rmi|mongodb(?:\+srv)?|redis|postgres(?:ql)?|mysql|stratum\+\w+|tg|ipfs|smb)$/i;

function urlAround(bytes: Uint8Array, { start, end }: TextHit): FoundText | undefined {
  let from = start;
  while (from > 0 && start - from < schemeMaxCharacters && isSchemeByte(bytes[from - 1] ?? 0)) from -= 1;
  if (!schemes.test(slice(bytes, from, start))) return undefined;
  const to = delimiterAfter(bytes, end, from + valueMaxCharacters);
  const value = slice(bytes, from, to).replace(/[.\\:!?*]+$/, "");
  return hostOfUrl(value) === undefined ? undefined : { value, start: from };
}

function isSchemeByte(byte: number): boolean {
  return byte === 0x2b || isAlphanumeric(byte);
}

/** The host of a URL in small letters, without user and port; `undefined` for placeholders and this machine. */
export function hostOfUrl(url: string): string | undefined {
  const host =
    /^[\w+]{2,12}:\/\/(?:[^/?#@]{0,100}@)?(\[[\da-fA-F:.]{2,50}\]|[\w.-]{1,253})(?=[/?#:\\]|$)/.exec(
      url,
    )?.[1];
  const lower = host?.toLowerCase().replace(/\.$/, "");
  return lower === undefined || !/[.:]/.test(lower) || lower.endsWith(".") ? undefined : lower;
}

function addressAround(bytes: Uint8Array, hit: TextHit): FoundText | undefined {
  const range = ipv4Around(bytes, hit.start);
  // Of an address the first dot alone is looked at.
  if (range === undefined || bytes.subarray(range.start, hit.start).includes(0x2e)) return undefined;
  const value = slice(bytes, range.start, range.end);
  return isPublicIpv4(value) ? { value, start: range.start } : undefined;
}

/** A name of a host alone in quotes; names of files and members of code look the same, so that more is asked of it. */
function hostBefore(bytes: Uint8Array, { start, end }: TextHit): FoundText | undefined {
  const quote = bytes[end - 1];
  let from = start;
  while (from > 0 && start - from < 100 && isHostByte(bytes[from - 1] ?? 0)) from -= 1;
  if (bytes[from - 1] !== quote) return undefined;
  const value = slice(bytes, from, end - 1).toLowerCase();
  return /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.){1,6}[a-z]{2,12}$/.test(value) && value.length >= 6
    ? { value, start: from }
    : undefined;
}

function isHostByte(byte: number): boolean {
  const letter = byte | 0x20;
  return (
    (letter >= 0x61 && letter <= 0x7a) || (byte >= 0x30 && byte <= 0x39) || byte === 0x2d || byte === 0x2e
  );
}

const walletChecks = {
  ethereum: isEthereumAddress,
  bech32: isBech32Address,
  base58: isBase58Address,
} as const;

/** An address stands alone between two quotes; lists of them are read one by one. */
function walletAfterQuote(
  bytes: Uint8Array,
  rule: keyof typeof walletChecks,
  { start }: TextHit,
): FoundText | undefined {
  const quote = bytes[start];
  let end = start + 1;
  while (end - start < 80 && isAlphanumeric(bytes[end])) end += 1;
  if (bytes[end] !== quote || end - start < 26) return undefined;
  const value = slice(bytes, start + 1, end);
  return walletChecks[rule](value) ? { value, start: start + 1 } : undefined;
}

function isAlphanumeric(byte: number | undefined): boolean {
  return isLetter(byte) || (byte !== undefined && byte >= 0x30 && byte <= 0x39);
}

import { createHash } from "node:crypto";

/** How many random bytes a secret is made of. */
export const tokenRandomBytes: number = 32;

const prefix = "lkp_";
const form = /^lkp_[A-Za-z0-9_-]{43}[0-9a-f]{6}$/;
const checksumCharacters = 6;

/** Makes the text of a secret: `lkp_`, the random bytes in base64url, and six hexadecimal characters of checksum. */
export function renderTokenSecret(random: Buffer): string {
  if (random.length !== tokenRandomBytes) throw new TypeError(`A secret takes ${tokenRandomBytes} bytes`);
  const body = `${prefix}${random.toString("base64url")}`;
  return `${body}${checksumOf(body)}`;
}

/** Whether a text claims to be a secret of ours, be it whole or not. */
export function isTokenLike(text: string): boolean {
  return text.startsWith(prefix);
}

/** Whether a text is a whole secret: one that was mistyped or cut is not. Says nothing of whether it was ever issued. */
export function isWholeTokenSecret(text: string): boolean {
  return form.test(text) && text.endsWith(checksumOf(text.slice(0, -checksumCharacters)));
}

/** The hash by which a secret is kept and found. Hexadecimal. */
export function hashTokenSecret(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

function checksumOf(body: string): string {
  return createHash("sha256").update(`checksum ${body}`).digest("hex").slice(0, checksumCharacters);
}

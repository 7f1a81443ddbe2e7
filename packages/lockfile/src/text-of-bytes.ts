import { tooLarge } from "./errors.ts";
import type { LockfileLimits } from "./locked-package.ts";

/**
 * The text of a file's bytes: without a byte order mark, and with stand-ins for bytes that are no text, as the clients
 * read them. Throws `LOCKFILE_TOO_LARGE`.
 */
export function decodeText(bytes: Uint8Array, { maxBytes }: LockfileLimits): string {
  if (bytes.length > maxBytes) throw tooLarge(`${String(maxBytes)} bytes`);
  return new TextDecoder().decode(bytes);
}

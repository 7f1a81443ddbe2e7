import { timingSafeEqual } from "node:crypto";
import type { IncomingMessage } from "node:http";

/** The user that the secret belongs to, in the proxy's URL. */
export const proxyUser = "lockkeeper";

/** What is asked of whoever does not give the secret (RFC 9110 section 11.7.1). */
export const challenge = 'Basic realm="Lockkeeper"';

/** Whether a request gives the secret; compared in constant time. */
export function isAuthorised({ headers }: IncomingMessage, secret: string): boolean {
  const expected = Buffer.from(`Basic ${Buffer.from(`${proxyUser}:${secret}`).toString("base64")}`);
  const given = Buffer.from(headers["proxy-authorization"] ?? "");
  return given.length === expected.length && timingSafeEqual(given, expected);
}

import { createHash } from "node:crypto";
import type { IncomingMessage } from "node:http";

/**
 * Who asked, as far as the request tells. Names given by Basic authentication are what the client says of itself;
 * a bearer token is recorded by a short fingerprint, never as such.
 */
export function identityOf(request: IncomingMessage): string {
  const authorization = request.headers.authorization;
  if (authorization === undefined) return "anonymous";
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, space).toLowerCase();
  const credentials = authorization.slice(space + 1).trim();
  if (scheme === "basic") return `user:${basicUser(credentials)}`;
  if (scheme === "bearer" && credentials !== "") return `token:${fingerprint(credentials)}`;
  return "anonymous";
}

function basicUser(credentials: string): string {
  const [user = ""] = Buffer.from(credentials, "base64").toString("utf8").split(":", 1);
  const plain = user.replace(/[^\p{L}\p{N}._@+/-]/gu, "_").slice(0, 100);
  return plain === "" ? "unnamed" : plain;
}

function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

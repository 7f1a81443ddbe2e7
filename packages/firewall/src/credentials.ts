import { createHash } from "node:crypto";

/** What a client sent to say who it is. */
export type Credentials =
  | { readonly kind: "none" }
  | { readonly kind: "basic"; readonly user: string; readonly secret: string }
  | { readonly kind: "bearer"; readonly secret: string };

const none: Credentials = { kind: "none" };

/** Reads the `Authorization` header (RFC 7617, RFC 6750). Total: what is malformed counts as absent. */
export function readCredentials(authorization: string | undefined): Credentials {
  if (authorization === undefined) return none;
  const space = authorization.indexOf(" ");
  const scheme = authorization.slice(0, space).toLowerCase();
  const text = authorization.slice(space + 1).trim();
  if (space < 0 || text === "") return none;
  if (scheme === "basic") return readBasic(text);
  return scheme === "bearer" ? { kind: "bearer", secret: text } : none;
}

/** Some tools put a token in the place of the user and leave the password empty. */
function readBasic(text: string): Credentials {
  const pair = Buffer.from(text, "base64").toString("utf8");
  const colon = pair.indexOf(":");
  const user = colon < 0 ? pair : pair.slice(0, colon);
  const password = colon < 0 ? "" : pair.slice(colon + 1);
  return { kind: "basic", user, secret: password === "" ? user : password };
}

/**
 * Who asks by the client's own word, where no token of ours tells: the user of Basic credentials, or a short
 * fingerprint of a foreign token, never the token itself.
 */
export function statedIdentity(credentials: Credentials): string {
  switch (credentials.kind) {
    case "none":
      return "anonymous";
    case "basic":
      return `user:${plainUser(credentials.user)}`;
    case "bearer":
      return `token:${fingerprint(credentials.secret)}`;
    default:
      return "anonymous";
  }
}

function plainUser(user: string): string {
  const plain = user.replace(/[^\p{L}\p{N}._@+/-]/gu, "_").slice(0, 100);
  return plain === "" ? "unnamed" : plain;
}

function fingerprint(token: string): string {
  return createHash("sha256").update(token).digest("hex").slice(0, 12);
}

/** Who or what a token stands for. */
export type TokenKind = "person" | "pipeline" | "host";

/** A token as it was asked for. The secret itself is never kept, only its hash. */
export interface NewToken {
  /** SHA-256 of the secret; hexadecimal. */
  readonly hash: string;
  readonly kind: TokenKind;
  /** Such as `alice`, `acme/shop`, `build-1`. */
  readonly name: string;
  /** What it may do; their meaning is the firewall's. */
  readonly permissions: readonly string[];
  /** Patterns of the packages it may ask for; empty for all. */
  readonly packages: readonly string[];
  /** Everything that it asks for is decided and recorded, and served. */
  readonly isObserving: boolean;
  /** Milliseconds since the epoch. */
  readonly expiresAt: number;
}

/** A token that was issued. Times are milliseconds since the epoch. */
export interface TokenRow extends Omit<NewToken, "hash"> {
  /** Such as `tk-1`; never given twice. */
  readonly id: string;
  readonly createdAt: number;
  /** To the minute; `undefined` when nobody has used it. */
  readonly usedAt: number | undefined;
  readonly revokedAt: number | undefined;
}

/** The tokens of a data folder. */
export interface TokenStore {
  /** All that were ever issued, oldest first. */
  list(): readonly TokenRow[];
  /**
   * The token of a secret's hash, also one that has expired or was revoked. From memory, and
   * cheap enough for every request; a hash that nobody knows is looked for once more in the database, since
   * another process may have issued it a moment ago.
   */
  find(hash: string): TokenRow | undefined;
  /** Throws `STORE_BAD_TOKEN` for fields that cannot be kept. */
  add(token: NewToken): TokenRow;
  /** Returns whether it was in force. The row is kept as revoked, never deleted. */
  revoke(id: string): boolean;
  /** Keeps when a token was used last, to the minute. Never throws: a use that cannot be kept is told to the log. */
  noteUse(id: string): void;
  /** Changes whenever a process adds or revokes a token: at once for this process, within 300 ms for others. */
  revision(): number;
}

/** Between whom a token stands for and its id, in the ledger's identity: `person:alice#tk-3`. No name holds it. */
const tokenMark = "#";
/** The character after it, which ends the range of all identities with a token. */
const afterTokenMark = "$";

/** The ledger's identity of a request with a token: `person:alice#tk-3`. */
export function ledgerIdentity(token: Pick<TokenRow, "kind" | "name" | "id">): string {
  return `${tokenIdentity(token)}${tokenMark}${token.id}`;
}

/** Takes an identity of the ledger apart; without a token's id when no token told it. */
export function splitLedgerIdentity(identity: string): {
  readonly owner: string;
  readonly tokenId: string | undefined;
} {
  const mark = identity.lastIndexOf(tokenMark);
  return mark < 0
    ? { owner: identity, tokenId: undefined }
    : { owner: identity.slice(0, mark), tokenId: identity.slice(mark + 1) };
}

/** The range of the identities of somebody with any token; from (inclusive) and to (exclusive). */
export function identitiesWithToken(owner: string): { readonly from: string; readonly to: string } {
  return { from: `${owner}${tokenMark}`, to: `${owner}${afterTokenMark}` };
}

/** The one text for whom a token stands: `person:alice`. */
export function tokenIdentity({ kind, name }: Pick<TokenRow, "kind" | "name">): string {
  return `${kind}:${name}`;
}

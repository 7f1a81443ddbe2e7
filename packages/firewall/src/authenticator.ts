import type { Clock } from "@lockkeeper/core";
import { renderInstantShort } from "@lockkeeper/core";
import type { PatternIndex } from "@lockkeeper/policy";
import { createPatternIndex } from "@lockkeeper/policy";
import type { TokenRow, TokenStore } from "@lockkeeper/store";
import {
  hashTokenSecret,
  isTokenLike,
  isWholeTokenSecret,
  ledgerIdentity,
  tokenIdentity,
} from "@lockkeeper/store";
import { LRUCache } from "lru-cache";
import { readCredentials, statedIdentity } from "./credentials.ts";

/** Who makes a request, and with which token. */
export interface Caller {
  /** As the ledger keeps it: `person:alice#tk-3` by token, else what the client states, else `anonymous`. */
  readonly identity: string;
  readonly token: CallerToken | undefined;
}

/** The valid token of a caller. */
export interface CallerToken {
  readonly id: string;
  /** `person:alice`. */
  readonly owner: string;
  readonly permissions: ReadonlySet<string>;
  readonly isObserving: boolean;
  /** Patterns of the packages that it may ask for; empty for all. */
  readonly packages: readonly string[];
  mayAskFor(name: string): boolean;
}

/** Who asks, or why nobody is believed. */
export type Authentication =
  | { readonly kind: "caller"; readonly caller: Caller }
  | { readonly kind: "refused"; readonly reason: string };

/** What an authenticator is made of. */
export interface AuthenticatorParts {
  readonly tokens: TokenStore;
  readonly clock: Clock;
}

interface Remembered {
  readonly row: TokenRow;
  readonly caller: Caller;
}

/** Headers whose tokens are remembered, and how long they may be: a user's name can be of any length. */
const rememberedMaxCount = 2000;
const rememberedMaxCharacters = 512;

/** Tells who makes a request by its token; remembers what it found until a token is issued or revoked. */
export class Authenticator {
  readonly #parts: AuthenticatorParts;
  readonly #remembered = new LRUCache<string, Remembered>({ max: rememberedMaxCount });
  #revision = -1;

  constructor(parts: AuthenticatorParts) {
    this.#parts = parts;
  }

  /**
   * Reads the `Authorization` header. Whoever sends one of our tokens is believed or refused, never taken for
   * anonymous: a pipeline whose token has ended should fail with the reason.
   */
  authenticate(authorization: string | undefined): Authentication {
    if (authorization === undefined) return anonymous;
    const known = this.#recall(authorization);
    if (known !== undefined) return this.#grant(known);
    const credentials = readCredentials(authorization);
    if (credentials.kind === "none") return anonymous;
    if (!isTokenLike(credentials.secret)) {
      return { kind: "caller", caller: { identity: statedIdentity(credentials), token: undefined } };
    }
    if (!isWholeTokenSecret(credentials.secret)) {
      return { kind: "refused", reason: "the token is not whole: it was cut or mistyped" };
    }
    // Found by its hash, so that the time this takes says nothing of a secret.
    const row = this.#parts.tokens.find(hashTokenSecret(credentials.secret));
    if (row === undefined) return { kind: "refused", reason: "the token was not issued here" };
    const remembered = { row, caller: callerOf(row) };
    if (authorization.length <= rememberedMaxCharacters) this.#remembered.set(authorization, remembered);
    return this.#grant(remembered);
  }

  #recall(authorization: string): Remembered | undefined {
    const revision = this.#parts.tokens.revision();
    if (revision !== this.#revision) {
      this.#revision = revision;
      this.#remembered.clear();
    }
    return this.#remembered.get(authorization);
  }

  #grant({ row, caller }: Remembered): Authentication {
    const { id, expiresAt, revokedAt } = row;
    const name = `the token ${id} of ${tokenIdentity(row)}`;
    if (revokedAt !== undefined) {
      return { kind: "refused", reason: `${name} was revoked on ${renderInstantShort(revokedAt)}` };
    }
    if (this.#parts.clock.now() >= expiresAt) {
      return { kind: "refused", reason: `${name} expired on ${renderInstantShort(expiresAt)}` };
    }
    this.#parts.tokens.noteUse(id);
    return { kind: "caller", caller };
  }
}

const anonymous: Authentication = { kind: "caller", caller: { identity: "anonymous", token: undefined } };

function callerOf(row: TokenRow): Caller {
  const { id, packages, isObserving, permissions } = row;
  const owner = tokenIdentity(row);
  const index: PatternIndex<string> = createPatternIndex(packages, (pattern) => pattern);
  return {
    identity: ledgerIdentity(row),
    token: {
      id,
      owner,
      permissions: new Set(permissions),
      isObserving,
      packages,
      mayAskFor: (name) => packages.length === 0 || index.find(name).length > 0,
    },
  };
}

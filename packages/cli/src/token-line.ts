import { renderInstant } from "@lockkeeper/core";
import type { TokenRow } from "@lockkeeper/store";

/** Whether a token is taken at a moment, and if not, why. */
export type TokenStatus = "in-force" | "expired" | "revoked";

/** A token as it is shown: everything but its secret, which nobody has. Times are ISO 8601. */
export interface TokenLine {
  readonly id: string;
  readonly identity: string;
  readonly kind: string;
  readonly name: string;
  readonly permissions: readonly string[];
  readonly packages: readonly string[];
  readonly observing: boolean;
  readonly createdAt: string;
  readonly expiresAt: string;
  readonly lastUsedAt: string | null;
  readonly revokedAt: string | null;
  readonly status: TokenStatus;
}

/** Turns a kept token into what is shown of it at a moment. */
export function describeToken(row: TokenRow, now: number): TokenLine {
  const { id, kind, name, permissions, packages, isObserving, createdAt, expiresAt, usedAt, revokedAt } = row;
  return {
    id,
    identity: `${kind}:${name}`,
    kind,
    name,
    permissions,
    packages,
    observing: isObserving,
    createdAt: renderInstant(createdAt),
    expiresAt: renderInstant(expiresAt),
    lastUsedAt: usedAt === undefined ? null : renderInstant(usedAt),
    revokedAt: revokedAt === undefined ? null : renderInstant(revokedAt),
    status: revokedAt !== undefined ? "revoked" : now >= expiresAt ? "expired" : "in-force",
  };
}

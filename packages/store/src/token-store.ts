import type { Clock, Logger } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";

import { numberAt, optionalNumberAt, textAt } from "./columns.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { describeCause, StoreError } from "./errors.ts";
import type { SqlCommand, SqlDatabase, SqlQuery, SqlRow } from "./sqlite.ts";
import type { NewToken, TokenKind, TokenRow, TokenStore } from "./tokens.ts";

/** Tokens with their own connection. */
export interface OpenTokenStore extends TokenStore {
  close(): void;
}

/** What a store of tokens works with. */
export interface TokenStoreOptions {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Milliseconds that no setting of a clock moves; the process's own unless told. */
  readonly elapsedMs?: () => number;
}

const idPrefix = "tk-";
const kinds: readonly TokenKind[] = ["person", "pipeline", "host"];
const hashForm = /^[0-9a-f]{64}$/;
const nameForm = /^[\p{L}\p{N}][\p{L}\p{N}._@+/-]{0,99}$/u;
const itemForm = /^[\u0021-\u007e]{1,214}$/;
const itemsMaxCount = 50;
/** How long another process's revocation may go unnoticed: each request with a token asks. */
const revisionMaxAgeMs = 200;
const useEveryMs = 60_000;

/** Opens the tokens alone, for a command that needs nothing else. Throws what `openStore` throws. */
export async function openTokenStore(
  folder: DataFolder,
  options: TokenStoreOptions,
): Promise<OpenTokenStore> {
  const database = await openDatabase(folder, options);
  return { ...createTokenStore(database, options), close: () => database.close() };
}

/** Creates the tokens on a connection that the caller owns. */
export function createTokenStore(database: SqlDatabase, options: TokenStoreOptions): TokenStore {
  const { clock } = options;
  const statements = prepare(database);
  const revision = createRevision(database, options);
  const noteUse = createUseKeeper(database, options);
  let known: { readonly revision: number; readonly byHash: ReadonlyMap<string, TokenRow> } | undefined;

  function readKnown(): ReadonlyMap<string, TokenRow> {
    const now = revision.current();
    if (known?.revision !== now) {
      const rows = statements.all.rows();
      known = { revision: now, byHash: new Map(rows.map((row) => [textAt(row, 0), buildRow(row)])) };
    }
    return known.byHash;
  }

  return {
    list: () => statements.all.rows().map(buildRow),
    find: (hash) => {
      const found = readKnown().get(hash);
      if (found !== undefined) return found;
      // Nobody should wait for a token that was issued a moment ago: a client that is refused gives up.
      revision.forget();
      return readKnown().get(hash);
    },
    add: (token) => {
      checkToken(token);
      const { hash, ...kept } = token;
      const { kind, name, permissions, packages, isObserving, expiresAt } = kept;
      const createdAt = clock.now();
      const lists = [JSON.stringify(permissions), JSON.stringify(packages)];
      const values = [hash, kind, name, ...lists, isObserving ? 1 : 0, createdAt, expiresAt];
      const { id } = statements.insert.run(...values);
      revision.forget();
      return { ...kept, id: `${idPrefix}${id}`, createdAt, usedAt: undefined, revokedAt: undefined };
    },
    revoke: (id) => {
      const number = tryParseId(id);
      revision.forget();
      return number !== undefined && statements.revoke.run(clock.now(), number).changes > 0;
    },
    noteUse,
    revision: () => revision.current(),
  };
}

function prepare(
  database: SqlDatabase,
): Record<"insert" | "revoke", SqlCommand> & { readonly all: SqlQuery } {
  return {
    all: database.query(
      `SELECT hash, id, kind, name, permissions, packages, is_observing, created_at, expires_at, used_at, revoked_at
       FROM token ORDER BY id`,
    ),
    insert: database.command(
      `INSERT INTO token(hash, kind, name, permissions, packages, is_observing, created_at, expires_at)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?)`,
    ),
    revoke: database.command("UPDATE token SET revoked_at = ? WHERE id = ? AND revoked_at IS NULL"),
  };
}

interface Revision {
  current(): number;
  /** After a change of our own, which must show at once. */
  forget(): void;
}

function createRevision(
  database: SqlDatabase,
  { elapsedMs = () => performance.now() }: TokenStoreOptions,
): Revision {
  // Rows are never deleted and never restored, so this only grows.
  const count = database.query("SELECT count(*) + count(revoked_at) FROM token");
  let counted: { readonly revision: number; readonly at: number } | undefined;
  return {
    current: () => {
      const at = elapsedMs();
      if (counted === undefined || at - counted.at >= revisionMaxAgeMs) {
        counted = { revision: numberAt(count.row() ?? [], 0), at };
      }
      return counted.revision;
    },
    forget: () => {
      counted = undefined;
    },
  };
}

function createUseKeeper(database: SqlDatabase, { clock, logger }: TokenStoreOptions): TokenStore["noteUse"] {
  const use = database.command("UPDATE token SET used_at = ? WHERE id = ?");
  const kept = new Map<string, number>();
  return (id) => {
    const now = clock.now();
    const before = kept.get(id);
    if (before !== undefined && now >= before && now - before < useEveryMs) return;
    kept.set(id, now);
    try {
      use.run(now, tryParseId(id) ?? 0);
    } catch (error) {
      logger.log("warn", {
        code: "STORE_TOKEN_USE_NOT_KEPT",
        message: `Cannot keep that token ${id} was used; its next use tries again in a minute`,
        fields: { cause: toErrorRecord(error) },
      });
    }
  };
}

function checkToken({ hash, kind, name, permissions, packages, expiresAt }: NewToken): void {
  if (!hashForm.test(hash)) throw badToken("hash", "it is no SHA-256");
  if (!kinds.includes(kind)) throw badToken("kind", "there is no such kind");
  if (!nameForm.test(name)) {
    throw badToken(
      "name",
      "it must have 1 to 100 letters, digits and ._@+/- and begin with a letter or digit",
    );
  }
  if (permissions.length === 0) throw badToken("permissions", "there is none");
  for (const [field, items] of Object.entries({ permissions, packages })) {
    if (items.length > itemsMaxCount) throw badToken(field, `there are more than ${itemsMaxCount}`);
    if (!items.every((item) => itemForm.test(item))) throw badToken(field, "one has other characters");
  }
  if (!Number.isSafeInteger(expiresAt)) throw badToken("expiresAt", "it is no instant");
}

function badToken(field: string, detail: string): StoreError {
  return new StoreError("STORE_BAD_TOKEN", {
    message: `Cannot keep the token as its "${field}" cannot be used: ${detail}`,
  });
}

function tryParseId(id: string): number | undefined {
  if (!id.startsWith(idPrefix)) return undefined;
  const number = Number(id.slice(idPrefix.length));
  return Number.isSafeInteger(number) && number > 0 ? number : undefined;
}

/** Columns as `all` selects them. */
function buildRow(row: SqlRow): TokenRow {
  return {
    id: `${idPrefix}${numberAt(row, 1)}`,
    kind: parseKind(textAt(row, 2)),
    name: textAt(row, 3),
    permissions: parseTexts(textAt(row, 4)),
    packages: parseTexts(textAt(row, 5)),
    isObserving: numberAt(row, 6) === 1,
    createdAt: numberAt(row, 7),
    expiresAt: numberAt(row, 8),
    usedAt: optionalNumberAt(row, 9),
    revokedAt: optionalNumberAt(row, 10),
  };
}

function parseKind(text: string): TokenKind {
  return kinds.find((kind) => kind === text) ?? damaged("its kind is unknown");
}

function parseTexts(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
  } catch (cause) {
    return damaged(describeCause(cause));
  }
  return damaged("a list is none");
}

function damaged(detail: string): never {
  throw new StoreError("STORE_DATABASE_CORRUPT", {
    message: `Cannot read a token as its row is damaged: ${detail}`,
    hint: "Restore the database from a backup.",
  });
}

import type { SelectQueryBuilder } from "kysely";
import { DummyDriver, Kysely, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";

import type { LedgerFilter } from "./ledger-entry.ts";
import type { SqlValue } from "./sqlite.ts";
import { identitiesWithToken } from "./tokens.ts";

interface LedgerTables {
  readonly ledger_row: {
    readonly seq: number;
    readonly at: number;
    readonly source: number;
    readonly subject: number;
    readonly ruling: number;
    readonly withheld: string | null;
  };
  readonly ledger_source: {
    readonly id: number;
    readonly identity: string;
    readonly client: string;
    readonly client_version: string | null;
    readonly command: string | null;
    readonly ci: string | null;
    readonly remote: string | null;
  };
  readonly ledger_subject: {
    readonly id: number;
    readonly package: string;
    readonly version: string | null;
    readonly integrity_expected: string | null;
    readonly integrity_served: string | null;
  };
  readonly ledger_ruling: {
    readonly id: number;
    readonly kind: string;
    readonly decision: string;
    readonly effect: string;
    readonly clause: string;
    readonly policy_revision: string;
    readonly outcome: string;
    readonly status: number;
    readonly observed: number;
    readonly took_from_cache: number;
  };
}

/** A part of the ledger: places are inclusive. */
interface LedgerRange {
  readonly fromSeq: number;
  readonly toSeq: number;
  readonly maxRows: number;
}

/** A statement with its values. */
interface CompiledSql {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** Compiles queries over the ledger; columns are the place and then the fields in the order of `renderEntry`. */
export interface LedgerSql {
  select(filter: LedgerFilter, range: LedgerRange): CompiledSql;
}

/** Creates the compiler. Nothing is run by it: the driver is synchronous, which suits a local file. */
export function createLedgerSql(): LedgerSql {
  const builder = new Kysely<LedgerTables>({
    dialect: {
      createAdapter: () => new SqliteAdapter(),
      createDriver: () => new DummyDriver(),
      createIntrospector: (database) => new SqliteIntrospector(database),
      createQueryCompiler: () => new SqliteQueryCompiler(),
    },
  });
  return {
    select: (filter, range) => {
      const query = restrict(selectRows(builder), filter)
        .where("seq", ">=", range.fromSeq)
        .where("seq", "<=", range.toSeq)
        .orderBy("seq", filter.order ?? "asc")
        .limit(range.maxRows)
        .compile();
      return { sql: query.sql, values: query.parameters.map(toSqlValue) };
    },
  };
}

type LedgerQuery = SelectQueryBuilder<LedgerTables, keyof LedgerTables, object>;

function selectRows(builder: Kysely<LedgerTables>): LedgerQuery {
  return builder
    .selectFrom("ledger_row")
    .innerJoin("ledger_source", "ledger_source.id", "ledger_row.source")
    .innerJoin("ledger_subject", "ledger_subject.id", "ledger_row.subject")
    .innerJoin("ledger_ruling", "ledger_ruling.id", "ledger_row.ruling")
    .select(["seq", "at", "identity", "client", "client_version", "command", "ci", "remote"])
    .select(["kind", "package", "version", "integrity_expected", "integrity_served"])
    .select(["decision", "effect", "clause", "policy_revision", "outcome", "status"])
    .select(["withheld", "observed", "took_from_cache"]);
}

function restrict(query: LedgerQuery, filter: LedgerFilter): LedgerQuery {
  return query
    .$if(filter.package !== undefined, (q) => q.where("package", "=", filter.package ?? ""))
    .$if(filter.version !== undefined, (q) => q.where("version", "=", filter.version ?? ""))
    .$if(filter.identity !== undefined, (q) => {
      const { from, to } = identitiesWithToken(filter.identity ?? "");
      return q.where((eb) =>
        eb.or([
          eb("identity", "=", filter.identity ?? ""),
          eb.and([eb("identity", ">=", from), eb("identity", "<", to)]),
        ]),
      );
    })
    .$if(filter.since !== undefined, (q) => q.where("at", ">=", filter.since ?? 0))
    .$if(filter.until !== undefined, (q) => q.where("at", "<", filter.until ?? 0))
    .$if(filter.decision !== undefined, (q) => q.where("decision", "=", filter.decision ?? ""))
    .$if(filter.kind !== undefined, (q) => q.where("kind", "=", filter.kind ?? ""))
    .$if(filter.outcome !== undefined, (q) => q.where("outcome", "=", filter.outcome ?? ""));
}

function toSqlValue(value: unknown): SqlValue {
  if (typeof value === "string" || typeof value === "number") return value;
  throw new TypeError(`A filter holds a ${typeof value}`);
}

import { openDatabase } from "../../packages/store/dist/database.js";

/** Names, versions of each, who asks, and the share of packuments: an organisation's year. */
const shape = { packages: 3000, versions: 20, identities: 1000, rulings: 24, packumentsOf: 4 };
const chunkRows = 500_000;
const yearMs = 365 * 86_400_000;

/** The package that everybody uses, one version of which few took. */
export const popular = { name: "bench-package-0", usual: "1.10.0", rare: "1.19.0" };

/**
 * Fills an empty database with so many rows of the ledger, by statements of SQL: as many packages, people and answers as a
 * large organisation has, every eighth row about one popular package. Indexes are made by the schema, as a server's are.
 */
export async function fillLedger(folder, rowCount, now) {
  const database = await openDatabase(folder, { clock: { now: () => now }, logger: { log() {} } });
  database.execute("PRAGMA synchronous = OFF; PRAGMA journal_mode = WAL; PRAGMA cache_size = -400000");
  fillTexts(database);
  for (let from = 1; from <= rowCount; from += chunkRows) {
    const to = Math.min(rowCount, from + chunkRows - 1);
    database.execute("BEGIN");
    database.execute(rowsStatement(from, to, { rowCount, now }));
    database.execute(
      `INSERT INTO ledger_batch(number, first_seq, last_seq, hash)
       SELECT n, 200 * n - 199, 200 * n, hex(randomblob(32)) FROM (${series(Math.ceil(from / 200), Math.floor(to / 200))})`,
    );
    database.execute("COMMIT");
  }
  database.execute("PRAGMA wal_checkpoint(TRUNCATE)");
  database.close();
}

function series(from, to) {
  return `WITH RECURSIVE s(n) AS (SELECT ${from} UNION ALL SELECT n + 1 FROM s WHERE n < ${to}) SELECT n FROM s`;
}

function fillTexts(database) {
  const { packages, versions, identities, rulings } = shape;
  const perPackage = versions + 1;
  database.execute("BEGIN");
  database.execute(
    `INSERT INTO ledger_source(id, digest, identity, client, client_version, command, ci, remote)
     SELECT n, 'source-' || n, 'person:person-' || n || '#tk-' || n, 'npm', '11.19.1', 'ci', NULL, '10.0.0.' || (n % 200)
     FROM (${series(1, identities)})`,
  );
  // The first of a package is its packument.
  database.execute(
    `INSERT INTO ledger_subject(id, digest, package, version, integrity_expected, integrity_served)
     SELECT n, 'subject-' || n, 'bench-package-' || ((n - 1) / ${perPackage}),
       CASE WHEN (n - 1) % ${perPackage} = 0 THEN NULL ELSE '1.' || ((n - 1) % ${perPackage} - 1) || '.0' END,
       NULL, CASE WHEN (n - 1) % ${perPackage} = 0 THEN NULL ELSE 'sha512-' || hex(randomblob(44)) END
     FROM (${series(1, packages * perPackage)})`,
  );
  database.execute(
    `INSERT INTO ledger_ruling(id, digest, kind, decision, effect, clause, policy_revision, outcome, status, observed, took_from_cache)
     SELECT n, 'ruling-' || n, CASE WHEN n % 2 = 0 THEN 'tarball' ELSE 'packument' END, 'allow', 'allow', 'none',
       'revision-' || (n / 4), CASE WHEN n % 7 = 0 THEN 'not-modified' ELSE 'served' END, 200, 0, n % 3 = 0
     FROM (${series(1, rulings)})`,
  );
  database.execute("COMMIT");
}

/** Rows are spread over the year; multiplying by primes stands for chance, the same in every run. */
function rowsStatement(from, to, { rowCount, now }) {
  const { packages, versions, identities, rulings, packumentsOf } = shape;
  const perPackage = versions + 1;
  const name = `(CASE WHEN n % 8 = 0 THEN 0 ELSE (n * 7919) % ${packages} END)`;
  // The rare version of the popular package: one row in 20,000.
  const version = `(CASE WHEN n % ${packumentsOf} = 1 OR n % ${packumentsOf * 8} = 0 THEN 0
    WHEN n % 8 = 0 THEN CASE WHEN n % 20000 = 8 THEN ${versions} ELSE 1 + (n / 8) % ${versions - 1} END
    ELSE 1 + (n * 31) % ${versions} END)`;
  return `INSERT INTO ledger_row(seq, at, source, subject, ruling, withheld)
    SELECT n, ${now - yearMs} + n * ${yearMs} / ${rowCount}, 1 + (n * 104729) % ${identities},
      ${name} * ${perPackage} + 1 + ${version},
      1 + 2 * ((n / 3) % ${rulings / 2}) + (CASE WHEN ${version} = 0 THEN 0 ELSE 1 END), NULL
    FROM (${series(from, to)})`;
}

import type { SqlDatabase } from "./sqlite.ts";

/**
 * Answers the versions of a package whose tarballs were served since an instant (milliseconds since the epoch). Rows
 * that are still in the journal, seconds old, are not looked at.
 */
export function createFetchedVersions(
  database: SqlDatabase,
): (name: string, since: number) => readonly string[] {
  const query = database.query(
    `SELECT DISTINCT subject.version FROM ledger_subject AS subject
       JOIN ledger_row AS entry ON entry.subject = subject.id
       JOIN ledger_ruling AS ruling ON ruling.id = entry.ruling
      WHERE subject.package = ? AND subject.version IS NOT NULL AND entry.at >= ?
        AND ruling.kind = 'tarball' AND ruling.outcome IN ('served', 'not-modified')`,
  );
  return (name, since) => query.rows(name, since).map(([version]) => String(version));
}

import { numberAt, textAt } from "./columns.ts";
import type { SqlDatabase } from "./sqlite.ts";

/** What somebody found against a version, beside what advisories and the policy say. Texts are foreign. */
export interface KeptAccusation {
  readonly name: string;
  readonly version: string;
  /** Who: `inspection`. */
  readonly source: string;
  readonly reason: string;
  /** Milliseconds since the epoch. */
  readonly at: number;
}

/** One exposure that somebody is to be told of. */
export interface ToldExposure {
  readonly name: string;
  readonly version: string;
  readonly placeKind: string;
  readonly place: string;
  /** The smaller, the worse; what became worse is told again. */
  readonly rank: number;
}

/** What was found late, and what of it was told. */
export interface LateStore {
  /** Keeps what was found against a version; the first reason of a source stays. */
  accuse(accusation: KeptAccusation): void;
  accusations(): readonly KeptAccusation[];
  /** Of these, the ones that were not told yet, or are worse than when they were. */
  untold<Exposure extends ToldExposure>(exposures: readonly Exposure[]): readonly Exposure[];
  /** Notes that they were told. Times are milliseconds since the epoch. */
  noteTold(exposures: readonly ToldExposure[], at: number): void;
}

const maxCharacters = 512;

/** Creates the store on a connection that the caller owns. */
export function createLateStore(database: SqlDatabase): LateStore {
  const add = database.command(
    "INSERT INTO accusation(package, version, source, reason, at) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING",
  );
  const list = database.query(
    "SELECT package, version, source, reason, at FROM accusation ORDER BY package, version, source",
  );
  const find = database.query(
    "SELECT rank FROM exposure_told WHERE package = ? AND version = ? AND place_kind = ? AND place = ?",
  );
  const tell = database.command(
    `INSERT INTO exposure_told(package, version, place_kind, place, rank, at) VALUES (?, ?, ?, ?, ?, ?)
     ON CONFLICT DO UPDATE SET rank = min(rank, excluded.rank), at = excluded.at`,
  );

  function isTold({ name, version, placeKind, place, rank }: ToldExposure): boolean {
    const row = find.row(cut(name), cut(version), cut(placeKind), cut(place));
    return row !== undefined && numberAt(row, 0) <= rank;
  }

  return {
    accuse: ({ name, version, source, reason, at }) => {
      add.run(cut(name), cut(version), cut(source), cut(reason), at);
    },
    accusations: () =>
      list.rows().map((row) => ({
        name: textAt(row, 0),
        version: textAt(row, 1),
        source: textAt(row, 2),
        reason: textAt(row, 3),
        at: numberAt(row, 4),
      })),
    untold: (exposures) => exposures.filter((exposure) => !isTold(exposure)),
    noteTold: (exposures, at) => {
      database.transaction(() => {
        for (const { name, version, placeKind, place, rank } of exposures) {
          tell.run(cut(name), cut(version), cut(placeKind), cut(place), rank, at);
        }
      });
    },
  };
}

/** The database cuts texts at NUL. */
function cut(text: string): string {
  return text.slice(0, maxCharacters).replaceAll("\u0000", "\uFFFD");
}

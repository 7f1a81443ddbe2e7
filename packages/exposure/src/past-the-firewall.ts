import type { Contradiction } from "./contradiction.ts";
import type { ExposureRow, GradedPlace } from "./grade-place.ts";
import { isAtLeast } from "./grade.ts";

/** What the firewall's ledger says of one version, over all who asked. */
interface LedgerWord {
  refusals: number;
  takes: number;
  ref: string;
}

/**
 * Marks the places that hold a version which the firewall refused to everybody who asked it: they got it another way.
 * Pure; grades stay.
 */
export function markPastTheFirewall(places: readonly GradedPlace[]): readonly GradedPlace[] {
  const words = readLedger(places);
  const past = (row: ExposureRow): Contradiction | undefined => {
    const word = words.get(row.what);
    if (word === undefined || word.takes > 0 || word.refusals === 0) return undefined;
    if (!isAtLeast(row.grade, "fetched")) return undefined;
    return {
      kind: "past-the-firewall",
      message: `the firewall refused ${row.what} each time it was asked (${word.refusals} ${word.refusals === 1 ? "time" : "times"}), yet it is here: it came another way`,
      refs: [word.ref],
    };
  };
  return places.map((place) => ({
    ...place,
    rows: place.rows.map((row) => {
      const found = past(row);
      return found === undefined ? row : { ...row, contradictions: [...row.contradictions, found] };
    }),
  }));
}

function readLedger(places: readonly GradedPlace[]): ReadonlyMap<string, LedgerWord> {
  const words = new Map<string, LedgerWord>();
  for (const { rows } of places) {
    for (const { what, evidence } of rows) {
      for (const { observation } of evidence) {
        if (observation.channel !== "ledger" || observation.version === undefined) continue;
        const word = words.get(what) ?? { refusals: 0, takes: 0, ref: observation.ref };
        if (observation.kind === "refused") word.refusals += 1;
        if (observation.kind === "fetched") word.takes += 1;
        words.set(what, word);
      }
    }
  }
  return words;
}

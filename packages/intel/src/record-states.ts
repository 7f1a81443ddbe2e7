import { createIndexWriter, type IndexWriter } from "./index-writer.ts";
import type { OsvRecord } from "./osv-record.ts";

/**
 * The states of records while sources are read: the newest of several states with the same id wins, and of equally new
 * ones the withdrawal. Advisories are held as the bytes of the index, since a quarter of a million objects take half a
 * gigabyte.
 */
export interface RecordStates {
  readonly writer: IndexWriter;
  take(source: string, record: OsvRecord): void;
  withdraw(source: string, state: { readonly id: string; readonly modifiedAt: bigint }): void;
  /** Records in force that came from the source. */
  countOf(source: string): number;
}

interface State {
  readonly source: number;
  readonly modifiedAt: bigint;
  /** The advisories of a record follow one another in the writer. */
  readonly first: number;
  readonly count: number;
}

/** Creates the states of no records yet, from sources of these names. */
export function createRecordStates(sourceNames: readonly string[]): RecordStates {
  const writer = createIndexWriter(sourceNames);
  const states = new Map<string, State>();

  /** Answers whether a state replaces the one that is known, and takes that one out. */
  function replaces(id: string, modifiedAt: bigint, isWithdrawal: boolean): boolean {
    const known = states.get(id);
    if (known === undefined) return true;
    const isNewer = modifiedAt > known.modifiedAt || (isWithdrawal && modifiedAt === known.modifiedAt);
    if (!isNewer) return false;
    for (let number = known.first; number < known.first + known.count; number += 1) writer.drop(number);
    return true;
  }

  return {
    writer,
    take(source, record) {
      if (!replaces(record.id, record.modifiedAt, false)) return;
      const numbers = addRecord(writer, source, record);
      const state = { source: sourceNames.indexOf(source), modifiedAt: record.modifiedAt };
      states.set(record.id, { ...state, first: numbers[0] ?? 0, count: numbers.length });
    },
    withdraw(source, { id, modifiedAt }) {
      if (!replaces(id, modifiedAt, true)) return;
      states.set(id, { source: sourceNames.indexOf(source), modifiedAt, first: 0, count: 0 });
    },
    countOf(source) {
      const wanted = sourceNames.indexOf(source);
      let records = 0;
      for (const state of states.values()) records += Number(state.source === wanted && state.count > 0);
      return records;
    },
  };
}

function addRecord(writer: IndexWriter, source: string, record: OsvRecord): readonly number[] {
  const { id, aliases, kind, severity, publishedAt: reportedAt, reporters, affected } = record;
  const shared = { id, aliases, kind, severity, reportedAt, source, reporters };
  return affected.map(({ name, versions, intervals }) =>
    writer.add(name, { ...shared, versions, intervals }),
  );
}

import { readArchive } from "@lockkeeper/archive";
import type { ErrorRecord } from "@lockkeeper/core";
import { toErrorRecord } from "@lockkeeper/core";
import { extractFacts } from "@lockkeeper/facts";
import type { PackageFacts } from "@lockkeeper/facts";

/** A tarball on its way to a thread. */
export interface FactsTask {
  readonly id: number;
  readonly bytes: Uint8Array<ArrayBuffer>;
  /** Whether it is a second look, after the first ran out of memory: of large sources less is read. */
  readonly isThrifty: boolean;
}

/** What comes back. */
export interface FactsAnswer {
  readonly id: number;
  readonly outcome:
    | { readonly isDone: true; readonly facts: PackageFacts }
    | { readonly isDone: false; readonly error: ErrorRecord };
}

const thriftySourceCharacters = 2_000_000;

/** Reads a tarball; what it is not becomes an answer too. Never throws. */
export function runFactsTask({ id, bytes, isThrifty }: FactsTask): FactsAnswer {
  try {
    const facts = extractFacts(readArchive(bytes), {
      packedBytes: bytes.length,
      sourceMaxCharacters: isThrifty ? thriftySourceCharacters : undefined,
    });
    return { id, outcome: { isDone: true, facts } };
  } catch (error) {
    return { id, outcome: { isDone: false, error: toErrorRecord(error) } };
  }
}

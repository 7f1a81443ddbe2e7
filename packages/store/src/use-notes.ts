/** When files were used, as far as this process knows. */
export interface UseNotes {
  note(name: string): void;
  /** Milliseconds since the epoch, by the files' own clock. */
  at(name: string): number | undefined;
}

const notesMaxCount = 100_000;

/** Creates notes that forget everything when there are too many: what is used goes on being noted. */
export function createUseNotes(): UseNotes {
  const notes = new Map<string, number>();
  return {
    note: (name) => {
      if (notes.size >= notesMaxCount) notes.clear();
      notes.set(name, performance.timeOrigin + performance.now());
    },
    at: (name) => notes.get(name),
  };
}

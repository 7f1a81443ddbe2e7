import type { ArchiveAnomaly, ArchiveAnomalyKind } from "./archive.ts";

/** How many anomalies of one kind are kept, so that a flood of one kind hides none of another. */
const keptPerKind = 20;

/** Collects what is unusual, within bounds: the first of each kind in full, the rest as a count. */
export class AnomalyList {
  readonly #maxCount: number;
  readonly #kept: ArchiveAnomaly[] = [];
  readonly #counts = new Map<ArchiveAnomalyKind, number>();

  constructor(maxCount: number) {
    this.#maxCount = maxCount;
  }

  add(kind: ArchiveAnomalyKind, path: string | undefined, detail: string): void {
    const count = (this.#counts.get(kind) ?? 0) + 1;
    this.#counts.set(kind, count);
    if (count > keptPerKind || this.#kept.length >= this.#maxCount) return;
    this.#kept.push({ kind, path: path?.slice(0, pathKept), detail });
  }

  /** In the order in which they were met; a kind with more than are kept says how many. */
  list(): readonly ArchiveAnomaly[] {
    const rest = [...this.#counts].filter(([, count]) => count > keptPerKind);
    return [
      ...this.#kept,
      ...rest.map(([kind, count]) => ({ kind, path: undefined, detail: `${String(count)} in all` })),
    ];
  }
}

const pathKept = 300;

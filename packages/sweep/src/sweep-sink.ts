import type { SweepLimits } from "./disk/sweep-limits.ts";
import type { DiskReading } from "./disk/read-disk.ts";
import { maskSecrets } from "./mask-secrets.ts";
import type { SweepAutorun, SweepInventory, SweepLine, SweepMatch, SweepSubject } from "./report.ts";

/** What a match needs; the rest is absent unless it is given. */
export type MatchDraft = Pick<SweepMatch, "subject" | "grade" | "rule" | "place" | "evidence"> &
  Partial<Pick<SweepMatch, "campaigns" | "package" | "at" | "sha256" | "lineage">>;

/** Takes what a sweep finds, within bounds, and counts what is beyond them. */
export class SweepSink {
  readonly #limits: SweepLimits;
  readonly #waiting: SweepLine[] = [];
  readonly #told: Set<string>;
  readonly #listed = new Set<string>();
  /** Where something of a campaign was found: what it gives away besides says nothing more. */
  readonly #known = new Set<string>();
  readonly counts = {
    matches: 0,
    packages: 0,
    processes: 0,
    connections: 0,
    autoruns: 0,
    hashed: 0,
    skipped: 0,
    unreadable: 0,
  };
  #inventories = 0;

  /** `told` names matches that were told before and are not told again. */
  constructor(limits: SweepLimits, told: Iterable<string> = []) {
    this.#limits = limits;
    this.#told = new Set(told);
    this.counts.matches = this.#told.size;
  }

  match(draft: MatchDraft): void {
    const match: SweepMatch = {
      kind: "match",
      ...draft,
      campaigns: draft.campaigns ?? [],
      evidence: shorten(maskSecrets(draft.evidence)),
      package: draft.package,
      at: draft.at,
      sha256: draft.sha256,
      lineage: (draft.lineage ?? []).map((line) => shorten(maskSecrets(line))),
    };
    if (match.campaigns.length > 0) this.#known.add(match.place);
    else if (this.#known.has(match.place)) return;
    const key = keyOfMatch(match);
    if (this.#told.has(key)) return;
    this.counts.matches += 1;
    if (this.counts.matches > this.#limits.maxMatches) return;
    this.#told.add(key);
    this.#waiting.push(match);
  }

  autorun(autorun: Omit<SweepAutorun, "kind">): void {
    const key = ["autorun", autorun.source, autorun.place, autorun.name, autorun.command].join("\n");
    if (this.#listed.has(key)) return;
    this.#listed.add(key);
    this.counts.autoruns += 1;
    if (this.counts.autoruns > this.#limits.maxInventory) return;
    this.#waiting.push({ kind: "autorun", ...autorun, command: shorten(maskSecrets(autorun.command)) });
  }

  inventory(inventory: Omit<SweepInventory, "kind">): void {
    this.#inventories += 1;
    if (this.#inventories <= this.#limits.maxInventory)
      this.#waiting.push({ kind: "inventory", ...inventory });
  }

  credential(place: string, what: string): void {
    if (!this.#listed.has(place)) this.#waiting.push({ kind: "credential", place, what });
    this.#listed.add(place);
  }

  skip(place: string, why: string): void {
    this.counts.skipped += 1;
    if (this.counts.skipped <= this.#limits.maxNotes) this.#waiting.push({ kind: "skipped", place, why });
  }

  unreadable(place: string, code: string): void {
    this.counts.unreadable += 1;
    if (this.counts.unreadable <= this.#limits.maxNotes)
      this.#waiting.push({ kind: "unreadable", place, code });
  }

  /** The value of a reading; tells when it may not be read. */
  take<Value>(place: string, reading: DiskReading<Value>): Value | undefined {
    if (reading.kind === "unreadable") this.unreadable(place, reading.code);
    return reading.kind === "read" ? reading.value : undefined;
  }

  /** What was told of matches until now, by their keys. */
  told(): readonly string[] {
    return [...this.#told];
  }

  /** What was told since the last call. */
  drain(): readonly SweepLine[] {
    return this.#waiting.splice(0);
  }
}

/** What makes two matches the same one, also in the next look of a watch. */
function keyOfMatch({
  subject,
  rule,
  place,
  campaigns,
}: Pick<SweepMatch, "rule" | "place" | "campaigns"> & { readonly subject: SweepSubject }): string {
  return [subject, rule, place, ...campaigns].join("\n");
}

function shorten(text: string): string {
  return text.length > 1000 ? `${text.slice(0, 1000)}…` : text;
}

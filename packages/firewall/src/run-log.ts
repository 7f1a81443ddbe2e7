import type { Decision } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";

/** One version of a package in a run's report, with the decision on it. */
export interface RunVersion {
  readonly version: string;
  readonly effect: Decision["effect"];
  readonly clause: string;
  readonly reason: string | null;
  /** ISO 8601 UTC; when time alone lifts the decision. */
  readonly maturesAt: string | null;
}

/** What happened to one package in a run. */
export interface RunPackage {
  readonly name: string;
  /** Versions whose bytes the client took. */
  readonly taken: readonly string[];
  /** Versions that were asked for by exact name or address and refused. */
  readonly refused: readonly RunVersion[];
  /** The newest versions that the client was not shown, newest first; never all of a long history. */
  readonly hidden: readonly RunVersion[];
  /** Versions that were served although a clause objected. */
  readonly warned: readonly RunVersion[];
  /** Where `latest` points upstream and what the client was shown instead; `null` when nothing was changed. */
  readonly latest: { readonly upstream: string; readonly shown: string | null } | null;
  readonly newestAcceptable: string | null;
}

/** What one command of a person did at the firewall. */
export interface RunReport {
  readonly schema: 1;
  readonly id: string;
  readonly packages: readonly RunPackage[];
  /** Whether more happened than was kept. */
  readonly isCut: boolean;
}

/** A withheld version with the decision on it. */
interface Withheld {
  readonly version: string;
  readonly decision: Decision;
}

/** What the answer to a packument left out. */
export interface HiddenVersions {
  /** Newest first. */
  readonly withheld: readonly Withheld[];
  readonly latest: { readonly upstream: string; readonly shown: string | null } | null;
}

interface PackageNotes {
  readonly taken: Set<string>;
  readonly refused: Map<string, RunVersion>;
  readonly warned: Map<string, RunVersion>;
  hidden: readonly RunVersion[];
  latest: RunPackage["latest"];
  newestAcceptable: string | null;
}

const maxPackages = 20_000;
const maxVersions = 50;
const maxHidden = 20;

/** Keeps what one run was served and what was withheld from it, within bounds. */
export class RunLog {
  readonly #packages = new Map<string, PackageNotes>();
  #isCut = false;

  noteTaken(name: string, version: string, decision: Decision | undefined): void {
    const notes = this.#notesOf(name);
    if (notes === undefined) return;
    if (notes.taken.size < maxVersions) notes.taken.add(version);
    if (decision === undefined || decision.effect === "allow" || notes.warned.size >= maxVersions) return;
    notes.warned.set(version, toRunVersion({ version, decision }));
  }

  noteRefused(name: string, withheld: Withheld, newestAcceptable: string | undefined): void {
    const notes = this.#notesOf(name);
    if (notes === undefined || notes.refused.size >= maxVersions) return;
    notes.refused.set(withheld.version, toRunVersion(withheld));
    notes.newestAcceptable = newestAcceptable ?? null;
  }

  noteHidden(name: string, { withheld, latest }: HiddenVersions): void {
    if (withheld.length === 0) return;
    const notes = this.#notesOf(name);
    if (notes === undefined) return;
    notes.hidden = withheld.slice(0, maxHidden).map(toRunVersion);
    notes.latest = latest;
  }

  report(id: string): RunReport {
    const packages = [...this.#packages].map(
      ([name, { taken, refused, warned, hidden, latest, newestAcceptable }]): RunPackage => ({
        name,
        taken: [...taken],
        refused: [...refused.values()],
        hidden,
        warned: [...warned.values()],
        latest,
        newestAcceptable,
      }),
    );
    return { schema: 1, id, packages, isCut: this.#isCut };
  }

  #notesOf(name: string): PackageNotes | undefined {
    const known = this.#packages.get(name);
    if (known !== undefined) return known;
    if (this.#packages.size >= maxPackages) {
      this.#isCut = true;
      return undefined;
    }
    const notes: PackageNotes = {
      taken: new Set(),
      refused: new Map(),
      warned: new Map(),
      hidden: [],
      latest: null,
      newestAcceptable: null,
    };
    this.#packages.set(name, notes);
    return notes;
  }
}

/** A decision on a version as a report tells it. */
export function toRunVersion({ version, decision }: Withheld): RunVersion {
  const [first] = decision.reasons;
  return {
    version,
    effect: decision.effect,
    clause: decision.clause,
    reason: first?.message ?? null,
    maturesAt: decision.maturesAt === undefined ? null : renderInstant(decision.maturesAt),
  };
}

import type { Decision } from "@lockkeeper/core";
import { renderInstant } from "@lockkeeper/core";
import { gt, satisfies, valid } from "semver";

/** One version of a package in a run's report, with the decision on it. */
export interface RunVersion {
  readonly version: string;
  readonly effect: Decision["effect"];
  readonly clause: string;
  readonly reason: string | null;
  /** ISO 8601 UTC; when time alone lifts the decision. */
  readonly maturesAt: string | null;
}

/** A version that a range or a tag would have led to. */
export interface PassedOverVersion extends RunVersion {
  /** What was taken. */
  readonly instead: string;
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
  /** Those of them that the client would have taken in place of what it took. */
  readonly passedOver: readonly PassedOverVersion[];
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

  /** The report; `installed` are the versions of the lockfile, which a client may have had in its own store. */
  report(id: string, installed: ReadonlyMap<string, readonly string[]>): RunReport {
    const packages = [...this.#packages].map(([name, notes]) =>
      renderPackage(name, notes, installed.get(name) ?? []),
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

function renderPackage(name: string, notes: PackageNotes, installed: readonly string[]): RunPackage {
  const { taken, refused, warned, hidden, latest, newestAcceptable } = notes;
  const all = [...new Set([...taken, ...installed])];
  return {
    name,
    taken: all,
    refused: [...refused.values()],
    hidden,
    passedOver: passedOver(all, hidden, latest),
    warned: [...warned.values()],
    latest,
    newestAcceptable,
  };
}

/**
 * The ranges of a project are not known here, so a hidden version counts as passed over when it is newer than one that
 * was taken and a caret range would hold both, or when `latest` points to it upstream.
 */
function passedOver(
  taken: readonly string[],
  hidden: readonly RunVersion[],
  latest: RunPackage["latest"],
): readonly PassedOverVersion[] {
  const found = new Map<string, PassedOverVersion>();
  for (const instead of taken) {
    if (valid(instead) === null) continue;
    const better = hidden.find(({ version }) => isNextInLine(version, instead, latest?.upstream));
    if (better !== undefined && !taken.includes(better.version))
      found.set(better.version, { ...better, instead });
  }
  return [...found.values()];
}

function isNextInLine(version: string, taken: string, latest: string | undefined): boolean {
  if (valid(version) === null || !gt(version, taken)) return false;
  return version === latest || satisfies(version, `^${taken}`);
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

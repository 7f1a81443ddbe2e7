import type { DependencyGroup, LockedPackageKind } from "@lockkeeper/lockfile";

import type { SbomLimits } from "./bill.ts";
import type { Digest } from "./digest.ts";
import { tooLarge } from "./errors.ts";

/** A component as a document has it, before anything of it is believed. */
export interface DraftComponent {
  /** Its name within the document; made up where it has none. */
  readonly ref: string;
  readonly name: string;
  readonly version: string;
  readonly purl: string | undefined;
  readonly digests: readonly Digest[];
  readonly url: string | undefined;
  readonly isDevelopment: boolean;
  readonly isOptional: boolean;
  /** Whether it claims to be a package, and not a file, an image or whatever else a bill may list. */
  readonly isPackage: boolean;
  /** What one of our own bills says of it besides. */
  readonly note: DraftNote;
}

/** What Lockkeeper's own bills say of a component in properties. */
export interface DraftNote {
  readonly kind: LockedPackageKind | "project" | undefined;
  readonly place: string | undefined;
  readonly alias: string | undefined;
  readonly isPatched: boolean;
  readonly hasInstallScript: boolean | undefined;
  readonly deprecated: string | undefined;
}

/** A component of a document that says nothing in our terms. */
export const noNote: DraftNote = {
  kind: undefined,
  place: undefined,
  alias: undefined,
  isPatched: false,
  hasInstallScript: undefined,
  deprecated: undefined,
};

/** What either format is read into: components, edges by their names, and the product. */
export class BillDraft {
  readonly components: DraftComponent[] = [];
  readonly edges: Map<string, Map<string, DependencyGroup>> = new Map();
  /** The names of what the document is about. */
  readonly subjects: Set<string> = new Set();
  readonly #limits: SbomLimits;
  #edgeCount = 0;

  constructor(limits: SbomLimits) {
    this.#limits = limits;
  }

  /** Throws `SBOM_TOO_LARGE`. */
  addComponent(component: DraftComponent): void {
    if (this.components.length >= this.#limits.maxComponents) {
      throw tooLarge(`${String(this.#limits.maxComponents)} components`);
    }
    this.components.push(component);
  }

  /** Throws `SBOM_TOO_LARGE`. */
  addEdge(from: string, to: string, group: DependencyGroup): void {
    if (this.#edgeCount >= this.#limits.maxEdges) throw tooLarge(`${String(this.#limits.maxEdges)} edges`);
    this.#edgeCount += 1;
    const known = this.edges.get(from);
    if (known === undefined) this.edges.set(from, new Map([[to, group]]));
    else if (known.get(to) !== "production") known.set(to, group);
  }
}

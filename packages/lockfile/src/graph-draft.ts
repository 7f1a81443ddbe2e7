import type { DeclaredDependency } from "./declared-dependencies.ts";
import type {
  DependencyEdge,
  DependencyGraph,
  DependencyGroup,
  GraphOverride,
  GraphPackage,
  GraphRoot,
  GraphSource,
} from "./dependency-graph.ts";
import { tooLarge } from "./errors.ts";
import type { LockedPackage, LockfileLimits } from "./locked-package.ts";
import { reachPackages } from "./reachability.ts";

/** More dependencies than the packages of any ecosystem have on average, several times over. */
const maxEdgesPerEntry = 10;

/** A package before it is known who leads to it. */
export interface DraftPackage extends LockedPackage {
  readonly place: string;
  readonly declared: readonly DeclaredDependency[];
  readonly isPatched: boolean;
  readonly hasInstallScript: boolean | undefined;
  readonly deprecated: string | undefined;
  readonly license?: string | undefined;
  /** What the file itself says, for packages that no root leads to. */
  readonly saysDevelopment: boolean;
  readonly saysOptional: boolean;
}

/** What most files do not tell of a package. */
export const nothingTold = {
  isPatched: false,
  hasInstallScript: undefined,
  deprecated: undefined,
  saysDevelopment: false,
  saysOptional: false,
} as const;

/** A root before its dependencies are found. */
export interface DraftRoot {
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly declared: readonly DeclaredDependency[];
  readonly isDeclaredByManifest?: true;
}

/** Finds what answers a dependency of a package, or of a root. */
export interface DraftResolver {
  readonly ofPackage: (from: DraftPackage, dependency: DeclaredDependency) => number | undefined;
  readonly ofRoot: (root: DraftRoot, dependency: DeclaredDependency) => number | undefined;
}

/** Collects the packages of one graph up to the bounds, then joins them. */
export class GraphDraft {
  readonly packages: DraftPackage[] = [];
  readonly #limits: LockfileLimits;
  #edges = 0;

  constructor(limits: LockfileLimits) {
    this.#limits = limits;
  }

  /** Answers the package's index. Throws `LOCKFILE_TOO_LARGE`. */
  add(entry: DraftPackage): number {
    const { maxEntries } = this.#limits;
    if (this.packages.length >= maxEntries) throw tooLarge(`${String(maxEntries)} entries`);
    return this.packages.push(entry) - 1;
  }

  /** Says of every dependency of a package anew what group it is of. */
  regroup(tell: (from: DraftPackage, dependency: DeclaredDependency) => DependencyGroup): void {
    for (const [index, from] of this.packages.entries()) {
      const declared = from.declared.map((dependency) => ({ ...dependency, group: tell(from, dependency) }));
      this.packages[index] = { ...from, declared };
    }
  }

  /** Finds every dependency and who leads to what. Throws `LOCKFILE_TOO_LARGE`. */
  join(
    roots: readonly DraftRoot[],
    resolver: DraftResolver,
    about: {
      readonly source: GraphSource;
      readonly formatVersion: string | undefined;
      readonly overrides: readonly GraphOverride[];
    },
  ): DependencyGraph {
    const joined = roots.map((root) => ({
      folder: root.folder,
      name: root.name,
      version: root.version,
      dependencies: this.#edgesOf(root.declared, (dependency) => resolver.ofRoot(root, dependency)),
      ...(root.isDeclaredByManifest === undefined ? {} : { isDeclaredByManifest: true as const }),
    }));
    const edges = this.packages.map((from) =>
      this.#edgesOf(from.declared, (dependency) => resolver.ofPackage(from, dependency)),
    );
    return { ...about, roots: joined, packages: this.#finish(joined, edges) };
  }

  #finish(
    roots: readonly GraphRoot[],
    edges: readonly (readonly DependencyEdge[])[],
  ): readonly GraphPackage[] {
    const reach = reachPackages(roots, edges);
    return this.packages.map((draft, index) => {
      const isReached = reach.isReached(index);
      return {
        name: draft.name,
        version: draft.version,
        resolved: draft.resolved,
        integrity: draft.integrity,
        line: draft.line,
        kind: draft.kind,
        place: draft.place,
        dependencies: edges[index] ?? [],
        isDevelopment: isReached ? reach.isDevelopment(index) : draft.saysDevelopment,
        isOptional: isReached ? reach.isOptional(index) : draft.saysOptional,
        isPatched: draft.isPatched,
        hasInstallScript: draft.hasInstallScript,
        deprecated: draft.deprecated,
        ...(draft.license === undefined ? {} : { license: draft.license }),
      };
    });
  }

  #edgesOf(
    declared: readonly DeclaredDependency[],
    find: (dependency: DeclaredDependency) => number | undefined,
  ): readonly DependencyEdge[] {
    this.#edges += declared.length;
    const most = this.#limits.maxEntries * maxEdgesPerEntry;
    if (this.#edges > most) throw tooLarge(`${String(most)} dependencies`);
    return declared.map((dependency) => {
      const { name, range, group } = dependency;
      return { name, range, group, to: find(dependency) };
    });
  }
}

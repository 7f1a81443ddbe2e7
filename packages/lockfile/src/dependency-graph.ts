import type { LockedPackage, LockfileKind } from "./locked-package.ts";

/** What a graph was read from: a lockfile, an installed tree, a manifest alone, or a bill of materials. */
export type GraphSource = LockfileKind | "node-modules" | "manifest" | "sbom";

/** The group of a manifest's dependencies that an edge comes from; `optional-peer` is a peer that may be absent. */
export type DependencyGroup = "production" | "development" | "optional" | "peer" | "optional-peer";

/** One dependency as its dependent declares it. Name and range are foreign texts. */
export interface DependencyEdge {
  /** The name by which the dependent imports it; an alias differs from the package's own name. */
  readonly name: string;
  /**
   * The range as written, such as `^1.2.0`, `npm:other@1`, `workspace:*`, `catalog:` or an URL. pnpm keeps no ranges of
   * packages, only what they led to: there it is that version.
   */
  readonly range: string;
  readonly group: DependencyGroup;
  /** Index into `packages`; `undefined` when nothing is locked for it: optional elsewhere, an absent peer, out of step. */
  readonly to: number | undefined;
}

/**
 * A locked package with what it depends on. A member of a workspace that something depends on is one too, of kind
 * `workspace`, with what its users get; as a root it has its development dependencies besides.
 */
export interface GraphPackage extends LockedPackage {
  /** The entry's own key in its file: the path in `node_modules`, or the key of pnpm, Yarn or Bun. */
  readonly place: string;
  readonly dependencies: readonly DependencyEdge[];
  /** Nothing but development dependencies of the project leads to it. */
  readonly isDevelopment: boolean;
  /** Every way to it passes an optional dependency. */
  readonly isOptional: boolean;
  /** Its bytes are changed after extraction by a patch of the project. */
  readonly isPatched: boolean;
  /** Whether the lockfile says that it runs something at install; `undefined` where lockfiles do not tell. */
  readonly hasInstallScript: boolean | undefined;
  /** The registry's message, where the lockfile keeps it. */
  readonly deprecated: string | undefined;
  /** The licence as its manifest states it, where the file or the tree keeps it; foreign. */
  readonly license?: string | undefined;
}

/** The project itself, or a member of its workspace. */
export interface GraphRoot {
  /** Relative to the lockfile's folder, with forward slashes; `.` is the project. */
  readonly folder: string;
  readonly name: string | undefined;
  readonly version: string | undefined;
  readonly dependencies: readonly DependencyEdge[];
  /** What it depends on is what its package.json says: the file that was read does not tell. */
  readonly isDeclaredByManifest?: true;
}

/** A range that the project forces on its dependencies: npm's and pnpm's `overrides`, Yarn's `resolutions`. */
export interface GraphOverride {
  /** The selector as written, such as `axios`, `foo>axios` or `axios@^1`. */
  readonly selector: string;
  readonly range: string;
}

/** Who pulls in what, of one lockfile or tree. Packages are in the file's order; indexes are stable for one reading. */
export interface DependencyGraph {
  readonly source: GraphSource;
  /** The version that the file names, such as `3`, `9.0` or `8`; `undefined` where there is none. */
  readonly formatVersion: string | undefined;
  readonly roots: readonly GraphRoot[];
  readonly packages: readonly GraphPackage[];
  readonly overrides: readonly GraphOverride[];
  /** Names that come twice in one object of a JSON file: clients take the last one, other readers may take another. */
  readonly duplicates?: readonly DuplicateKey[] | undefined;
}

/** A name that comes again in the same object, with the line of the later one, from 1. */
export interface DuplicateKey {
  readonly name: string;
  readonly line: number;
}

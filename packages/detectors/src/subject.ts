import type { Evidence, Finding, FindingStrength } from "@lockkeeper/core";
import type { DeclaredDependency, Drift, PackageFacts } from "@lockkeeper/facts";
import type { AttestationCheck, Release, ReleaseHistory, SigningKey } from "@lockkeeper/trust";

/** The release that a version is compared with, and what is in it. */
export interface Predecessor {
  readonly version: string;
  /** Whether it is of the same release line, or only the last one by date. */
  readonly isSameLine: boolean;
  readonly facts: PackageFacts;
  readonly drift: Drift;
}

/** What registry metadata says of the version among all releases of its package. */
export interface RegistryView {
  readonly history: ReleaseHistory;
  readonly release: Release;
  /** When the question is asked; milliseconds since the epoch. */
  readonly now: number;
  /** What became of the attestations of this release, and of the one before; nothing where nobody asked. */
  readonly attestations?: Evidence<AttestationCheck>;
  readonly attestationsBefore?: Evidence<AttestationCheck>;
  /** When the registry said so, where it was not asked now; milliseconds since the epoch. */
  readonly keptAt?: number | undefined;
  /** Keys with which the registry signs; those of npm's public one unless told. */
  readonly signingKeys?: readonly SigningKey[] | undefined;
}

/** A dependency that this release adds or points elsewhere, and what was found of it. */
export interface DependencyDelta {
  readonly dependency: DeclaredDependency;
  /** The specification in the release before; `undefined` when it is new. */
  readonly before: string | undefined;
  /** Where it leads: a registry, or what kind of other place. */
  readonly source: "registry" | "alias" | "git" | "url" | "file" | "self" | "workspace";
  /** The name after an alias. */
  readonly target: string;
  /** The version that a client would take now. */
  readonly resolved: Evidence<string>;
  /** When that version was published; milliseconds since the epoch. */
  readonly publishedAt: Evidence<number>;
  /** Milliseconds from the publishing of that version, and of the package's first, to the parent's publishing or to now. */
  readonly versionAge: Evidence<number>;
  readonly packageAge: Evidence<number>;
  readonly versionCount: Evidence<number>;
  readonly publisher: Evidence<string>;
  readonly isPopular: boolean;
  /**
   * Whether its owners are those of the parent: the same scope, or a publisher or maintainer in common. What a manifest
   * says of itself, such as a repository, does not count.
   */
  readonly isRelated: boolean;
  /** Whether any file of the parent imports it, or its configuration mentions it. */
  readonly isImported: boolean;
  readonly isMentioned: boolean;
  readonly installScripts: readonly string[];
  /** What its own inspection said; `unavailable` when there was none, with the reason. */
  readonly verdict: Evidence<"allow" | "hold" | "block">;
  /** The ids and strengths of the findings of that inspection. */
  readonly findings: readonly {
    readonly id: string;
    readonly strength: FindingStrength;
    readonly message: string;
  }[];
  /** Why the registry could not be asked about it, where asking failed. */
  readonly failure?: string;
  /** Why nobody knows what its own inspection would have said, where there should have been one. */
  readonly uninspected?: string;
}

/** A widely used package that a young one of another name calls its source, and what of it is in the young one. */
export interface ClaimedOriginal {
  readonly name: string;
  readonly version: string;
  /** Files of code that are the same byte by byte, of how many that each of the two has. */
  readonly sharedFiles: number;
  readonly ownFiles: number;
  readonly originalFiles: number;
  /** Whether the registry knows an owner of both. */
  readonly isRelated: boolean;
  /** How it is claimed: its repository is named, or its name is part of the own one. */
  readonly claims: readonly ("repository" | "name")[];
}

/** One way in which code of the package began to run in the emulator, and how far that came. */
export interface EmulatedTrigger {
  readonly kind: "install" | "import" | "call" | "bin";
  /** The scripts in their order, the entry's file, or the command's name. */
  readonly name: string;
  readonly worlds: readonly {
    readonly name: string;
    readonly ended: "rest" | "limit" | "error";
    /** What ended it, when that was a limit or an error: one line. */
    readonly problem: string | undefined;
  }[];
  /** Worlds for which there was no time. */
  readonly untried: readonly string[];
  /** The part of the reachable statements that ran in at least one world, 0 to 1; `undefined` where it was not counted. */
  readonly coverage: number | undefined;
}

/** What the package did in the emulator. */
export interface EmulatedRun {
  /** A digest of the emulator. */
  readonly emulator: string;
  readonly triggers: readonly EmulatedTrigger[];
  /** What its behaviour amounts to. */
  readonly findings: readonly Finding[];
  readonly durationMs: number;
  /** Why other triggers could not be pulled, one sentence each; missing where all were. */
  readonly problems?: readonly string[];
}

/** Everything that detectors may look at. A part that could not be had says why; it never counts as clean. */
export interface Subject {
  readonly name: string;
  readonly version: string;
  readonly facts: PackageFacts;
  readonly predecessor: Evidence<Predecessor>;
  readonly registry: Evidence<RegistryView>;
  /** The manifest as the registry serves it; for comparing with the one in the tarball. */
  readonly registryManifest: Evidence<Readonly<Record<string, unknown>>>;
  readonly dependencies: Evidence<readonly DependencyDelta[]>;
  /** Names of widely used packages, for look-alikes; most used first. */
  readonly popularNames: readonly string[];
  /** Looked for where a young package claims one; absent where it claims none. */
  readonly original?: Evidence<ClaimedOriginal>;
  /** Absent where nothing of it runs by itself, or nothing asks for running it; missing where no emulator was at hand. */
  readonly emulated?: Evidence<EmulatedRun>;
}

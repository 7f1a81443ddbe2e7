/** An operating system that a sweep knows. */
export type SweepPlatform = "linux" | "darwin" | "win32";

/** Where an indicator comes from, and what it is worth. */
export interface IndicatorOrigin {
  /** The campaign's id, such as `axios-2026`. */
  readonly campaign: string;
  /** The platform that it is known of; `undefined` for all. */
  readonly platform: SweepPlatform | undefined;
  /** Whether it points at the campaign by itself; otherwise it makes a place suspicious. */
  readonly isSure: boolean;
  /** What it is, in a few words. */
  readonly meaning: string;
}

/** A digest of a file in lower-case hexadecimal. */
export interface FileDigest {
  readonly algorithm: "sha1" | "sha256" | "sha512";
  readonly digest: string;
}

/**
 * A file by its path: absolute or below a variable (`~`, `$TMPDIR`, `%TEMP%`, `%PROGRAMDATA%`, …), or else the last segments
 * of the path of a file in somebody's project. `*` and `?` stand within a segment.
 */
export interface FileIndicator extends IndicatorOrigin {
  readonly kind: "file";
  readonly path: string;
}

/** A file within packages of the campaign. */
export interface PackageFileIndicator extends IndicatorOrigin {
  readonly kind: "package-file";
  readonly path: string;
  /** The packages that it is looked for in. */
  readonly packages: readonly string[];
}

/** A file by its digest: looked for under its name, or where droppers leave theirs. */
export interface HashIndicator extends IndicatorOrigin {
  readonly kind: "hash";
  readonly digest: FileDigest;
  readonly fileName: string | undefined;
  /** Bytes. */
  readonly size: number | undefined;
}

/** A running process by its name. */
export interface ProcessIndicator extends IndicatorOrigin {
  readonly kind: "process";
  readonly name: string;
}

/** A part of a command line: of a process, or of something that starts by itself. `*` stands for anything. */
export interface CommandIndicator extends IndicatorOrigin {
  readonly kind: "command";
  readonly text: string;
}

/** A host that code of the campaign asks; `*.` at its start stands for any name below. */
export interface HostIndicator extends IndicatorOrigin {
  readonly kind: "host";
  readonly host: string;
}

/** An address that code of the campaign talks to. */
export interface AddressIndicator extends IndicatorOrigin {
  readonly kind: "address";
  readonly address: string;
}

/** The name of a service, launch agent, task or entry that starts by itself. */
export interface PersistenceIndicator extends IndicatorOrigin {
  readonly kind: "persistence";
  readonly name: string;
}

/** A value of the Windows registry. */
export interface RegistryIndicator extends IndicatorOrigin {
  readonly kind: "registry";
  readonly key: string;
  readonly valueName: string | undefined;
}

/** The name of a repository that stolen things were put into. */
export interface RepositoryIndicator extends IndicatorOrigin {
  readonly kind: "repository";
  readonly name: string;
}

/** The name of a workflow of a repository. */
export interface WorkflowIndicator extends IndicatorOrigin {
  readonly kind: "workflow";
  readonly name: string;
}

/** The name under which a machine was made a runner of a repository. */
export interface RunnerIndicator extends IndicatorOrigin {
  readonly kind: "runner";
  readonly name: string;
}

/** A package, and which versions of it. */
export interface PackageIndicator extends IndicatorOrigin {
  readonly kind: "package";
  readonly name: string;
  readonly versions: readonly string[] | "all";
  readonly except: readonly string[];
}

/** Something by which a campaign is known on a machine. */
export type SweepIndicator =
  | FileIndicator
  | PackageFileIndicator
  | HashIndicator
  | ProcessIndicator
  | CommandIndicator
  | HostIndicator
  | AddressIndicator
  | PersistenceIndicator
  | RegistryIndicator
  | RepositoryIndicator
  | WorkflowIndicator
  | RunnerIndicator
  | PackageIndicator;

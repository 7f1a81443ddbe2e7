import type { SweepPlatform } from "./indicator.ts";

/** What a match says of the machine: code of it ran, it lies there, or something looks like an attack's work. */
export type SweepGrade = "executed" | "present" | "suspicious";

/** What kind of thing a match is about. */
export type SweepSubject =
  | "file"
  | "package"
  | "process"
  | "connection"
  | "name-resolution"
  | "autorun"
  | "workflow";

/** When it happened, as the evidence tells. */
export interface SweepTime {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly basis: "stated" | "file-date";
}

/** Something that was found. Texts are foreign. */
export interface SweepMatch {
  readonly kind: "match";
  readonly subject: SweepSubject;
  readonly grade: SweepGrade;
  /** What found it, such as `file-path` or `tell-manifest-rewritten`. */
  readonly rule: string;
  /** The campaigns that it belongs to; none for a tell. */
  readonly campaigns: readonly string[];
  /** A path, `pid 1234`, an address, the key of a value. */
  readonly place: string;
  /** One sentence for a person. */
  readonly evidence: string;
  readonly package: { readonly name: string; readonly version: string | undefined } | undefined;
  readonly at: SweepTime | undefined;
  /** SHA-256 of the file in hexadecimal, where it was hashed. */
  readonly sha256: string | undefined;
  /** The command lines of a process's ancestors, nearest first. */
  readonly lineage: readonly string[];
}

/** Something that starts by itself. */
export interface SweepAutorun {
  readonly kind: "autorun";
  readonly source: string;
  readonly place: string;
  readonly name: string;
  /** Credentials are taken out. */
  readonly command: string;
  readonly at: SweepTime | undefined;
}

/** Packages that lie in one place. */
export interface SweepInventory {
  readonly kind: "inventory";
  readonly what: "global" | "npx" | "editor-extension" | "project";
  readonly place: string;
  readonly count: number;
  /** `name@version`; empty where they were only counted. */
  readonly packages: readonly string[];
}

/** A well-known file of credentials that lies there. Nobody opened it. */
export interface SweepCredential {
  readonly kind: "credential";
  readonly place: string;
  readonly what: string;
}

/** Something that was not looked at, and why. */
export interface SweepSkipped {
  readonly kind: "skipped";
  readonly place: string;
  readonly why: string;
}

/** Something that could not be read. */
export interface SweepUnreadable {
  readonly kind: "unreadable";
  readonly place: string;
  readonly code: string;
}

/** What was looked at, and with which knowledge. */
export interface SweepHeader {
  readonly kind: "sweep";
  readonly host: string;
  readonly platform: SweepPlatform;
  readonly isLive: boolean;
  /** Milliseconds since the epoch. */
  readonly startedAt: number;
  readonly program: string;
  /** Whether the usual places were looked at, and not only folders that somebody named. */
  readonly isWhole: boolean;
  readonly folders: readonly string[];
  readonly campaigns: readonly string[];
  readonly indicators: number;
}

/** The end of a sweep; without one the result was cut off. */
export interface SweepSummary {
  readonly kind: "summary";
  /** Whether everything was looked at that was asked for, apart from what lines of this document name. */
  readonly isComplete: boolean;
  readonly matches: number;
  readonly entries: number;
  readonly folders: number;
  readonly packages: number;
  readonly processes: number;
  readonly connections: number;
  readonly autoruns: number;
  readonly hashed: number;
  readonly skipped: number;
  readonly unreadable: number;
  readonly durationMs: number;
}

/** One line of a sweep's result. */
export type SweepLine =
  | SweepHeader
  | SweepMatch
  | SweepAutorun
  | SweepInventory
  | SweepCredential
  | SweepSkipped
  | SweepUnreadable
  | SweepSummary;

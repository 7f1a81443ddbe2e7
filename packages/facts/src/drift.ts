import type { DeclaredDependency, Trigger } from "./package-facts.ts";

/** A capability that a version has: an effect's kind, and the trigger that reaches it (`none` when nothing does). */
export interface Capability {
  readonly kind: string;
  readonly trigger: Trigger | "none";
}

/** A value before and after; `undefined` where there was or is none. */
export interface Change<Value> {
  readonly key: string;
  readonly before: Value | undefined;
  readonly after: Value | undefined;
}

/** What differs in behaviour between two versions of one package. Pure data. */
export interface Drift {
  readonly from: string;
  readonly to: string;
  /** By the version numbers. */
  readonly step: "major" | "minor" | "patch" | "prerelease" | "same" | "downward";
  readonly capabilities: { readonly added: readonly Capability[]; readonly removed: readonly Capability[] };
  readonly hosts: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Scripts that an install runs, and implicit ones. */
  readonly installScripts: readonly Change<string>[];
  readonly scripts: readonly Change<string>[];
  readonly bins: readonly Change<string>[];
  readonly entries: readonly Change<string>[];
  readonly dependencies: readonly Change<DeclaredDependency>[];
  readonly files: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
    readonly changed: readonly string[];
  };
  readonly fileKinds: { readonly added: readonly string[]; readonly removed: readonly string[] };
  /** Kinds of disguise and concealment that are new. */
  readonly concealments: readonly string[];
  readonly fileCount: { readonly before: number; readonly after: number };
  readonly unpackedBytes: { readonly before: number; readonly after: number };
}

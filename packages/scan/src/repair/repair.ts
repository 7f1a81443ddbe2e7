import type { Verdict } from "@lockkeeper/core";

import type { ScanFinding } from "../scan-finding.ts";
import type { ChoiceGoal } from "./choose-version.ts";
import type { DiskRepair } from "./disk-request.ts";

/** How much of the project a repair could break, from least to most. */
export type RepairRisk = "low" | "moderate" | "high";

/** What the bytes of versions that a change brings in say beside those whose place they take. */
export interface RepairDrift {
  /** How many versions were looked into. */
  readonly versions: number;
  /** The worst of their inspections. */
  readonly verdict: Verdict;
  readonly risk: RepairRisk;
  /** What they newly do, in a few words each, the gravest first; empty where that is nothing. Foreign. */
  readonly news: readonly string[];
}

/** What a group of changes is for. */
export type RepairKind = ScanFinding["kind"] | "update";

/** A version of a lockfile that is to give way. */
export interface MoveWish {
  readonly kind: "move";
  readonly file: string;
  readonly name: string;
  readonly from: string;
  readonly goal: ChoiceGoal;
  /** Whether versions that a declared range does not allow are taken as well; away and to a fix they always are. */
  readonly isBeyondRanges?: boolean | undefined;
  /** What the new version must not depend on any more. */
  readonly without?: string | undefined;
}

/** An entry of a lockfile whose address is to change: to TLS, or to the registry; `url` for one that was asked for by it. */
export interface EntryWish {
  readonly kind: "address" | "source" | "url";
  readonly file: string;
  readonly name: string;
  readonly version: string;
}

/** What is to be done, before anybody knows how. */
export type RepairWish =
  | MoveWish
  | EntryWish
  /** `file` is the manifest that its lockfile is out of step with. */
  | { readonly kind: "missing"; readonly file: string }
  | { readonly kind: "runner"; readonly finding: ScanFinding }
  | { readonly kind: "pin"; readonly file: string }
  /** `file` is a lockfile that has names twice. */
  | { readonly kind: "duplicate"; readonly file: string }
  /** Lockfiles of clients that the project is not made for. */
  | { readonly kind: "surplus" }
  /** `file` is a lockfile that holds the marks of a merge. */
  | { readonly kind: "conflict"; readonly file: string }
  /** `file` is the lockfile whose client runs install scripts of packages that nobody judged. */
  | { readonly kind: "scripts"; readonly file: string }
  /** Folders of the installed tree that are not as they were locked. */
  | { readonly kind: "disk" }
  | { readonly kind: "hash"; readonly file: string }
  | { readonly kind: "page"; readonly file: string }
  /** The manifest that has no lockfile. */
  | { readonly kind: "lockfile"; readonly file: string }
  /** The settings file that holds credentials. */
  | { readonly kind: "secret"; readonly file: string }
  | { readonly kind: "setting"; readonly finding: ScanFinding };

/** Findings that one change repairs together. */
export interface RepairRequest {
  readonly kind: RepairKind;
  readonly wish: RepairWish;
  readonly findings: readonly ScanFinding[];
}

/** A file of the project before and after; `undefined` where there was none. */
export interface TextChange {
  /** Relative to the project with forward slashes. */
  readonly file: string;
  readonly before: string | undefined;
  readonly after: string | undefined;
}

/** Changes that belong together: they are made, verified and taken back as one. */
export interface RepairGroup {
  /** Made of plain letters, digits and hyphens; each once in a plan. */
  readonly id: string;
  readonly kind: RepairKind;
  /** What it was worked out from. */
  readonly wish: RepairWish;
  /** What changes, in a few words. Foreign texts in it are cut, and shown safely by views. */
  readonly title: string;
  /** Why, in one sentence. */
  readonly reason: string;
  readonly risk: RepairRisk;
  /** What the risk is made of, in a few words. */
  readonly riskReason: string;
  /** What the versions that come in drift; `undefined` where none comes in, or nobody was to look. */
  readonly drift?: RepairDrift | undefined;
  /** Where the project tells of its releases, as its package claims; safe in any text. */
  readonly page?: string | undefined;
  /** Which version would have come first and why it may not be taken, in one sentence. */
  readonly note?: string | undefined;
  readonly changes: readonly TextChange[];
  /** What is done to the installed tree; `undefined` where it stays as it is. */
  readonly disk?: DiskRepair | undefined;
  /** What is not found any more afterwards. */
  readonly repaired: readonly ScanFinding[];
}

/** What a machine cannot repair, and what a person can do about it. */
export interface Unrepaired {
  readonly findings: readonly ScanFinding[];
  readonly why: string;
  /** Can be run as it stands. */
  readonly command: string | undefined;
}

/** What is to be done with a project, in the order in which it is done. */
export interface RepairPlan {
  readonly groups: readonly RepairGroup[];
  readonly unrepaired: readonly Unrepaired[];
}

/** A name for a group that is safe in paths, branches and shells. */
export function groupId(parts: readonly string[], taken: ReadonlySet<string>): string {
  const base =
    parts
      .join("-")
      .normalize("NFKD")
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, "-")
      .slice(0, 80)
      .replace(/^-+|-+$/g, "") || "repair";
  if (!taken.has(base)) return base;
  for (let count = 2; ; count += 1) if (!taken.has(`${base}-${count}`)) return `${base}-${count}`;
}

import type { ClientSettings } from "@lockkeeper/clients";
import type { Intelligence } from "@lockkeeper/intel";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { ReleaseHistory } from "@lockkeeper/trust";

import type { PagePackage } from "./html/page-packages.ts";
import type { InstalledTree } from "./installed-tree.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import type { ScanFinding } from "./scan-finding.ts";
import type { ScannedGraph } from "./scan-report.ts";

/** A text file of the project. */
export interface ProjectText {
  /** Relative to the project with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** Everything of one project that rules look at; read by the caller. */
export interface ScanProject {
  readonly graphs: readonly ScannedGraph[];
  readonly manifests: readonly ProjectManifest[];
  /** What each client that the project is made for reads of the project's own files. */
  readonly settings: readonly ClientSettings[];
  /** Configurations of editors and agents, which may start packages. */
  readonly runners: readonly ProjectText[];
  /** The graph of `node_modules/.package-lock.json`, what npm believes to have installed. */
  readonly hidden: ScannedGraph | undefined;
  /** What is installed; `undefined` where nothing is, or where nobody looked. */
  readonly installed: InstalledTree | undefined;
  /** Whether there is a lockfile that could not be read. */
  readonly hasUnreadLockfile: boolean;
  /** Whether it lies in another project and locks nothing itself: what its clients lack is told of that one. */
  readonly isNested?: boolean;
  /** Hashes that the client's cache keeps for an URL, where it was asked. */
  readonly cachedIntegrity: ReadonlyMap<string, string>;
  /** Definitions of pipelines that say which client installs; read for a repair alone. */
  readonly pipelines?: readonly ProjectText[];
  /** What its pages and templates have against them, found as each was read: a site's texts together are too much. */
  readonly pageFindings?: readonly ScanFinding[];
  /** What its pages load of npm's packages. */
  readonly pagePackages?: readonly PagePackage[];
}

/** What another tool says of a vulnerability: that a package has it, or that it is of no matter. Texts are foreign. */
export interface ReportedVulnerability {
  readonly kind: "affected" | "not-affected" | "fixed" | "under-investigation";
  /** The report's file, as named. */
  readonly file: string;
  readonly ids: readonly string[];
  readonly name: string;
  /** Exact, or a range; `undefined` for every version. */
  readonly versions: string | undefined;
  readonly severity: "critical" | "high" | "moderate" | "low" | undefined;
  readonly reason: string;
}

/** What is known beside the project. */
export interface ScanKnowledge {
  readonly intelligence: Intelligence;
  readonly policy: PolicyDocument;
  /** Histories of packages, as far as they are at hand. */
  readonly histories: ReadonlyMap<string, ReleaseHistory>;
  /** npm's default registry, from the library that knows it. */
  readonly defaultRegistry: string;
  /** Milliseconds since the epoch. */
  readonly now: number;
  /** What reports of other tools say, by package. */
  readonly reported?: ReadonlyMap<string, readonly ReportedVulnerability[]> | undefined;
}

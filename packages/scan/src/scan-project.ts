import type { ClientSettings } from "@lockkeeper/clients";
import type { Intelligence } from "@lockkeeper/intel";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { ReleaseHistory } from "@lockkeeper/trust";

import type { PagePackage } from "./html/page-packages.ts";
import type { ProjectManifest } from "./project-manifest.ts";
import type { ScanFinding } from "./scan-finding.ts";
import type { ScannedGraph } from "./scan-report.ts";

/** A text file of the project. */
export interface ProjectText {
  /** Relative to the project with forward slashes. */
  readonly file: string;
  readonly text: string;
}

/** A file on disk below an installed package. */
export interface InstalledFile {
  /** Relative to the package with forward slashes. */
  readonly path: string;
  /** Milliseconds since the epoch. */
  readonly modifiedAt: number;
}

/** What lies on disk where the lockfile has a package. */
export interface InstalledPackage {
  /** Relative to the project, such as `node_modules/axios`. */
  readonly place: string;
  /** The manifest's own words; `undefined` where it has none or cannot be read. */
  readonly name: string | undefined;
  readonly version: string | undefined;
  /** `preinstall`, `install` and `postinstall` with their commands. */
  readonly installScripts: ReadonlyMap<string, string>;
  /** Files of the package's own folder, without those further down. */
  readonly files: readonly InstalledFile[];
  /** Files that an install script names and that are not there. */
  readonly missing: readonly string[];
  /** Files that are not as in the tarball of the client's cache; `undefined` where they were not compared. */
  readonly changed: readonly string[] | undefined;
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
  /** What is installed, by place; empty where nothing is, or where nobody looked. */
  readonly installed: ReadonlyMap<string, InstalledPackage>;
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

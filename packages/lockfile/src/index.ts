export type {
  DependencyEdge,
  DependencyGraph,
  DependencyGroup,
  DuplicateKey,
  GraphOverride,
  GraphPackage,
  GraphRoot,
  GraphSource,
} from "./dependency-graph.ts";
export { findGraphGaps } from "./graph-gaps.ts";
export type { GraphGap } from "./graph-gaps.ts";
export { listPaths } from "./dependency-paths.ts";
export type { DependencyPath } from "./dependency-paths.ts";
export { editLockfile } from "./edit-lockfile.ts";
export { compatibilityPatchOf } from "./edit-yarn-berry.ts";
export { tryMergeBlocks } from "./merge-blocks.ts";
export { tryReadMerge } from "./merge-sides.ts";
export { dropDuplicates } from "./drop-duplicates.ts";
export { dropUnasked } from "./drop-unasked.ts";
export { editManifest, editPnpmWorkspace } from "./edit-manifest.ts";
export type { ManifestPlan } from "./edit-manifest.ts";
export { LockfileError } from "./errors.ts";
export type { LockfileErrorCode } from "./errors.ts";
export { describeJsonFault } from "./json-fault.ts";
export { lockfileLimits } from "./locked-package.ts";
export type { LockedPackage, LockedPackageKind, LockfileKind, LockfileLimits } from "./locked-package.ts";
export type {
  LockfilePlan,
  NameChange,
  OverrideChange,
  PackageChange,
  RangeChange,
} from "./lockfile-plan.ts";
export type { PackageAbout, PackageAddition } from "./package-about.ts";
export { parseDependencyGraph } from "./parse-graph.ts";
export type { GraphOptions } from "./parse-graph.ts";
export { parseLockfile } from "./parse-lockfile.ts";
export {
  readDependencyGraph,
  readDependencyGraphs,
  readInstalledGraph,
  readManifestGraph,
} from "./read-graphs.ts";
export type { GraphReading, ReadGraph, TreeReading } from "./read-graphs.ts";
export { kindOfLockfile, parseNamedLockfile, readLockedPackages, readLockfile } from "./read-lockfiles.ts";
export type { LockfileReading, ReadLockfile } from "./read-lockfiles.ts";
export { parseProjectManifest } from "./project-manifest.ts";
export type { ProjectManifest } from "./project-manifest.ts";
export { yarnChecksumOf } from "./yarn-archive.ts";
export type { PackedFile } from "./yarn-archive.ts";
export type { UnreadableFile } from "./read-manifests.ts";
export { readInstalledPlaces } from "./disk/read-places.ts";
export type {
  InstalledPlace,
  InstalledPlaces,
  InstalledRecord,
  PluggedStranger,
} from "./disk/installed-place.ts";
export { readYarnArchive } from "./disk/yarn-zip.ts";
export { listYarnSlugs, tryYarnSlug } from "./disk/yarn-slugs.ts";

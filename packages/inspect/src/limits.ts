/** The bounds of inspecting one version. Sizes are bytes, times milliseconds. */
export interface InspectLimits {
  readonly tarballMaxBytes: number;
  readonly folderMaxBytes: number;
  readonly folderMaxFiles: number;
  readonly packumentFileMaxBytes: number;
  /** How long one question may take unless it says otherwise. */
  readonly budgetMs: number;
  /** How far from the version that was asked for dependencies are inspected. */
  readonly dependencyMaxDepth: number;
  /** How many dependencies are inspected for one question, at all depths. */
  readonly dependencyMaxInspected: number;
  /** How many changed dependencies are looked up. */
  readonly dependencyMaxCount: number;
  /** How long what a registry said of a package is used again. */
  readonly packumentFreshMs: number;
}

/** The bounds unless a caller sets others. */
export const defaultInspectLimits: InspectLimits = {
  tarballMaxBytes: 200_000_000,
  folderMaxBytes: 500_000_000,
  folderMaxFiles: 50_000,
  packumentFileMaxBytes: 200_000_000,
  budgetMs: 120_000,
  dependencyMaxDepth: 3,
  dependencyMaxInspected: 20,
  dependencyMaxCount: 60,
  packumentFreshMs: 60_000,
};

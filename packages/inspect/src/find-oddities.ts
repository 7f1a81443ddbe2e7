import { choosePredecessor, findIdentityChange, findTrustDowngrade, observeRhythm } from "@lockkeeper/trust";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";

import { changedDependencies, placeOf } from "./changed-dependencies.ts";
import { isRelated } from "./dependency-age.ts";

/** What a glance compares a release with. */
export interface GlanceBasis {
  readonly history: ReleaseHistory;
  /** Names of widely used packages. */
  readonly popularNames: ReadonlySet<string>;
  /** The moment of the question; milliseconds since the epoch. */
  readonly at: number;
}

const dayMs = 86_400_000;
/** Packages, or silences, of these lengths are told of. Milliseconds. */
const youngPackageMs = 30 * dayMs;
const longSilenceMs = 365 * dayMs;
/** So soon after a version was removed, the next may be what it was removed for. Milliseconds. */
const removalMs = 60 * dayMs;
/** So many release lines within a day, or versions within ten minutes, are a burst. */
const burst = { lines: 3, rapid: 3 };
/** What a payload beside an unchanged package makes of its size. */
const growth = { factor: 1.5, bytes: 100_000 };

/**
 * What registry metadata alone tells of a release that its bytes should be looked at before anybody learns of it: few
 * ordinary releases have any of it, and most takeovers do. An empty list says nothing in favour of the release. The first
 * release of a package has none, as there is nothing to compare it with and none to be given instead.
 */
export function findOddities(release: Release, basis: GlanceBasis): readonly string[] {
  const before = choosePredecessor(basis.history, release.version)?.release;
  if (before === undefined) return [];
  return [
    ...oddHooks(release, before),
    ...oddDependencies(release, before, basis),
    ...oddPublishing(release, basis),
    ...oddTimes(release, basis),
    ...oddSize(release, before),
  ];
}

/** Hooks that the release before has not, or that say something else there. */
function oddHooks(release: Release, before: Release): readonly string[] {
  return release.installScripts
    .filter((hook) => !before.installScripts.includes(hook) || before.scripts[hook] !== release.scripts[hook])
    .map((hook) => `another script at install: ${hook}`);
}

function oddDependencies(
  release: Release,
  before: Release,
  { history, popularNames }: GlanceBasis,
): readonly string[] {
  const parent = { name: history.name, history: undefined, release: undefined };
  return changedDependencies([], release.dependencies, before.dependencies)
    .filter(({ dependency: { name, spec } }) => {
      const isPlain = placeOf(spec) === "registry";
      const dependency = { name, history: undefined, release: undefined };
      return !isPlain || !(popularNames.has(name) || isRelated(parent, dependency));
    })
    .map(({ dependency: { name } }) => `another dependency: ${name}`);
}

function oddPublishing(release: Release, { history }: GlanceBasis): readonly string[] {
  const change = findIdentityChange(history, release);
  const isStranger = change !== undefined && (change.isNewLogin || change.isOutsideMaintainers);
  return [
    ...(isStranger ? ["a new publisher"] : []),
    ...(change?.isMachineToHuman === true ? ["a person where a machine published"] : []),
    ...(change?.formerEmail === undefined ? [] : ["another address of its publisher"]),
    ...(findTrustDowngrade(history, release) === undefined ? [] : ["less evidence of publishing"]),
  ];
}

function oddTimes(release: Release, { history, at }: GlanceBasis): readonly string[] {
  const rhythm = observeRhythm(history, release, at);
  // Copies of registries tell no times that are of any use.
  if (rhythm === undefined) return [];
  const { burst: around, rapid, silenceMs, packageAgeMs } = rhythm;
  const isBurst = around.lines.length >= burst.lines || rapid >= burst.rapid;
  const isAfterRemoval = history.removed.some(({ publishedAt }) => at - publishedAt < removalMs);
  return [
    ...(packageAgeMs < youngPackageMs ? ["a young package"] : []),
    ...(silenceMs !== undefined && silenceMs >= longSilenceMs ? ["a long silence before it"] : []),
    ...(isBurst ? ["many releases at once"] : []),
    ...(isAfterRemoval ? ["a version that was removed"] : []),
  ];
}

function oddSize({ unpackedBytes }: Release, before: Release): readonly string[] {
  if (unpackedBytes === undefined || before.unpackedBytes === undefined) return [];
  const isGrown =
    unpackedBytes > before.unpackedBytes * growth.factor &&
    unpackedBytes > before.unpackedBytes + growth.bytes;
  return isGrown ? ["a leap in size"] : [];
}

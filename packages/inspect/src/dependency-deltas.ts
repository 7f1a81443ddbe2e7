import type { Evidence, PackageName } from "@lockkeeper/core";
import { toErrorRecord, tryParsePackageName } from "@lockkeeper/core";
import type { DependencyDelta } from "@lockkeeper/detectors";
import type { PackageFacts } from "@lockkeeper/facts";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";

import type { ChangedDependency } from "./changed-dependencies.ts";
import { placeOf } from "./changed-dependencies.ts";
import type { AgeBasis } from "./dependency-age.ts";
import { ageOf, firstPublished, isRelated } from "./dependency-age.ts";
import type { Inspection } from "./inspection.ts";
import { historyAt, pickVersion } from "./pick-version.ts";
import type { Question } from "./question.ts";
import { tryParseDependency } from "./spec.ts";

/** The release whose dependencies are looked at. */
export interface Parent {
  readonly name: string;
  readonly facts: PackageFacts;
  readonly history: ReleaseHistory | undefined;
  readonly release: Release | undefined;
}

/** What dependencies are looked up with. */
export interface DependencyParts {
  readonly popularNames: ReadonlySet<string>;
  /** The history of a package as the registry tells it, or `undefined` when it has none of that name. */
  readHistory(name: PackageName, question: Question): Promise<ReleaseHistory | undefined>;
  /** Inspects a version for the sake of a parent. */
  inspectVersion(name: PackageName, version: string, question: Question): Promise<Inspection>;
}

const dayMs = 86_400_000;
/** What so many people have used for so long needs no look of its own: whatever were in it would be known. */
const ordinary = {
  packageAgeMs: 120 * dayMs,
  versionAgeMs: 21 * dayMs,
  popularVersionAgeMs: 5 * dayMs,
  versions: 3,
};

/** Looks up where changed dependencies lead now, and inspects what is young or unknown. Never rejects. */
export async function describeDeltas(
  changed: readonly ChangedDependency[],
  parent: Parent,
  { parts, question }: { readonly parts: DependencyParts; readonly question: Question },
): Promise<readonly DependencyDelta[]> {
  return await Promise.all(changed.map((each) => describeDelta(each, parent, { parts, question })));
}

async function describeDelta(
  changed: ChangedDependency,
  parent: Parent,
  tools: { readonly parts: DependencyParts; readonly question: Question },
): Promise<DependencyDelta> {
  const { dependency } = changed;
  const blank = blankDelta(changed, parent, tools.parts.popularNames);
  if (blank.source === "self") return blank;
  const spec = tryParseDependency(dependency.name, dependency.spec);
  if (spec === undefined || (blank.source !== "registry" && blank.source !== "alias")) return blank;
  try {
    const history = await tools.question.deadline.bound(tools.parts.readHistory(spec.name, tools.question));
    if (history === undefined) return { ...blank, ...absentDelta };
    const then = historyAt(history, tools.question.at);
    const release = pickVersion(then, spec.selector);
    return await describeFound(blank, { history: then, release, parent }, tools);
  } catch (error) {
    const reason = toErrorRecord(error).message;
    return { ...blank, ...unavailableDelta(reason), failure: reason };
  }
}

async function describeFound(
  blank: DependencyDelta,
  {
    history,
    release,
    parent,
  }: { readonly history: ReleaseHistory; readonly release: Release | undefined; readonly parent: Parent },
  { parts, question }: { readonly parts: DependencyParts; readonly question: Question },
): Promise<DependencyDelta> {
  const basis = basisOf(parent, question);
  const found: DependencyDelta = {
    ...blank,
    resolved: release === undefined ? { state: "absent" } : { state: "present", value: release.version },
    publishedAt: release?.publishedAt ?? { state: "absent" },
    versionAge: release === undefined ? { state: "absent" } : ageOf(release.publishedAt, basis),
    packageAge: ageOf(firstPublished(history), basis),
    versionCount: { state: "present", value: history.releases.length },
    publisher: publisherOf(release),
    isRelated: isRelated(parent, { name: blank.target, history, release }),
    installScripts: release?.installScripts ?? [],
  };
  const name = tryParsePackageName(blank.target);
  if (release === undefined || name === undefined) return found;
  if (isOrdinary(found)) return { ...found, verdict: notLooked("it is old and widely used") };
  if (question.path.includes(`${name}@${release.version}`))
    return { ...found, verdict: notLooked("it leads back here") };
  if (!question.mayInspectDependency()) return { ...found, ...uninspected("there were too many to look at") };
  const inspection = await parts.inspectVersion(name, release.version, question);
  return { ...found, ...outcomeOf(inspection) };
}

function outcomeOf({ verdict, findings, error, reasons }: Inspection): Partial<DependencyDelta> {
  const outcome =
    verdict === "unknown"
      ? uninspected(error?.message ?? reasons[0]?.message ?? "its own inspection came to no end")
      : ({ verdict: { state: "present", value: verdict } } as const);
  return {
    ...outcome,
    findings: findings
      .filter(({ strength }) => strength !== "context")
      .map(({ id, strength, message }) => ({ id, strength, message })),
  };
}

function isOrdinary(delta: DependencyDelta): boolean {
  const { packageAge, versionAge, versionCount, isPopular } = delta;
  if (packageAge.state !== "present" || versionAge.state !== "present") return isPopular;
  if (isPopular) return versionAge.value >= ordinary.popularVersionAgeMs;
  const versions = versionCount.state === "present" ? versionCount.value : 0;
  return (
    packageAge.value >= ordinary.packageAgeMs &&
    versionAge.value >= ordinary.versionAgeMs &&
    versions >= ordinary.versions
  );
}

function basisOf({ release }: Parent, { at }: Question): AgeBasis {
  const published = release?.publishedAt;
  return { parentAt: published?.state === "present" ? published.value : at, now: at };
}

function publisherOf(release: Release | undefined): Evidence<string> {
  const publisher = release?.publisher;
  if (publisher === undefined) return { state: "absent" };
  return publisher.state === "present" ? { state: "present", value: publisher.value.login } : publisher;
}

function uninspected(reason: string): Pick<DependencyDelta, "verdict" | "uninspected"> {
  return { verdict: notLooked(reason), uninspected: reason };
}

function notLooked(reason: string): Evidence<"allow" | "hold" | "block"> {
  return { state: "unavailable", reason };
}

const absentDelta = {
  resolved: { state: "absent" },
  publishedAt: { state: "absent" },
  versionAge: { state: "absent" },
  packageAge: { state: "absent" },
  versionCount: { state: "absent" },
  publisher: { state: "absent" },
} as const;

type Unlooked = Pick<
  DependencyDelta,
  "resolved" | "publishedAt" | "versionAge" | "packageAge" | "versionCount" | "publisher" | "verdict"
>;

function unavailableDelta(reason: string): Unlooked {
  const unavailable = { state: "unavailable", reason } as const;
  return {
    resolved: unavailable,
    publishedAt: unavailable,
    versionAge: unavailable,
    packageAge: unavailable,
    versionCount: unavailable,
    publisher: unavailable,
    verdict: unavailable,
  };
}

function blankDelta(
  { dependency, before }: ChangedDependency,
  parent: Parent,
  popularNames: ReadonlySet<string>,
): DependencyDelta {
  const target = tryParseDependency(dependency.name, dependency.spec)?.name ?? dependency.name;
  const place = placeOf(dependency.spec);
  const isSelf = target === parent.name && (place === "registry" || place === "alias");
  return {
    dependency,
    before,
    source: isSelf ? "self" : place,
    target,
    ...unavailableDelta("it leads to no registry"),
    isPopular: popularNames.has(target),
    isRelated: false,
    isImported: parent.facts.importedPackages.includes(dependency.name),
    isMentioned: parent.facts.mentionedPackages.includes(dependency.name),
    installScripts: [],
    findings: [],
  };
}

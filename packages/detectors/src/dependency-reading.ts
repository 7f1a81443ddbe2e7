import type { DependencyDelta, Subject } from "./subject.ts";

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** How long a day is, in milliseconds. */
export const dayMs: number = 24 * hourMs;

/** The dependencies that a release adds or points elsewhere; none where that could not be told. */
export function changedDependencies({ dependencies }: Subject): readonly DependencyDelta[] {
  return dependencies.state === "present" ? dependencies.value : [];
}

/** Whether releases came before, so that what is new is a change and no beginning. */
export function isEstablished({ predecessor, registry }: Subject): boolean {
  return (
    predecessor.state === "present" ||
    (registry.state === "present" && registry.value.history.releases.length > 1)
  );
}

/** The age of the dependency's package in milliseconds, or `undefined` where it is not known. */
export function packageAgeOf({ packageAge }: DependencyDelta): number | undefined {
  return packageAge.state === "present" ? packageAge.value : undefined;
}

/** Whether a client would install it without being asked; peers are often there to be told of alone. */
export function isInstalled({ dependency }: DependencyDelta): boolean {
  return dependency.kind === "dependencies" || dependency.kind === "optionalDependencies";
}

/** The dependency with the version that a client takes now. */
export function nameOf({ dependency, target, resolved }: DependencyDelta): string {
  const version = resolved.state === "present" ? `@${resolved.value}` : "";
  return target === dependency.name ? `${target}${version}` : `${dependency.name} (${target}${version})`;
}

/** When its version was published, seen from the release that adds it: `published 22 minutes before this release`. */
export function publishedPhrase(delta: DependencyDelta, { registry }: Subject): string | undefined {
  if (delta.publishedAt.state !== "present" || delta.versionAge.state !== "present") return undefined;
  const own = registry.state === "present" ? registry.value.release.publishedAt : undefined;
  const isBefore = own?.state === "present" && delta.publishedAt.value <= own.value;
  return `published ${roughly(delta.versionAge.value)} ${isBefore ? "before this release" : "ago"}`;
}

/** A duration as people say it, in one unit. */
export function roughly(ms: number): string {
  if (ms < 1.5 * hourMs) return count(Math.max(1, Math.round(ms / minuteMs)), "minute");
  if (ms < 2 * dayMs) return count(Math.round(ms / hourMs), "hour");
  return count(Math.round(ms / dayMs), "day");
}

/** Its member in the package.json. */
export function memberOf({ dependency: { kind, name } }: DependencyDelta): string {
  return kind === "bundled" ? "bundleDependencies" : `${kind}.${name}`;
}

/** Its place in the manifest, as an excerpt. */
export function excerptOf({ dependency }: DependencyDelta): string {
  return `"${dependency.kind}": { "${dependency.name}": "${dependency.spec}" }`;
}

/** The list as people say it: `a, b and c`. */
export function listed(parts: readonly string[]): string {
  const last = parts.at(-1) ?? "";
  return parts.length < 2 ? last : `${parts.slice(0, -1).join(", ")} and ${last}`;
}

function count(amount: number, unit: string): string {
  return `${String(amount)} ${unit}${amount === 1 ? "" : "s"}`;
}

import { renderInstant } from "@lockkeeper/core";
import { compare, prerelease } from "semver";

import type { BuiltPackage } from "./built-package.ts";

/** A JSON object that is about to be sent. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Who published a version, as a registry writes it into `_npmUser`. */
export interface Publisher {
  readonly name: string;
  readonly email: string;
  /** Present when a workflow published by trusted publishing (OpenID Connect) instead of a person. */
  readonly trustedPublisher?: { readonly id: string; readonly oidcConfigId: string };
}

/** A maintainer as a packument lists one. */
export interface Maintainer {
  readonly name: string;
  readonly email: string;
}

/** A version as the registry keeps it: bytes, manifest and what the registry itself adds. */
export interface StoredVersion {
  readonly built: BuiltPackage;
  readonly publisher: Publisher;
  readonly maintainers: readonly Maintainer[];
  readonly gitHead: string | undefined;
  readonly isAttested: boolean;
  readonly signatures: readonly { readonly keyid: string; readonly sig: string }[];
  readonly deprecated: string | undefined;
  /** What `time` says instead of the moment of publishing; `null` leaves the entry out. */
  readonly claimedAt: number | null | undefined;
}

/** What happened to one package; `at` is in milliseconds since the epoch. */
export type RegistryEvent = { readonly at: number; readonly name: string } & (
  | { readonly kind: "publish"; readonly stored: StoredVersion; readonly tags: readonly string[] }
  | { readonly kind: "unpublish"; readonly version: string }
  | { readonly kind: "unpublish-all" }
  | { readonly kind: "tag"; readonly tag: string; readonly version: string | undefined }
  | { readonly kind: "deprecate"; readonly version: string; readonly message: string | undefined }
);

/** A package as it stands at one instant. Maps, since versions and tags are foreign words. */
export interface PackageState {
  readonly name: string;
  readonly versions: ReadonlyMap<string, StoredVersion>;
  readonly distTags: ReadonlyMap<string, string>;
  /** Publish times of every version ever published, removed ones included. */
  readonly time: ReadonlyMap<string, string>;
  readonly createdAt: number;
  readonly modifiedAt: number;
  /** Set while no version is left: when the last one went, and which there were. */
  readonly unpublished: { readonly at: number; readonly versions: readonly string[] } | undefined;
  /** How many events made this state. */
  readonly eventCount: number;
}

interface Draft {
  readonly versions: Map<string, StoredVersion>;
  readonly distTags: Map<string, string>;
  readonly time: Map<string, string>;
  unpublished: PackageState["unpublished"];
}

/**
 * The state of a package at an instant: a pure function of the events up to and including it.
 * `undefined` when the package does not exist yet.
 */
export function packageStateAt(
  events: readonly RegistryEvent[],
  name: string,
  instant: number,
): PackageState | undefined {
  // The sort is stable: of events at the same instant, the one recorded later happens later.
  const past = events
    .filter((event) => event.name === name && event.at <= instant)
    .sort((left, right) => left.at - right.at);
  const first = past[0];
  const last = past.at(-1);
  if (first === undefined || last === undefined) return undefined;
  const draft: Draft = { versions: new Map(), distTags: new Map(), time: new Map(), unpublished: undefined };
  for (const event of past) apply(draft, event);
  return { name, ...draft, createdAt: first.at, modifiedAt: last.at, eventCount: past.length };
}

function apply(draft: Draft, event: RegistryEvent): void {
  switch (event.kind) {
    case "publish":
      return publish(draft, event);
    case "unpublish":
      return unpublish(draft, [event.version], event.at);
    case "unpublish-all":
      return unpublish(draft, [...draft.versions.keys()], event.at);
    case "tag":
      if (event.version === undefined) draft.distTags.delete(event.tag);
      else draft.distTags.set(event.tag, event.version);
      return undefined;
    case "deprecate":
      return deprecate(draft, event.version, event.message);
  }
}

function publish(draft: Draft, event: RegistryEvent & { readonly kind: "publish" }): void {
  const { version } = event.stored.built.manifest;
  const { claimedAt } = event.stored;
  draft.versions.set(version, event.stored);
  if (claimedAt !== null) draft.time.set(version, renderInstant(claimedAt ?? event.at));
  for (const tag of event.tags) draft.distTags.set(tag, version);
  draft.unpublished = undefined;
}

/** The registry forgets everything about a removed version but its publish time. */
function unpublish(draft: Draft, removed: readonly string[], at: number): void {
  const before = [...draft.versions.keys()];
  for (const version of removed) draft.versions.delete(version);
  for (const [tag, version] of draft.distTags) {
    if (removed.includes(version)) draft.distTags.delete(tag);
  }
  const latest = newestStable([...draft.versions.keys()]);
  if (latest === undefined) draft.unpublished = { at, versions: before };
  else if (!draft.distTags.has("latest")) draft.distTags.set("latest", latest);
}

function deprecate(draft: Draft, version: string, message: string | undefined): void {
  const stored = draft.versions.get(version);
  if (stored !== undefined) draft.versions.set(version, { ...stored, deprecated: message });
}

/** Falls back to the newest prerelease when nothing stable is left. */
function newestStable(versions: readonly string[]): string | undefined {
  const ascending = versions.toSorted(compareLoosely);
  return ascending.findLast((version) => prerelease(version) === null) ?? ascending.at(-1);
}

/** Tests publish versions that are none; those count as oldest. */
function compareLoosely(left: string, right: string): number {
  try {
    return compare(left, right, true);
  } catch (error) {
    if (error instanceof TypeError) return left < right ? -1 : 1;
    throw error;
  }
}

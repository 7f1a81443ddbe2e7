import type { Evidence, PackageName } from "@lockkeeper/core";
import { renderInstantShort, renderIntegrity, tryFromShasum, tryParsePackageName } from "@lockkeeper/core";
import type { Release, ReleaseHistory } from "@lockkeeper/trust";

import { InspectError, offlineError } from "./errors.ts";
import type { InspectLimits } from "./limits.ts";
import { refuseOtherBytes } from "./package-reader.ts";
import type { PackageReader, ReadPackage } from "./package-reader.ts";
import type { PackumentReader, ReadPackument } from "./packument-reader.ts";
import { historyAt, pickVersion } from "./pick-version.ts";
import type { Question } from "./question.ts";
import type { RegistrySource } from "./registry-source.ts";
import type { RegistrySpec } from "./spec.ts";

/** A version as a registry's document places it. */
export interface ListedVersion {
  readonly name: PackageName;
  readonly history: ReleaseHistory;
  readonly release: Release;
  /** The manifest of a version as the registry serves it. */
  readonly manifestOf: ReadPackument["manifestOf"];
  /** As in {@link ReadPackument}. */
  readonly keptAt?: number | undefined;
}

/** A version that was found, and its bytes. */
export interface LocatedVersion {
  readonly spec: string;
  readonly reading: ReadPackage;
  /** What a registry says of it; `unavailable` for what came from a disk alone. */
  readonly listed: Evidence<ListedVersion>;
  /** The release before it, where that is read at the same time. */
  readonly before?: Promise<ReadPackage> | undefined;
  /** The tarball itself, for who runs it. Throws what finding it throws. */
  readonly readBytes: () => Promise<Uint8Array>;
}

/** What finding a version needs. */
export interface LocateParts {
  readonly registry: RegistrySource | undefined;
  readonly packuments: PackumentReader | undefined;
  readonly reader: PackageReader;
  readonly limits: InspectLimits;
}

/** Reads the packument of a name. Throws `INSPECT_OFFLINE`, `INSPECT_NO_PACKAGE` and REGISTRY_* errors. */
export async function readPackument(
  name: PackageName,
  { packuments }: Pick<LocateParts, "packuments">,
  question: Question,
): Promise<ReadPackument> {
  if (packuments === undefined) throw offlineError(name);
  const packument = await question.deadline.bound(packuments.read(name, question.isOffline));
  if (packument !== undefined) return packument;
  throw new InspectError("INSPECT_NO_PACKAGE", {
    message: `Cannot inspect "${name}" as the registry has no such package`,
    hint: "Check the name; a private package needs the registry that has it.",
  });
}

/** Finds a version in a packument as a client would. Throws `INSPECT_NO_VERSION`. */
export function findListed(packument: ReadPackument, spec: RegistrySpec, at: number): ListedVersion {
  const history = historyAt(packument.history, at);
  const release = pickVersion(history, spec.selector);
  if (release === undefined) throw noVersion(packument, spec, at);
  return { ...packument, name: spec.name, history, release };
}

/** Reads the tarball of a listed version. Throws `INSPECT_OFFLINE`, `INSPECT_NO_TARBALL`, `INSPECT_WRONG_BYTES`, …. */
export async function readListed(
  listed: ListedVersion,
  parts: LocateParts,
  question: Question,
): Promise<ReadPackage> {
  const fetchBytes = async (): Promise<Uint8Array> => await fetchTarball(listed, parts, question);
  return await question.deadline.bound(parts.reader.readPromised(promisedOf(listed), fetchBytes));
}

/** The tarball of a listed version itself. Throws `INSPECT_OFFLINE`, `INSPECT_NO_TARBALL`, `INSPECT_WRONG_BYTES`, …. */
export async function fetchListed(
  listed: ListedVersion,
  parts: LocateParts,
  question: Question,
): Promise<Uint8Array> {
  const bytes = await question.deadline.bound(fetchTarball(listed, parts, question));
  const promised = promisedOf(listed);
  if (promised !== undefined) refuseOtherBytes(bytes, promised);
  return bytes;
}

async function fetchTarball(
  { name, release }: ListedVersion,
  { registry, limits }: LocateParts,
  question: Question,
): Promise<Uint8Array> {
  if (registry === undefined || question.isOffline) throw offlineError(name);
  if (release.tarball === undefined) throw noTarball(name, release.version);
  return await registry.fetchTarball(name, release.tarball, limits.tarballMaxBytes);
}

function promisedOf({ release, manifestOf }: ListedVersion): string | undefined {
  return release.integrity ?? integrityFromShasum(manifestOf(release.version));
}

/** Where a manifest on disk has its place in a packument, as far as it names one. */
export function placeLocal(
  reading: ReadPackage,
  packument: ReadPackument,
  at: number,
): Evidence<ListedVersion> {
  const { name: own, version } = reading.facts.manifest;
  const name = own === undefined ? undefined : tryParsePackageName(own);
  if (name === undefined || version === undefined) {
    return { state: "unavailable", reason: "the manifest names no package and version" };
  }
  const history = historyAt(packument.history, at);
  const release = history.releases.find((each) => each.version === version);
  return release === undefined
    ? { state: "unavailable", reason: "the packument does not list the version" }
    : { state: "present", value: { name, history, release, manifestOf: packument.manifestOf } };
}

function integrityFromShasum(manifest: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const dist = manifest?.["dist"];
  if (typeof dist !== "object" || dist === null || !("shasum" in dist)) return undefined;
  const integrity = typeof dist.shasum === "string" ? tryFromShasum(dist.shasum) : undefined;
  return integrity === undefined ? undefined : renderIntegrity(integrity);
}

function noTarball(name: string, version: string): InspectError {
  return new InspectError("INSPECT_NO_TARBALL", {
    message: `Cannot inspect "${name}@${version}" as the registry names no tarball for it`,
  });
}

function noVersion(
  { history, keptAt }: ReadPackument,
  { name, selector }: RegistrySpec,
  at: number,
): InspectError {
  const removed = history.removed.find(({ version }) => version === selector);
  const later = history.releases.find(({ version }) => version === selector);
  if (removed !== undefined) {
    return new InspectError("INSPECT_NO_VERSION", {
      message: `Cannot inspect "${name}@${selector}" as the registry has removed it: published ${renderInstantShort(removed.publishedAt)}`,
      hint: "A tarball that you still have can be inspected by its path.",
    });
  }
  return new InspectError("INSPECT_NO_VERSION", {
    message:
      later === undefined
        ? `Cannot inspect "${name}@${selector}" as no version of it matches`
        : `Cannot inspect "${name}@${selector}" as it was not published yet at ${renderInstantShort(at)}`,
    hint: `The registry ${keptAt === undefined ? "lists" : `listed, on ${renderInstantShort(keptAt)},`} ${history.releases.length} versions of it.`,
  });
}

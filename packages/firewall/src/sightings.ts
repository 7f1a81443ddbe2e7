import { tryParseInstant } from "@lockkeeper/core";
import type { PackumentDocument, PackumentIndex, PackumentVersion } from "@lockkeeper/registry";
import type { PackumentObservation, SightedManifest, SightedVersion } from "@lockkeeper/store";

/** A packument as the store remembers it: every version with who published it, and when. */
export function sightingOf(index: PackumentIndex, upstream: string, at: number): PackumentObservation {
  return {
    name: index.name,
    upstream,
    at,
    sha256: index.sha256,
    versions: () => sightedVersionsOf(index),
  };
}

/** Every version of a packument with the text of its manifest. */
export function sightedManifestsOf({ index, bytes }: PackumentDocument): readonly SightedManifest[] {
  return [...index.versions.values()].map((entry) => ({
    ...sightedVersion(index, entry),
    // A copy, since the bytes are not lent for longer than a moment.
    manifest: Buffer.from(bytes.subarray(entry.span.start, entry.span.end)),
  }));
}

function sightedVersionsOf(index: PackumentIndex): readonly SightedVersion[] {
  return [...index.versions.values()].map((entry) => sightedVersion(index, entry));
}

function sightedVersion(index: PackumentIndex, entry: PackumentVersion): SightedVersion {
  const publishedText = index.times.get(entry.version);
  return {
    version: entry.version,
    publishedAt: publishedText === undefined ? undefined : tryParseInstant(publishedText),
    publishedText,
    integrity: entry.integrity,
    shasum: entry.shasum,
    tarball: entry.tarball?.url,
    publisher: entry.publisher,
    hasAttestation: entry.hasAttestation,
    gitHead: entry.gitHead,
    installScripts: entry.installScripts,
  };
}

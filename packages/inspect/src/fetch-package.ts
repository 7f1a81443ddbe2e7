import { unreachable } from "@lockkeeper/core";

import { fetchListed, findListed, readPackument } from "./located-version.ts";
import type { LocateParts } from "./located-version.ts";
import { integrityOf, readPackedFolder, readTarballFile } from "./package-reader.ts";
import type { Question } from "./question.ts";
import { parseRegistrySpec } from "./spec.ts";
import type { InspectionTarget } from "./target.ts";

/** A package as it would be installed, not yet read. */
export interface FetchedPackage {
  /** The version that a spec was found to mean; `undefined` for what came from a disk. */
  readonly listed: { readonly name: string; readonly version: string } | undefined;
  /** `sha512-…` of the tarball; `undefined` for a folder. */
  readonly integrity: string | undefined;
  /** The tarball; a folder as an uncompressed one. */
  readonly bytes: Uint8Array;
}

/** Finds a package and brings its bytes. Throws INSPECT_* and REGISTRY_* errors. */
export async function fetchPackage(
  target: InspectionTarget,
  { parts, question }: { readonly parts: LocateParts; readonly question: Question },
): Promise<FetchedPackage> {
  switch (target.kind) {
    case "spec": {
      const spec = parseRegistrySpec(target.spec);
      const found = findListed(await readPackument(spec.name, parts, question), spec, question.at);
      const bytes = await fetchListed(found, parts, question);
      return {
        listed: { name: found.name, version: found.release.version },
        integrity: integrityOf(bytes),
        bytes,
      };
    }
    case "tarball":
      return local(await readTarballFile(target.path, parts.limits.tarballMaxBytes));
    case "folder": {
      const bytes = await readPackedFolder(target.path, parts.limits);
      return { listed: undefined, integrity: undefined, bytes };
    }
    case "bytes":
      return local(target.bytes);
    default:
      return unreachable(target);
  }
}

function local(bytes: Uint8Array): FetchedPackage {
  return { listed: undefined, integrity: integrityOf(bytes), bytes };
}

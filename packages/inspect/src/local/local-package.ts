import { unreachable } from "@lockkeeper/core";

import { defaultInspectLimits } from "../limits.ts";
import type { InspectLimits } from "../limits.ts";
import { integrityOf, readPackedFolder, readTarballFile } from "../package-reader.ts";
import type { InspectionTarget } from "../target.ts";
import type { FetchedPackage } from "./fetched-package.ts";

/** What can be read without a registry. */
export type LocalTarget = Exclude<InspectionTarget, { readonly kind: "spec" }>;

/** Reads the bytes of a package that is on the disk or in memory. Throws `INSPECT_UNREADABLE_FILE`, `INSPECT_NOT_A_PACKAGE`, `INSPECT_TOO_LARGE`. */
export async function readLocalPackage(
  target: LocalTarget,
  limits: InspectLimits = defaultInspectLimits,
): Promise<FetchedPackage> {
  switch (target.kind) {
    case "tarball":
      return local(await readTarballFile(target.path, limits.tarballMaxBytes));
    case "folder": {
      const bytes = await readPackedFolder(target.path, limits);
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

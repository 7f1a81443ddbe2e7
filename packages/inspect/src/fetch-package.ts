import { unreachable } from "@lockkeeper/core";

import { fetchListed, findListed, readPackument } from "./located-version.ts";
import type { LocateParts } from "./located-version.ts";
import type { FetchedPackage } from "./local/fetched-package.ts";
import { readLocalPackage } from "./local/local-package.ts";
import { integrityOf } from "./package-reader.ts";
import type { Question } from "./question.ts";
import { parseRegistrySpec } from "./spec.ts";
import type { InspectionTarget } from "./target.ts";

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
    case "folder":
    case "bytes":
      return await readLocalPackage(target, parts.limits);
    default:
      return unreachable(target);
  }
}

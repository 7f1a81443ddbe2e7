import type { Drift } from "./drift.ts";
import type { PackageFacts } from "./package-facts.ts";

/** Says what differs in behaviour between two versions of one package, from the older to the newer. */
export function compareFacts(before: PackageFacts, after: PackageFacts): Drift {
  return {
    from: before.manifest.version ?? "",
    to: after.manifest.version ?? "",
    step: "same",
    capabilities: { added: [], removed: [] },
    hosts: { added: [], removed: [] },
    installScripts: [],
    scripts: [],
    bins: [],
    entries: [],
    dependencies: [],
    files: { added: [], removed: [], changed: [] },
    fileKinds: { added: [], removed: [] },
    concealments: [],
    fileCount: { before: before.files.length, after: after.files.length },
    unpackedBytes: { before: before.unpackedBytes, after: after.unpackedBytes },
  };
}

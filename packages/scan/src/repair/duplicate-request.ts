import { dropDuplicates } from "@lockkeeper/lockfile";

import { clientOf } from "../client-commands.ts";
import type { RepairState } from "./repair-state.ts";
import type { WorkedRequest } from "./worked-request.ts";

/** Takes out of a lockfile what counts for nobody, since its name comes again. */
export function workDuplicates(file: string, state: RepairState): WorkedRequest {
  const scanned = state.project.graphs.find((each) => each.file === file);
  const before = state.texts.get(file);
  if (scanned === undefined || before === undefined) return { kind: "gone" };
  const after = dropDuplicates(clientOf(scanned.graph.source), before);
  if (after === before) return { kind: "gone" };
  const count = scanned.graph.duplicates?.length ?? 1;
  return {
    kind: "worked",
    title: `take ${count === 1 ? "the entry" : `${count} entries`} out of ${file} that ${count === 1 ? "does" : "do"} not count`,
    risk: "low",
    riskReason: "clients read the last one of a name already; who looks at the file sees the same now",
    changes: [{ file, before, after }],
  };
}

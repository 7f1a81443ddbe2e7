import { join } from "node:path";

import { limits } from "@lockkeeper/core";
import type { IncidentPolicy } from "@lockkeeper/policy";

import { namesInFolder } from "./names-in-folder.ts";
import { readBoundedFile } from "./bounded-file.ts";

/** Reads what incidents add to the policy of a data folder. Throws `CLI_BAD_FILE`: one that cannot be read is never passed over. */
export async function readIncidentPolicies(dataFolder: string): Promise<readonly IncidentPolicy[]> {
  const { incidentOfFile, incidentPolicyFolder } = await import("@lockkeeper/policy");
  const folder = join(dataFolder, incidentPolicyFolder);
  const found: IncidentPolicy[] = [];
  for (const name of await namesInFolder(folder)) {
    const id = incidentOfFile(name);
    if (id === undefined) continue;
    const text = await readBoundedFile(join(folder, name), {
      what: "an incident's policy",
      maxBytes: limits.policyFileMaxBytes,
      hint: "`respond --lift` takes it away.",
    });
    found.push({ id, text });
  }
  return found;
}

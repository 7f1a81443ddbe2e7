import { join } from "node:path";

import { listTold } from "@lockkeeper/exposure";
import type { LateExposure } from "@lockkeeper/exposure";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { readOrganisationPolicy } from "../policy-file.ts";
import { readKnowledge } from "../scan/read-knowledge.ts";
import { withStore } from "../with-store.ts";

/** The flags of `exposure --new`. */
export interface LateInput {
  readonly data: string | undefined;
  /** Whether what is told now is told again next time. */
  readonly isDryRun: boolean;
}

/** What `exposure --new` yields: versions that turned out to be bad with who had them, and how many. */
export type LateItem =
  | { readonly kind: "late"; readonly exposure: LateExposure }
  | { readonly kind: "late-end"; readonly versions: number; readonly places: number };

/** Tells who had what turned out to be bad, once. Makes no data folder. */
export async function* tellLate(input: LateInput, environment: Environment): AsyncIterable<LateItem> {
  const exposures = await findAll(input, environment);
  for (const exposure of exposures) yield { kind: "late", exposure };
  const places = new Set(exposures.flatMap(({ rows }) => rows.map(({ where }) => JSON.stringify(where))));
  yield { kind: "late-end", versions: exposures.length, places: places.size };
}

async function findAll(
  { data, isDryRun }: LateInput,
  environment: Environment,
): Promise<readonly LateExposure[]> {
  if (!(await isThere(join(dataFolderOf(data, environment), "lockkeeper.db")))) return [];
  const { findLate } = await import("./find-late.ts");
  const { policy } = await readOrganisationPolicy({ policy: undefined, data }, environment);
  const { knowledge } = await readKnowledge({ data, policy }, environment);
  const { intelligence } = knowledge;
  return await withStore(data, environment, async (store) => {
    const found = await findLate({ store, environment, intelligence, policy, sweeps: new Set() });
    if (!isDryRun) store.late.noteTold(listTold(found), environment.clock.now());
    return found;
  });
}

import { join } from "node:path";

import type { IntelIndex } from "@lockkeeper/intel";
import { createIntelligence, IntelError, openIndex, readKnownCampaigns } from "@lockkeeper/intel";
import type { PolicyDocument } from "@lockkeeper/policy";
import type { ScanKnowledge, ScanOrigin } from "@lockkeeper/scan";

import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { indexFileName } from "../known-malware.ts";

/** What is known before any project is read. */
export type KnowledgeAtHand = Omit<ScanKnowledge, "histories" | "defaultRegistry"> & {
  /** npm's default registry; what knows it takes long to load, and most projects do without. */
  readonly defaultRegistry: () => Promise<string>;
};

/** What is known before any project is read, and how old it is. */
export interface ReadKnowledge {
  readonly knowledge: KnowledgeAtHand;
  readonly origin: ScanOrigin;
}

/**
 * Reads the index of the data folder where there is one, beside the campaigns that are built in or its own. Asks no registry and makes no
 * folder. Throws `INTEL_INDEX_CORRUPT`: damaged advisories are no advisories.
 */
export async function readKnowledge(
  { data, policy }: { readonly data: string | undefined; readonly policy: PolicyDocument },
  environment: Environment,
): Promise<ReadKnowledge> {
  const dataFolder = dataFolderOf(data, environment);
  const index = await openIndexOf(dataFolder);
  const { campaigns } = await readKnownCampaigns(join(dataFolder, "campaigns"));
  const now = environment.clock.now();
  const intelligence = createIntelligence({ index, catalogue: campaigns });
  let known: Promise<string> | undefined;
  const defaultRegistry = (): Promise<string> => (known ??= readDefaultRegistry(environment));
  return {
    knowledge: { intelligence, policy, defaultRegistry, now },
    origin: {
      version: environment.version,
      at: now,
      advisories: index === undefined ? undefined : { builtAt: index.builtAt, records: index.recordCount },
      campaigns: campaigns.length,
    },
  };
}

async function readDefaultRegistry(environment: Environment): Promise<string> {
  const engine = await environment.engine();
  return engine.readRegistryDefaults().defaultRegistry;
}

/** Opens the index of a data folder; `undefined` when there is none. Throws `INTEL_INDEX_CORRUPT`. */
export async function openIndexOf(dataFolder: string): Promise<IntelIndex | undefined> {
  try {
    return await openIndex(join(dataFolder, "intel", indexFileName));
  } catch (error) {
    if (error instanceof IntelError && error.code === "INTEL_INDEX_MISSING") return undefined;
    throw error;
  }
}

import { hostname } from "node:os";
import { join, resolve } from "node:path";

import { isThere } from "../bounded-file.ts";
import { dataFolderOf } from "../data-folder.ts";
import type { Environment } from "../environment.ts";
import { askSystem } from "./ask-system.ts";
import type { SweepCommandInput } from "./sweep-input.ts";
import type { SweepSurroundings } from "./sweep-surroundings.ts";

/** What the command takes from its process and its data folder. */
export function surroundingsOf(input: SweepCommandInput, environment: Environment): SweepSurroundings {
  return {
    ...environment,
    isAdministrator: process.getuid?.() === 0,
    hostName: hostname(),
    proc: "/proc",
    ownPid: process.pid,
    ask: (command) => askSystem(command, environment),
    campaigns: () => readCampaigns(input, environment),
    sealingKey: () => openSealingKey(input, environment),
  };
}

async function readCampaigns(
  { data }: SweepCommandInput,
  environment: Environment,
): ReturnType<SweepSurroundings["campaigns"]> {
  const { readKnownCampaigns } = await import("@lockkeeper/intel");
  return (await readKnownCampaigns(join(dataFolderOf(data, environment), "campaigns"))).campaigns;
}

/** The key of this machine is made when a result is sealed for the first time. */
async function openSealingKey(
  { key, data }: SweepCommandInput,
  environment: Environment,
): ReturnType<SweepSurroundings["sealingKey"]> {
  const { createBundleKeys, readSigningKey } = await import("@lockkeeper/feeds");
  const { openDataFolder } = await import("@lockkeeper/store");
  if (key !== undefined) return (await readSigningKey(resolve(environment.cwd, key))).key;
  const folder = dataFolderOf(data, environment);
  await openDataFolder(folder);
  const file = join(folder, "sweep.key");
  if (!(await isThere(file))) await createBundleKeys(file);
  return (await readSigningKey(file)).key;
}

import type { Engine } from "./engine.ts";
import { readSetupRecord } from "./setup-record.ts";

/**
 * npm's configuration as it is without `setup`: a user whose npm is pointed at this firewall still has the registry
 * from before behind it.
 */
export async function readDefaultsBehindSetup(
  engine: Engine,
  dataFolder: string,
): Promise<ReturnType<Engine["readRegistryDefaults"]>> {
  const defaults = engine.readRegistryDefaults();
  const record = await readSetupRecord(dataFolder);
  if (record?.urls.includes(defaults.userRegistry) !== true) return defaults;
  return { ...defaults, userRegistry: record.previousRegistry ?? defaults.defaultRegistry };
}

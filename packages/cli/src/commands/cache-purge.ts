import { parsePackageName } from "@lockkeeper/core";
import type { PackageName } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { showForeign } from "../foreign-text.ts";
import { readEngineSettings } from "../settings.ts";
import { count } from "../table.ts";

interface CachePurgeInput {
  readonly name: string;
  readonly data: string | undefined;
}

interface Purged {
  readonly name: PackageName;
  readonly packuments: number;
  readonly tarballs: number;
}

/** `cache purge`: removes what is cached of a package. */
export const cachePurgeCommand: CommandModule<CachePurgeInput, Purged> = {
  run: async function* purge({ name, data }, environment: Environment) {
    const parsed = parsePackageName(name);
    const engine = await environment.engine();
    const settings = await readEngineSettings({ data, upstream: undefined, policy: undefined }, environment);
    yield { name: parsed, ...(await engine.purgeCache(settings, parsed)) };
  },
  views: {
    person: ({ name, packuments, tarballs }) =>
      `Removed ${count(packuments, "packument")} and ${count(tarballs, "tarball")} of ${showForeign(name)} from the cache.\n`,
    json: (purged) => purged,
  },
};

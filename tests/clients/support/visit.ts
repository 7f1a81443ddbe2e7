import type { Client } from "./clients.ts";
import type { PoisonSigns } from "./poison.ts";
import { findPoison } from "./poison.ts";
import type { ClientRun } from "./run-client.ts";
import { runClient } from "./run-client.ts";
import type { WorkplaceOptions } from "./workplace.ts";
import { createWorkplace, installedVersion } from "./workplace.ts";

/** One command of one client in a project of its own. */
export interface VisitTask {
  readonly client: Client;
  readonly origin: string | undefined;
  readonly args: readonly string[];
  readonly signs: PoisonSigns;
  /** The package whose installed version is of interest. */
  readonly watched?: string | undefined;
  readonly options?: WorkplaceOptions | undefined;
}

/** What came of it. */
export interface Visit extends ClientRun {
  readonly installed: string | undefined;
  /** Files in the project, the caches and the home that hold a poisoned version. */
  readonly poison: readonly string[];
}

/** Runs the command with fresh caches and looks at everything that it left behind. */
export async function visit({ client, origin, args, signs, watched, options }: VisitTask): Promise<Visit> {
  const workplace = await createWorkplace(client, options);
  try {
    const run = await runClient({ client, workplace, origin, args });
    const installed = watched === undefined ? undefined : await installedVersion(workplace, watched);
    return { ...run, installed, poison: await findPoison(workplace.root, signs) };
  } finally {
    await workplace.dispose();
  }
}

import { startClientFirewall } from "./client-firewall.ts";
import type { Client, ClientId } from "./clients.ts";
import { clients } from "./clients.ts";
import { runClient } from "./run-client.ts";
import { createWorkplace, readLock } from "./workplace.ts";
import type { Clock } from "@lockkeeper/core";

/** A project whose lockfile names poisoned versions. */
export interface PoisonedProject {
  readonly manifest: Readonly<Record<string, unknown>>;
  /** The lockfile as this client writes it when it is pointed at that origin. */
  lockFor(origin: string): string;
}

/** A poisoned project of each client. */
export type PoisonedProjects = ReadonlyMap<ClientId, PoisonedProject>;

const placeholder = "http://firewall.invalid";

/** The project that locks axios 1.14.1 as an ordinary dependency. */
export const ordinary: Readonly<Record<string, unknown>> = {
  dependencies: { axios: "^1.14.0", debug: "^4.4.1" },
};
/** The project that locks axios 0.30.4 as an optional dependency. */
export const optional: Readonly<Record<string, unknown>> = {
  dependencies: { debug: "^4.4.1" },
  optionalDependencies: { axios: "^0.30.0" },
};

/**
 * Makes each client's lockfile as a team would have made it that night: through a firewall that did not hold anything
 * back yet, since it only observed. So the addresses in lockfiles that hold any are those of the firewall.
 */
export async function lockPoison(
  upstream: string,
  clock: Clock,
  manifest: Readonly<Record<string, unknown>>,
): Promise<PoisonedProjects> {
  const observer = await startClientFirewall({ upstream, clock, isObserving: true });
  try {
    const pairs = await Promise.all(
      clients.map(async (client) => [client.id, await lockWith(client, observer.url, manifest)] as const),
    );
    return new Map(pairs);
  } finally {
    await observer.close();
  }
}

async function lockWith(
  client: Client,
  origin: string,
  manifest: Readonly<Record<string, unknown>>,
): Promise<PoisonedProject> {
  const workplace = await createWorkplace(client, { manifest });
  try {
    const { exitCode, output } = await runClient({ client, workplace, origin, args: client.install });
    const lock = await readLock(workplace, client);
    if (exitCode !== 0 || !lock.includes("plain-crypto-js"))
      throw new Error(`${client.title} made no poisoned lockfile (exit ${exitCode}):\n${output}`);
    const portable = lock.replaceAll(origin, placeholder);
    return { manifest, lockFor: (other) => portable.replaceAll(placeholder, other) };
  } finally {
    await workplace.dispose();
  }
}

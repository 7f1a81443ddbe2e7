import { rm } from "node:fs/promises";
import { join } from "node:path";
import type { Replay } from "@lockkeeper/drill";
import { readRegistryDefaults } from "@lockkeeper/server";
import { startClientFirewall } from "./client-firewall.ts";
import type { Client } from "./clients.ts";
import { clients } from "./clients.ts";
import type { PoisonSigns } from "./poison.ts";
import { readPoisonSigns } from "./poison.ts";
import type { PoisonedProject, PoisonedProjects } from "./poisoned-lock.ts";
import { lockPoison, optional, ordinary } from "./poisoned-lock.ts";
import type { Recording, Stage } from "./recording.ts";
import { recordScene, recordSceneIn } from "./recording.ts";
import { runClient } from "./run-client.ts";
import type { Workplace } from "./workplace.ts";
import { createWorkplace } from "./workplace.ts";

/** Everything that is shown of one client; a scene that it cannot play is `undefined`. */
export interface ClientRecordings {
  readonly client: Client;
  readonly range: Recording;
  readonly exact: Recording;
  readonly frozen: Recording;
  readonly optional: Recording;
  readonly dlx: Recording | undefined;
  readonly known: Recording;
  readonly warm: Recording;
  readonly foreign: Recording | undefined;
  readonly foreignReplaced: Recording | undefined;
}

/** Plays every scene with every client against a replay of the axios night. */
export async function recordAll(replay: Replay): Promise<readonly ClientRecordings[]> {
  const { url: upstream, clock } = replay;
  const signs = await readPoisonSigns(upstream);
  const locks = {
    ordinary: await lockPoison(upstream, clock, ordinary),
    optional: await lockPoison(upstream, clock, optional),
  };
  const observer = await startClientFirewall({ upstream, clock, isObserving: true });
  const warm = new Map<Client, Workplace>();
  for (const client of clients) warm.set(client, await warmUp(client, observer.url));
  await observer.close();
  // On the same port, since some caches know a registry by its address.
  const port = Number(new URL(observer.url).port);
  const firewall = await startClientFirewall({ upstream, clock, knownBy: replay.now(), port });
  const informed = await startClientFirewall({ upstream, clock });
  try {
    const session = { signs, locks, warm, origin: firewall.url, informed: informed.url, foreign: upstream };
    return await Promise.all(clients.map((client) => recordClient(client, session)));
  } finally {
    await Promise.all([
      firewall.close(),
      informed.close(),
      ...[...warm.values()].map((place) => place.dispose()),
    ]);
  }
}

interface Session {
  readonly signs: PoisonSigns;
  readonly locks: { readonly ordinary: PoisonedProjects; readonly optional: PoisonedProjects };
  readonly warm: ReadonlyMap<Client, Workplace>;
  readonly origin: string;
  readonly informed: string;
  readonly foreign: string;
}

async function recordClient(client: Client, session: Session): Promise<ClientRecordings> {
  const { signs, origin, locks, warm, foreign } = session;
  const { defaultRegistry } = readRegistryDefaults();
  const stage: Stage = { client, origin, signs, defaultRegistry };
  const poisoned = present(locks.ordinary.get(client.id));
  const withOptional = present(locks.optional.get(client.id));
  const frozen = sceneOf(client, poisoned, origin);
  const elsewhere = {
    ...frozen,
    lock: poisoned.lockFor(foreign).replaceAll(defaultRegistry, `${foreign}/`),
  };
  const always = { npm_config_replace_registry_host: "always" };
  return {
    client,
    range: await recordScene(stage, { args: [...client.add, "axios@^1"] }),
    exact: await recordScene(stage, { args: [...client.add, "axios@1.14.1"] }),
    frozen: await recordScene(stage, frozen),
    optional: await recordScene(stage, sceneOf(client, withOptional, origin)),
    dlx:
      client.dlx === undefined
        ? undefined
        : await recordScene(stage, { args: [...client.dlx, "fetch-quote"] }),
    known: await recordScene(
      { ...stage, origin: session.informed },
      sceneOf(client, poisoned, session.informed),
    ),
    warm: await recordSceneIn(present(warm.get(client)), stage, { args: client.frozen }),
    foreign: client.locksUrls ? await recordScene(stage, elsewhere) : undefined,
    foreignReplaced:
      client.id === "npm" ? await recordScene(stage, { ...elsewhere, env: always }) : undefined,
  };
}

function sceneOf(
  client: Client,
  { manifest, lockFor }: PoisonedProject,
  origin: string,
): {
  readonly args: readonly string[];
  readonly manifest: PoisonedProject["manifest"];
  readonly lock: string;
} {
  return { args: client.frozen, manifest, lock: lockFor(origin) };
}

/** Installs a poisoned project while nothing is held back yet and leaves the caches and the lockfile, but no packages. */
async function warmUp(client: Client, origin: string): Promise<Workplace> {
  const workplace = await createWorkplace(client, { manifest: ordinary });
  await runClient({ client, workplace, origin, args: client.install });
  await rm(join(workplace.project, "node_modules"), { recursive: true, force: true });
  return workplace;
}

function present<Value>(value: Value | undefined): Value {
  if (value === undefined) throw new TypeError("A client was not prepared");
  return value;
}

import type { RunningServer, ServerDescription } from "@lockkeeper/server";

import type { CommandModule } from "../command.ts";
import { createDrillClock } from "../drill-clock.ts";
import type { DrillClock } from "../drill-clock.ts";
import type { Environment } from "../environment.ts";
import { createLateFinder } from "../exposure/late-finder.ts";
import { readEngineSettings } from "../settings.ts";
import { readAccessSettings } from "../start-access.ts";
import type { AccessFlags } from "../start-access.ts";
import { readFollowedFeeds } from "../start-feeds.ts";
import { openServerLog } from "../start-log.ts";
import type { LogFlags, ServerLog } from "../start-log.ts";
import { renderBanner } from "../views/banner.ts";
import { waitForStop } from "../wait-for-stop.ts";
import { parseKeep } from "./ledger-prune.ts";

/** The flags of `start`. */
export interface StartInput {
  readonly port: number;
  readonly host: string;
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
  readonly now: string | undefined;
  readonly isObserving: boolean;
  /** Whether the server asks the feeds by itself, whatever feeds.yaml says. */
  readonly followsFeeds: boolean;
  readonly access: AccessFlags;
  readonly log: LogFlags;
  readonly cacheBytes: number | undefined;
  readonly ledgerKeep: string | undefined;
}

/** A server that answers, with what a person has to know. */
export interface StartedServer {
  readonly server: ServerDescription;
  /** The instant that a drill's clock started at. */
  readonly drillTime: number | undefined;
  readonly platform: string;
}

/** `start`: the firewall, until it is stopped. */
export const startCommand: CommandModule<StartInput, StartedServer> = {
  isService: true,
  run: runServer,
  views: {
    person: renderBanner,
    json: ({ server }) => server,
  },
};

async function* runServer(input: StartInput, environment: Environment): AsyncIterable<StartedServer> {
  // Listened to from the first moment: a signal while starting must not leave half a server behind.
  const log = await openServerLog(input.log, environment);
  const stopped = waitForStop(environment.lifecycle, log.onHangUp);
  try {
    yield* serve(input, environment, { log, stopped });
  } finally {
    await log.file?.close();
  }
}

interface Serving {
  readonly log: ServerLog;
  readonly stopped: Promise<void>;
}

async function* serve(
  input: StartInput,
  environment: Environment,
  { log, stopped }: Serving,
): AsyncIterable<StartedServer> {
  const { logger } = log;
  const starting = startServer(input, environment, log);
  const up = await Promise.race([starting, stopped]);
  if (up === undefined) {
    logger.log("info", { code: "CLI_STOPPING", message: "Stopping before the server was up" });
    // An upstream that does not answer would keep the process for half a minute; nothing was served yet.
    environment.lifecycle.exit(0);
    await closeWhenUp(starting);
    return;
  }
  const { server, drill } = up;
  try {
    yield { server: server.describe(), drillTime: drill?.startedAt, platform: environment.platform };
    await stopped;
    logger.log("info", { code: "CLI_STOPPING", message: "Stopping: finishing what is in flight" });
  } finally {
    drill?.stop();
    await server.close();
  }
}

interface Up {
  readonly server: RunningServer;
  readonly drill: DrillClock | undefined;
}

/** For a process that outlives its own end: what came up is closed, and what failed to is told by the caller's error. */
async function closeWhenUp(starting: Promise<Up>): Promise<void> {
  const { server, drill } = await starting;
  drill?.stop();
  await server.close();
}

async function startServer(
  input: StartInput,
  environment: Environment,
  { logger, file }: ServerLog,
): Promise<Up> {
  const { ledgerKeep, cacheBytes } = input;
  const ledgerKeepMs = ledgerKeep === undefined ? undefined : parseKeep(ledgerKeep, "--ledger-keep");
  const access = readAccessSettings(input.access, environment);
  const engine = await environment.engine();
  const settings = await readEngineSettings(input, environment, { isObserving: input.isObserving, logger });
  const drill =
    input.now === undefined
      ? undefined
      : await createDrillClock(
          input.now,
          settings.upstreams.map(({ url }) => url),
        );
  const { host, port, followsFeeds: isWanted } = input;
  try {
    const timed =
      drill === undefined ? settings : { ...settings, clock: drill.clock, knownBy: () => drill.clock.now() };
    // A drill knows only what was known at its time.
    const followed =
      drill === undefined
        ? await readFollowedFeeds({ dataFolder: settings.dataFolder, isWanted }, environment, logger)
        : undefined;
    return {
      server: await engine.startServer({
        ...timed,
        ...access,
        host,
        port,
        cacheBytes,
        ledgerKeepMs,
        followed,
        // A drill's knowledge grows with its clock, and its ledger is nobody's.
        late: drill === undefined ? createLateFinder(environment) : undefined,
        log: file && (() => file.state()),
      }),
      drill,
    };
  } catch (error) {
    drill?.stop();
    throw error;
  }
}

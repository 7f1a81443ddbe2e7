import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";

import type { EngineSettings, RunningServer } from "@lockkeeper/server";
import { isProcessAlive } from "@lockkeeper/store";

import type { Environment } from "./environment.ts";
import { isLockHeld, tryTakeLock } from "./lock-file.ts";

/** The firewall that a command is put behind. */
export interface RunFirewall {
  /** Without a final slash. */
  readonly url: string;
  /** Of one that speaks TLS: by what it is known. */
  readonly certificate?: string;
  /** Whether it was there before and decides by its own policy and upstreams. */
  readonly isShared: boolean;
  close(): Promise<void>;
}

const lookAgainMs = 100;
const lockPatienceMs = 30_000;

/**
 * Finds the server of the data folder, or starts one for this command. Commands that start at the same time share one:
 * only one process may write to a data folder. Throws as `startServer` does.
 */
export async function openRunFirewall(
  settings: EngineSettings,
  environment: Environment,
  pid: number,
): Promise<RunFirewall> {
  const engine = await environment.engine();
  const release = await takeTurn(settings.dataFolder, pid, environment);
  try {
    const running = await engine.runningServer(settings.dataFolder);
    if (running !== undefined) {
      return { ...running, url: reachable(running.url), isShared: true, close: async () => undefined };
    }
    const server = await engine.startServer({ ...settings, host: "127.0.0.1", port: 0 });
    return { url: server.url, isShared: false, close: () => closeWhenUnused(server, pid, environment) };
  } finally {
    await release();
  }
}

/** A server on every address is asked on the loopback one. */
function reachable(url: string): string {
  return url.replace("//0.0.0.0:", "//127.0.0.1:").replace("//[::]:", "//[::1]:");
}

/** Other commands that found this server are not left without it; a signal ends the wait. */
async function closeWhenUnused(server: RunningServer, pid: number, environment: Environment): Promise<void> {
  const stop = new AbortController();
  const forget = environment.lifecycle.onSignal(() => stop.abort());
  const isUsed = (): boolean => server.runPids().some((other) => other !== pid && isProcessAlive(other));
  let isTold = false;
  while (!stop.signal.aborted && isUsed()) {
    if (!isTold) {
      isTold = true;
      await environment.stderr.write(
        "lockkeeper: done; another command goes on behind this firewall, so it stays up (Ctrl-C ends it)\n",
      );
    }
    await pause(lookAgainMs);
  }
  forget();
  await server.close();
}

/** Waits until no other command is about to start a server on the same folder. */
async function takeTurn(
  dataFolder: string,
  pid: number,
  { clock }: Environment,
): Promise<() => Promise<void>> {
  const path = join(dataFolder, "run", "starting");
  await mkdir(join(dataFolder, "run"), { recursive: true, mode: 0o700 });
  const deadline = clock.now() + lockPatienceMs;
  while (!(await tryTakeLock(path, pid))) {
    if (clock.now() > deadline || !(await isLockHeld(path, pid))) await rm(path, { force: true });
    else await pause(lookAgainMs);
  }
  return () => rm(path, { force: true });
}

function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

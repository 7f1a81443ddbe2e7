import { watch } from "node:fs";
import type { FSWatcher } from "node:fs";

import { systemErrorCode } from "@lockkeeper/core";

import { readFolder, readStats, valueOf } from "./disk/read-disk.ts";
import type { FolderVisitor } from "./disk/walk-tree.ts";
import { dropFoldersOf } from "./host.ts";
import type { SweepHost } from "./host.ts";
import type { SweepLine } from "./report.ts";
import { createSweep, createVisitor, headerOf, lookAtSystem, walkFolders } from "./sweep-host.ts";
import type { SweepInput } from "./sweep-host.ts";

/** How a host is watched. */
export interface WatchOptions {
  /** Between two light looks; milliseconds. */
  readonly lightMs: number;
  /** Between two walks over all folders; milliseconds. */
  readonly fullMs: number;
  /** Waits that long, or until `wake` is called; resolves at once when the watch is to end. */
  readonly wait: (ms: number, onWake: (wake: () => void) => void) => Promise<void>;
  readonly isStopped: () => boolean;
}

const hiddenFolders = 200;
const watchedFolders = 64;

/**
 * Tells what appears on a host after everything that is there already: light looks at processes, connections, what starts by
 * itself and the folders that droppers use, and a full walk from time to time. The first look is a full one, whose lines are
 * told. Ends when it is told to; nothing is left behind.
 */
export async function* watchHost(input: SweepInput, options: WatchOptions): AsyncGenerator<SweepLine> {
  const sweep = createSweep(input);
  const visitor = await createVisitor(input, sweep);
  const alarm = openAlarm(input.host);
  let fullAt = Number.NEGATIVE_INFINITY;
  yield headerOf(input, sweep.index, input.clock.now());
  try {
    while (!options.isStopped()) {
      const now = input.clock.now();
      const isFull = now >= fullAt;
      await lookAtSystem(input, sweep, isFull);
      if (isFull) {
        yield* sweep.sink.drain();
        const walk = { pending: [...input.folders].toReversed(), entries: 0, folders: 0 };
        yield* walkFolders({ ...input, isStopped: options.isStopped }, sweep, walk);
        fullAt = now + options.fullMs;
      } else {
        lookAtDrops(input.host, visitor);
        yield* newsOf(sweep.sink.drain());
      }
      if (!options.isStopped()) await options.wait(options.lightMs, alarm.onChange);
    }
  } finally {
    alarm.close();
  }
}

/** A light look meets again what cannot be read and what was left out: matches alone are news. */
function newsOf(lines: readonly SweepLine[]): readonly SweepLine[] {
  return lines.filter(({ kind }) => kind === "match" || kind === "autorun");
}

/** The folders where things appear first, with hidden ones directly in them. */
function lookAtDrops(host: SweepHost, visitor: FolderVisitor): void {
  for (const folder of lightFoldersOf(host)) {
    const entries = valueOf(readFolder(folder)) ?? [];
    visitor.visit(folder, entries);
    const hidden = entries.filter((entry) => entry.isDirectory() && entry.name.startsWith("."));
    for (const { name } of hidden.slice(0, hiddenFolders)) {
      visitor.visit(`${folder}/${name}`, valueOf(readFolder(`${folder}/${name}`)) ?? []);
    }
  }
}

function lightFoldersOf(host: SweepHost): readonly string[] {
  const own = host.homes.flatMap((home) => [`${home}/.config/systemd/user`, `${home}/Library/LaunchAgents`]);
  return [...new Set([...dropFoldersOf(host), ...own])].filter(
    (folder) => valueOf(readStats(folder))?.isDirectory() === true,
  );
}

interface Alarm {
  readonly onChange: (wake: () => void) => void;
  close(): void;
}

/** Wakes the watch when something appears where droppers work. Where the system cannot tell, the light looks remain. */
function openAlarm(host: SweepHost): Alarm {
  let wake: (() => void) | undefined;
  let isRinging = false;
  const watchers = lightFoldersOf(host)
    .slice(0, watchedFolders)
    .flatMap((folder) =>
      openWatcher(folder, () => {
        isRinging = true;
        wake?.();
      }),
    );
  return {
    onChange(next) {
      wake = next;
      if (isRinging) next();
      isRinging = false;
    },
    close() {
      for (const watcher of watchers) watcher.close();
    },
  };
}

function openWatcher(folder: string, onChange: () => void): readonly FSWatcher[] {
  try {
    const watcher = watch(folder, { persistent: false }, onChange);
    // A folder that goes away takes its watch along; the light looks go on.
    watcher.on("error", () => watcher.close());
    return [watcher];
  } catch (error) {
    if (systemErrorCode(error) === undefined) throw error;
    return [];
  }
}

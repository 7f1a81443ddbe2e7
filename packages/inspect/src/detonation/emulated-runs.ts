import type { EmulatedRun } from "@lockkeeper/detectors";
import type { TriggerKind } from "@lockkeeper/detonate";

import type { ValueCache } from "../facts-cache.ts";
import type { PackageDetonator } from "./package-detonator.ts";

/** What is to be run. */
export interface RunRequest {
  /** `sha512-…` of the tarball; what has none is not remembered. */
  readonly integrity: string | undefined;
  readonly kinds: readonly TriggerKind[];
  /** Asked for only where nothing is remembered. */
  readonly readBytes: () => Promise<Uint8Array>;
}

/** Runs packages and remembers what came of it. */
export interface EmulatedRuns {
  /** Throws DETONATE_* errors, and what `readBytes` throws. */
  run(request: RunRequest): Promise<EmulatedRun>;
  /** Has the emulator started where something will be run that is not remembered. Never rejects. */
  prepare(request: Pick<RunRequest, "integrity" | "kinds">): Promise<void>;
}

/** Creates what runs packages, by their bytes once. */
export function createEmulatedRuns(detonator: PackageDetonator, cache: ValueCache | undefined): EmulatedRuns {
  const underWay = new Map<string, Promise<EmulatedRun>>();

  async function runOnce({ kinds, readBytes }: RunRequest, key: string): Promise<EmulatedRun> {
    const known = await cache?.get(key);
    if (isRun(known)) return known;
    const run = await detonator.run(await readBytes(), kinds);
    if (isWhole(run)) await cache?.set(key, run);
    return run;
  }

  async function keyOf(integrity: string, kinds: RunRequest["kinds"]): Promise<string> {
    return `emulated ${await detonator.revision()} ${kinds.join("+")} ${integrity}`;
  }

  return {
    async prepare({ integrity, kinds }) {
      try {
        const known = integrity === undefined ? undefined : await cache?.get(await keyOf(integrity, kinds));
        if (known === undefined) await detonator.prepare();
      } catch {
        // Who runs it then is told of the same failure.
        return;
      }
    },
    async run(request) {
      const { integrity, kinds, readBytes } = request;
      if (integrity === undefined) return await detonator.run(await readBytes(), kinds);
      const key = await keyOf(integrity, kinds);
      const running = underWay.get(key);
      if (running !== undefined) return await running;
      const started = runOnce(request, key).finally(() => underWay.delete(key));
      underWay.set(key, started);
      return await started;
    },
  };
}

/** What a bound cut short may come further on a machine that is less busy. */
function isWhole({ triggers }: EmulatedRun): boolean {
  return triggers.every(
    ({ worlds, untried }) => untried.length === 0 && worlds.every(({ ended }) => ended !== "limit"),
  );
}

/** The cache's own digest vouches for the rest, and its key for the emulator. */
function isRun(value: unknown): value is EmulatedRun {
  return typeof value === "object" && value !== null && "triggers" in value && "findings" in value;
}

import type { EmulatedRun, EmulatedTrigger } from "@lockkeeper/detectors";
import { expect, test } from "vitest";

import type { ValueCache } from "../facts-cache.ts";
import { createEmulatedRuns } from "./emulated-runs.ts";
import type { PackageDetonator } from "./package-detonator.ts";

const whole: EmulatedTrigger = {
  kind: "install",
  name: "postinstall",
  worlds: [{ name: "linux-laptop", ended: "rest", problem: undefined }],
  untried: [],
  coverage: 0.5,
};
const request = {
  integrity: "sha512-a",
  kinds: ["install"],
  readBytes: async () => await Promise.resolve(new Uint8Array()),
} as const;

/** Counts what it is asked to run. */
class CountingDetonator implements PackageDetonator {
  readonly pending = 0;
  readonly #trigger: EmulatedTrigger;
  readonly #revision: string;
  count = 0;
  preparedCount = 0;

  constructor(trigger: EmulatedTrigger = whole, revision = "1") {
    this.#trigger = trigger;
    this.#revision = revision;
  }

  async revision(): Promise<string> {
    return await Promise.resolve(this.#revision);
  }

  async run(): Promise<EmulatedRun> {
    this.count += 1;
    return await Promise.resolve({
      emulator: "1",
      triggers: [this.#trigger],
      findings: [],
      durationMs: this.count,
    });
  }

  async prepare(): Promise<void> {
    this.preparedCount += 1;
    await Promise.resolve();
  }

  async close(): Promise<void> {
    await Promise.resolve();
  }
}

function memory(): ValueCache {
  const values = new Map<string, unknown>();
  return {
    get: async (key) => await Promise.resolve(values.get(key)),
    set: async (key, value) => {
      values.set(key, value);
      await Promise.resolve();
    },
  };
}

test("createEmulatedRuns runs the same bytes once, and reads them for that alone", async () => {
  const detonator = new CountingDetonator();
  const cache = memory();
  const first = await createEmulatedRuns(detonator, cache).run(request);

  const again = await createEmulatedRuns(detonator, cache).run({
    ...request,
    readBytes: async () => await Promise.reject(new Error("nobody may be asked")),
  });

  expect(again).toEqual(first);
  expect(detonator.count).toBe(1);
});

test("createEmulatedRuns shares what is under way", async () => {
  const detonator = new CountingDetonator();
  const runs = createEmulatedRuns(detonator, undefined);

  await Promise.all([runs.run(request), runs.run(request)]);

  expect(detonator.count).toBe(1);
});

test.each([
  ["other triggers", new CountingDetonator(), { kinds: ["import"] } as const],
  ["other bytes", new CountingDetonator(), { integrity: "sha512-b" }],
  ["another emulator", new CountingDetonator(whole, "2"), {}],
])("createEmulatedRuns does not take what was seen of %s", async (_, detonator, change) => {
  const cache = memory();
  await createEmulatedRuns(new CountingDetonator(), cache).run(request);

  await createEmulatedRuns(detonator, cache).run({ ...request, ...change });

  expect(detonator.count).toBe(1);
});

test.each<[string, Partial<EmulatedTrigger>]>([
  ["a bound cut short", { worlds: [{ name: "linux-laptop", ended: "limit", problem: "took too long" }] }],
  ["there was no time for", { untried: ["win32-laptop"] }],
])("createEmulatedRuns tries again what %s", async (_, change) => {
  const detonator = new CountingDetonator({ ...whole, ...change });
  const runs = createEmulatedRuns(detonator, memory());

  await runs.run(request);
  await runs.run(request);

  expect(detonator.count).toBe(2);
});

test("createEmulatedRuns has the emulator started for what is not remembered", async () => {
  const detonator = new CountingDetonator();
  const runs = createEmulatedRuns(detonator, memory());

  await runs.prepare(request);
  await runs.run(request);
  await runs.prepare(request);

  expect(detonator.preparedCount).toBe(1);
});

test("createEmulatedRuns remembers nothing of a folder", async () => {
  const detonator = new CountingDetonator();
  const runs = createEmulatedRuns(detonator, memory());

  await runs.run({ ...request, integrity: undefined });
  await runs.run({ ...request, integrity: undefined });

  expect(detonator.count).toBe(2);
});

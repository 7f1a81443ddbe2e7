import { describe, expect, test } from "vitest";

import type { TriggerKind } from "./detonation.ts";
import { createDetonator } from "./detonator.ts";
import type { Observation } from "./observation.ts";
import { createWorld } from "./worlds/worlds.ts";

const dayMs = 24 * 3_600_000;

async function observe(trigger: TriggerKind, text: string): Promise<readonly Observation[]> {
  const manifest = { name: "sample", version: "1.0.0", main: "a.js", scripts: { install: "node a.js" } };
  const files = { "package.json": JSON.stringify(manifest), "a.js": text };
  const entries = Object.entries(files).map(([path, content]) => ({ path, bytes: Buffer.from(content) }));
  const detonator = createDetonator({ threads: 0 });
  const { triggers } = await detonator.detonate(
    { entries: entries as never }, // as: what is not looked at of an entry is left out
    { triggers: [trigger], worlds: [createWorld("linux-laptop", 0)], isCoverageWanted: false },
  );
  return triggers.flatMap(({ worlds }) => worlds.flatMap(({ observations }) => observations));
}

describe("timers of the guest", () => {
  test("intervals come as they should at first, and then days later", async () => {
    const text = `const came = []; setInterval(() => {
      came.push(Date.now());
      if (Date.now() > ${40 * dayMs}) { require("fs").writeFileSync("/tmp/came", JSON.stringify(came)); process.exit(); }
    }, 600_000);`;

    const observations = await observe("install", text);

    const written = observations.find(({ api }) => api === "fs.writeFile")?.data["content"];
    const came: readonly number[] = JSON.parse(String(written));
    expect(came.slice(1, 5).map((at, index) => Math.round((at - (came[index] ?? 0)) / 60_000))).toEqual([
      10, 10, 10, 10,
    ]);
  });

  test("Atomics.wait lets the world's clock go by, and goes on", async () => {
    const text = `const cell = new Int32Array(new SharedArrayBuffer(4)), began = Date.now();
      const woken = [Atomics.wait(cell, 0, 0, 3_600_000), Atomics.wait(cell, 0, 1), Atomics.add(cell, 0, 5), Atomics.load(cell, 0)];
      require("fs").writeFileSync("/tmp/woken", JSON.stringify([Date.now() - began >= 3_600_000, ...woken]));`;

    const observations = await observe("install", text);

    const written = observations.find(({ api }) => api === "fs.writeFile")?.data["content"];
    expect(JSON.parse(String(written))).toEqual([true, "timed-out", "not-equal", 0, 5]);
  });

  test.each([
    ["import", 1],
    ["install", 0],
  ] as const)(
    "what an %s leaves waiting, without being waited for, comes %i times",
    async (trigger, times) => {
      const text = 'setTimeout(() => require("child_process").exec("late"), 5_000).unref();';

      const observations = await observe(trigger, text);

      expect(observations.filter(({ api }) => api === "child_process.exec")).toHaveLength(times);
    },
  );
});

import { join } from "node:path";

import type { Detonator } from "@lockkeeper/detonate/detonator";
import { expect, test } from "vitest";

import type { Environment } from "../environment.ts";
import { createProcessEnvironment } from "../environment.ts";
import { dataFlagOf, startDetonator } from "./open-detonator.ts";

test.each<[readonly string[], string | undefined]>([
  [["detonate", "a"], undefined],
  [["detonate", "a", "--data", "/one"], "/one"],
  [["detonate", "--data=/one", "a"], "/one"],
  [["detonate", "--data", "/one", "--data=/two"], "/two"],
  [["detonate", "--data="], ""],
  [["detonate", "--data"], undefined],
  [["detonate", "--database", "/one"], undefined],
])("dataFlagOf finds the folder that %j names", (argv, folder) => {
  expect(dataFlagOf(argv)).toBe(folder);
});

test("startDetonator goes on with what was started for the same folder, and ends what was for another", async () => {
  let closed = 0;
  const detonator: Detonator = {
    detonate: async () => await Promise.reject(new Error("nobody asks")),
    prepare: () => undefined,
    pending: 0,
    close: async () => {
      closed += 1;
      await Promise.resolve();
    },
  };
  const cacheFolder = join("/one", "emulator");
  const environment: Environment = {
    ...createProcessEnvironment(),
    processors: 0,
    startedDetonator: { cacheFolder, detonator },
  };

  const same = await startDetonator("/one", environment);
  const closedBefore = closed;
  const other = await startDetonator("/two", environment);

  expect(same.detonator).toBe(detonator);
  expect(closedBefore).toBe(0);
  expect(other.detonator).not.toBe(detonator);
  expect(closed).toBe(1);
});

import type { Inspector } from "@lockkeeper/inspect";
import { arrivalKey } from "@lockkeeper/scan";
import { describe, expect, test } from "vitest";

import { inspection } from "../../test/fake-inspector.ts";
import { createArrivalLooker } from "./arrival-looker.ts";
import type { ArrivalLooker } from "./arrival-looker.ts";

const one = { name: "one", from: undefined, to: "1.0.0" };
const two = { name: "two", from: "1.0.0", to: "1.1.0" };

interface Scene {
  readonly looker: ArrivalLooker;
  readonly asked: string[];
  readonly told: string[];
  readonly clock: { time: number };
  isClosed: boolean;
}

function createScene(inspect?: Inspector["inspect"], open?: () => Promise<Inspector>): Scene {
  const asked: string[] = [];
  const told: string[] = [];
  const clock = { time: 0 };
  const inspector: Inspector = {
    inspect:
      inspect ??
      (async (target) => {
        const spec = target.kind === "spec" ? target.spec : "";
        asked.push(spec);
        return inspection({ spec });
      }),
    compare: () => Promise.reject(new Error("it was removed")),
    glance: () => Promise.reject(new TypeError("Not asked for in this test")),
    fetch: () => Promise.reject(new TypeError("Not asked for in this test")),
    close: async () => {
      scene.isClosed = true;
    },
  };
  const looker = createArrivalLooker({
    open: open ?? (async () => inspector),
    clock: { now: () => clock.time },
    tell: (text) => void told.push(text),
  });
  const scene: Scene = { looker, asked, told, clock, isClosed: false };
  return scene;
}

describe("createArrivalLooker", () => {
  test("looks into each once, and says how far it is", async () => {
    const { looker, asked, told } = createScene();

    await looker.look([one, two]);
    const looks = await looker.look([one, two]);

    expect(asked.toSorted()).toEqual(["one@1.0.0", "two@1.1.0"]);
    expect(told).toContain("looking into two@1.1.0 (2 of 2)");
    expect(looks.get(arrivalKey(one))).toMatchObject({ verdict: "allow", risk: "low" });
    expect(looks.get(arrivalKey(two))?.news).toEqual(["could not be compared with 1.0.0: it was removed"]);
  });

  test("calls unknown what comes after its time, and asks nobody", async () => {
    const scene = createScene();
    await scene.looker.look([one]);
    scene.clock.time += 3_600_000;

    const looks = await scene.looker.look([two]);

    expect(scene.asked).toEqual(["one@1.0.0"]);
    expect(looks.get(arrivalKey(two))).toEqual({
      verdict: "unknown",
      why: "there was no time left to look into it",
      risk: "moderate",
      news: [],
    });
  });

  test("goes on where looking fails, and says why", async () => {
    const { looker } = createScene(undefined, () => Promise.reject(new Error("no data folder")));

    const looks = await looker.look([one, two]);
    await looker.close();

    expect([...looks.values()].map(({ verdict, why }) => [verdict, why])).toEqual([
      ["unknown", "no data folder"],
      ["unknown", "no data folder"],
    ]);
  });

  test("closes the inspector that it opened", async () => {
    const scene = createScene();
    await scene.looker.look([one]);

    await scene.looker.close();

    expect(scene.isClosed).toBe(true);
  });
});

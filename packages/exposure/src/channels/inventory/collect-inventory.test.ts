import type { InventoryInterval, InventoryQuery } from "@lockkeeper/store";
import { describe, expect, test } from "vitest";

import { at, axios, question } from "../../../test/evidence.ts";
import { collectInventory } from "./collect-inventory.ts";

const interval: InventoryInterval = {
  name: "axios",
  version: "1.14.1",
  placeKind: "repository",
  place: "/code/shop",
  channel: "lockfile",
  ref: "package-lock.json",
  absentAt: at("00:00"),
  foundAt: at("02:00"),
  lastSeenAt: at("03:00"),
  goneAt: at("04:00"),
};

function collect(
  intervals: readonly InventoryInterval[],
  asked = question,
): { readonly told: readonly unknown[]; readonly queries: readonly InventoryQuery[] } {
  const queries: InventoryQuery[] = [];
  const intervalsOf = (query: InventoryQuery): readonly InventoryInterval[] => {
    queries.push(query);
    return intervals;
  };
  return { told: [...collectInventory(asked, { intervalsOf })], queries };
}

describe("collectInventory", () => {
  test("collectInventory says that a version came between two looks, and when it was gone", () => {
    const { told, queries } = collect([interval]);

    expect(queries).toEqual([new Map([["axios", ["1.14.1"]]])]);
    expect(told).toMatchObject([
      {
        observation: {
          kind: "locked",
          where: { kind: "repository", id: "/code/shop" },
          since: { at: at("02:00"), toleranceMs: 7_200_000 },
          until: { at: at("04:00"), toleranceMs: 0 },
          ref: "lockfile:package-lock.json",
        },
      },
    ]);
  });

  test("collectInventory leaves open what nobody looked at before or after", () => {
    const { told } = collect([{ ...interval, absentAt: undefined, goneAt: undefined }]);

    expect(told).toMatchObject([{ observation: { since: undefined, until: undefined } }]);
  });

  test("collectInventory tells what a sweep found lying there as present, and passes over versions not asked for", () => {
    const swept = { ...interval, placeKind: "host", place: "build-1", channel: "host-sweep", ref: "" };
    const ranged = { ...question, targets: [{ ...axios, versions: [], range: ">=1.14.1 <1.15.0" }] };

    const { told, queries } = collect([swept, { ...interval, version: "1.14.0" }], ranged);

    expect(queries[0]?.get("axios")).toBe("every-version");
    expect(told).toMatchObject([
      { observation: { kind: "present", where: { kind: "host", id: "build-1" } } },
    ]);
  });
});

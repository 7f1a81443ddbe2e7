import type { ToldExposure } from "@lockkeeper/store";
import { describe, expect, test } from "vitest";

import { item, stated } from "../../test/evidence.ts";
import type { ExposureChannel } from "../answer-exposure.ts";
import type { EvidenceItem } from "../observation.ts";
import type { LateExposure, LateSources } from "./find-late-exposures.ts";
import { findLateExposures, listTold } from "./find-late-exposures.ts";

function channelOf(items: readonly EvidenceItem[]): ExposureChannel {
  return {
    statement: { channel: "ledger", shows: "takes", cannotShow: "runs" },
    place: { kind: "host", id: "here" },
    collect: async function* yieldAll() {
      yield* items;
    },
  };
}

const taken = item({ channel: "ledger", kind: "fetched", since: stated("01:10"), ref: "ledger:1" });
const told = (exposures: readonly LateExposure[]): readonly unknown[] =>
  exposures.map(({ name, version, accusations, rows }) => [
    `${name}@${version}`,
    accusations.map(({ source }) => source),
    rows.map(({ where, grade }) => [where.id, grade]),
  ]);

function find(members: Partial<LateSources> = {}): Promise<readonly LateExposure[]> {
  return findLateExposures({
    had: [{ name: "axios", version: "1.14.1" }],
    accuse: (name, version) =>
      name === "axios" && version === "1.14.1" ? [{ source: "MAL-2026-2307", reason: "malicious code" }] : [],
    channels: [channelOf([taken])],
    late: { untold: (exposures) => exposures },
    now: Date.parse("2026-04-01T00:00:00Z"),
    ...members,
  });
}

describe("findLateExposures", () => {
  test("findLateExposures names who had a version that turned out to be bad", async () => {
    const found = await find();

    expect(told(found)).toEqual([["axios@1.14.1", ["MAL-2026-2307"], [["acme/shop", "fetched"]]]]);
    expect(listTold(found)).toEqual([
      { name: "axios", version: "1.14.1", placeKind: "repository", place: "acme/shop", rank: 1 },
    ]);
  });

  test("findLateExposures asks nobody about versions that nothing speaks against", async () => {
    let isAsked = false;
    const channel: ExposureChannel = {
      ...channelOf([taken]),
      collect: async function* noteAsked() {
        isAsked = true;
        yield taken;
      },
    };

    const found = await find({ accuse: () => [], channels: [channel] });

    expect([found, isAsked]).toEqual([[], false]);
  });

  test("findLateExposures leaves out what was told, and those who were refused or only looked", async () => {
    const refused = item({
      where: { kind: "identity", id: "bob" },
      channel: "ledger",
      kind: "refused",
      ref: "ledger:2",
    });
    const looked = item({
      where: { kind: "identity", id: "eve" },
      channel: "ledger",
      kind: "accepts",
      ref: "ledger:3",
    });
    const isNew = ({ place }: ToldExposure): boolean => place !== "acme/shop";

    const found = await find({
      channels: [channelOf([taken, refused, looked])],
      late: { untold: (exposures) => exposures.filter(isNew) },
    });

    expect(found).toEqual([]);
  });

  test("findLateExposures tells each place of a version once, however often it was had", async () => {
    const again = { name: "axios", version: "1.14.1" };

    const found = await find({ had: [again, again, { name: "left-pad", version: "1.3.0" }] });

    expect(found).toHaveLength(1);
  });
});

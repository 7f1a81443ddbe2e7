import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { at, item, observe, question, shop, stated } from "../test/evidence.ts";
import { answerExposure } from "./answer-exposure.ts";
import type { ExposureAnswer, ExposureChannel } from "./answer-exposure.ts";
import { isAtLeast } from "./grade.ts";
import type { EvidenceItem, ObservedTime } from "./observation.ts";

function channelOf(items: readonly EvidenceItem[]): ExposureChannel {
  return {
    statement: { channel: "lockfile", shows: "locks", cannotShow: "installs" },
    place: { kind: "host", id: "here" },
    collect: async function* yieldAll() {
      yield* items;
    },
  };
}

function ask(...items: readonly EvidenceItem[]): Promise<ExposureAnswer> {
  return answerExposure(question, [channelOf(items)]);
}

const torn: EvidenceItem = {
  kind: "unreadable",
  unreadable: {
    channel: "sbom",
    where: shop,
    ref: "bom.json",
    code: "TORN",
    message: "it ends in the middle",
  },
};

describe("answerExposure", () => {
  test("answerExposure names the worst places first, and of equals the one that took it first", async () => {
    const late = { kind: "repository", id: "late" } as const;
    const early = { kind: "host", id: "early" } as const;

    const { places, counts } = await ask(
      item({ kind: "clean", version: undefined }),
      item({ where: late, kind: "fetched", since: stated("02:00") }),
      item({ where: early, kind: "fetched", since: stated("01:00") }),
    );

    expect(places.map(({ where }) => where.id)).toEqual(["early", "late", "acme/shop"]);
    expect(counts).toMatchObject({ fetched: 2, none: 1 });
  });

  test("answerExposure names a place that was looked at whole and found clean", async () => {
    const { places, title } = await ask(item({ kind: "clean", name: "", version: undefined }));

    expect(places).toMatchObject([{ grade: "none", rows: [{ what: title }] }]);
  });

  test("answerExposure takes a channel that fails for something unreadable, and keeps what the others tell", async () => {
    const failing: ExposureChannel = {
      ...channelOf([]),
      // oxlint-disable-next-line require-yield -- Correctness: it fails before it can tell anything.
      collect: async function* fail() {
        throw new TypeError("no such thing");
      },
    };

    const { places, channels } = await answerExposure(question, [failing, channelOf([item()])]);

    expect(places.map(({ grade }) => grade)).toEqual(["locked", "unreadable"]);
    expect(channels.map(({ unreadable }) => unreadable)).toEqual([1, 0]);
  });

  test("answerExposure says of a place with the version that the firewall refused it to all who asked", async () => {
    const { places } = await ask(
      item({ where: { kind: "identity", id: "bob" }, channel: "ledger", kind: "refused", ref: "ledger:4" }),
      item({ channel: "installed-tree", kind: "present" }),
    );

    expect(places[0]?.rows[0]?.contradictions).toMatchObject([
      { kind: "past-the-firewall", refs: ["ledger:4"] },
    ]);
  });

  test("answerExposure keeps the one lock that counts among many that do not", async () => {
    const before = Array.from({ length: 200 }, (_, index) =>
      item({ ref: `early-${index}`, since: stated("04:00"), until: stated("05:00") }),
    );

    const { places } = await ask(
      ...before,
      item({ ref: "hit", since: stated("01:00"), until: stated("02:00") }),
    );

    expect(places[0]?.grade).toBe("locked");
    expect(places[0]?.rows[0]?.evidence.length).toBeLessThan(100);
  });

  test("answerExposure never answers milder for more evidence, and forgets nothing unreadable", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyItem, { maxLength: 12 }),
        fc.array(anyItem, { maxLength: 6 }),
        async (few, more) => {
          const less = await ask(...few);
          const all = await ask(...few, ...more);

          for (const { where, grade, unreadable } of less.places) {
            const same = all.places.find((place) => place.where.id === where.id);
            expect(same !== undefined && isAtLeast(same.grade, grade)).toBe(true);
            expect(same?.unreadable.length).toBeGreaterThanOrEqual(unreadable.length);
          }
          const isTorn = [...few, ...more].some((each) => each.kind === "unreadable");
          expect(all.places.some(({ unreadable }) => unreadable.length > 0)).toBe(isTorn);
          for (const { unreadable, grade } of all.places)
            expect(unreadable.length > 0 && grade === "none").toBe(false);
        },
      ),
    );
  });

  test("answerExposure answers the same whatever the order of the evidence", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anyItem, { maxLength: 12 }), async (items) => {
        const there = await ask(...items);
        const back = await ask(...items.toReversed());

        const gradesOf = ({ places }: ExposureAnswer): unknown =>
          places.map(({ where, rows }) => [where, rows.map(({ what, grade }) => [what, grade])]);
        expect(gradesOf(there)).toEqual(gradesOf(back));
      }),
    );
  });
});

const anyTime: fc.Arbitrary<ObservedTime | undefined> = fc.option(
  fc.record({
    at: fc.integer({ min: at("2026-03-30T12:00:00Z"), max: at("2026-04-01T12:00:00Z") }),
    basis: fc.constantFrom("stated", "assumed-utc", "file-date", "commit-date"),
    toleranceMs: fc.constantFrom(0, 3_600_000),
  }),
  { nil: undefined },
);

const anyItem: fc.Arbitrary<EvidenceItem> = fc.oneof(
  fc.constant(torn),
  fc
    .record({
      channel: fc.constantFrom("ledger", "lockfile", "ci-log"),
      where: fc.constantFrom(shop, { kind: "host", id: "build-1" } as const),
      kind: fc.constantFrom(
        "executed",
        "fetched",
        "present",
        "locked",
        "resolved",
        "accepts",
        "refused",
        "clean",
      ),
      name: fc.constantFrom("axios", "axios", "", "left-pad", "__proto__"),
      version: fc.constantFrom("1.14.1", "1.14.0", undefined, "not a version"),
      since: anyTime,
      until: anyTime,
      ref: fc.constantFrom("a", "b"),
    })
    .map((members) => ({ kind: "observation" as const, observation: observe(members) })),
);

import * as fc from "fast-check";
import { expect, test } from "vitest";

import { storeVersion } from "./publishing.ts";
import { packageStateAt } from "./registry-model.ts";
import type { RegistryEvent } from "./registry-model.ts";
import { createSigningKey } from "./signing-key.ts";

const key = createSigningKey("model");

function published(version: string, at: number, tags: readonly string[] = ["latest"]): RegistryEvent {
  const stored = storeVersion({ name: "a", version }, { signed: false }, key);
  return { kind: "publish", at, name: "a", stored, tags };
}

test("packageStateAt knows no package before its first event, nor under another name", () => {
  const events = [published("1.0.0", 10)];

  expect(packageStateAt(events, "a", 9)).toBeUndefined();
  expect(packageStateAt(events, "b", 10)).toBeUndefined();
  expect(packageStateAt(events, "a", 10)?.createdAt).toBe(10);
});

test("packageStateAt moves latest to the newest stable version left, or else to a prerelease", () => {
  const events: readonly RegistryEvent[] = [
    published("2.0.0-rc.1", 1, []),
    published("1.9.0", 2, []),
    published("1.10.0", 3, []),
    published("1.11.0", 4),
    { kind: "unpublish", at: 5, name: "a", version: "1.11.0" },
    { kind: "unpublish", at: 6, name: "a", version: "1.10.0" },
    { kind: "unpublish", at: 7, name: "a", version: "1.9.0" },
  ];

  const latest = [4, 5, 6, 7].map((at) => packageStateAt(events, "a", at)?.distTags.get("latest"));

  expect(latest).toEqual(["1.11.0", "1.10.0", "1.9.0", "2.0.0-rc.1"]);
});

test("packageStateAt keeps every time after all versions are gone, and revives on a new publish", () => {
  const events: readonly RegistryEvent[] = [
    published("1.0.0", 1),
    published("1.1.0", 2),
    { kind: "unpublish-all", at: 3, name: "a" },
    published("0.0.1-security.0", 4),
  ];

  const emptied = packageStateAt(events, "a", 3);
  const revived = packageStateAt(events, "a", 4);

  expect(emptied?.unpublished).toEqual({ at: 3, versions: ["1.0.0", "1.1.0"] });
  expect(emptied?.distTags.size).toBe(0);
  expect([...(revived?.time.keys() ?? [])]).toEqual(["1.0.0", "1.1.0", "0.0.1-security.0"]);
  expect(revived?.unpublished).toBeUndefined();
});

test("packageStateAt applies deprecation and tags from their instant on", () => {
  const events: readonly RegistryEvent[] = [
    published("1.0.0", 1),
    { kind: "deprecate", at: 2, name: "a", version: "1.0.0", message: "use b" },
    { kind: "tag", at: 3, name: "a", tag: "next", version: "1.0.0" },
    { kind: "tag", at: 4, name: "a", tag: "next", version: undefined },
  ];

  const seen = [1, 2, 3, 4].map((at) => {
    const state = packageStateAt(events, "a", at);
    return [state?.versions.get("1.0.0")?.deprecated, state?.distTags.get("next")];
  });

  expect(seen).toEqual([
    [undefined, undefined],
    ["use b", undefined],
    ["use b", "1.0.0"],
    ["use b", undefined],
  ]);
});

test("packageStateAt leaves no tag dangling, whatever is published and removed in whatever order", () => {
  const versions = ["1.0.0", "1.1.0", "2.0.0-rc.1", "2.0.0", "not-a-version"];
  const instant = fc.integer({ min: 0, max: 50 });
  const event = fc.oneof(
    fc
      .record({ at: instant, version: fc.constantFrom(...versions), tag: fc.constantFrom("latest", "next") })
      .map(({ at, version, tag }) => published(version, at, [tag])),
    fc
      .record({ at: instant, version: fc.constantFrom(...versions) })
      .map(({ at, version }): RegistryEvent => ({ kind: "unpublish", at, name: "a", version })),
    instant.map((at): RegistryEvent => ({ kind: "unpublish-all", at, name: "a" })),
  );

  fc.assert(
    fc.property(fc.array(event, { minLength: 1, maxLength: 12 }), instant, (events, at) => {
      const state = packageStateAt(events, "a", at);

      const tagged = [...(state?.distTags.values() ?? [])];
      expect(tagged.filter((version) => state?.versions.has(version) !== true)).toEqual([]);
    }),
  );
});

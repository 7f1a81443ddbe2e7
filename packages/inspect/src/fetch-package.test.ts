import { expect, test } from "vitest";

import type { FakeVersion } from "../test/fake-source.ts";
import { createFakeSource } from "../test/fake-source.ts";
import { createExtractor, createInspector } from "./index.ts";
import type { Inspector } from "./index.ts";

const version: FakeVersion = {
  manifest: { name: "parent", version: "1.0.0" },
  at: "2026-03-30T00:00:00Z",
};

function openInspector(): Inspector {
  return createInspector({
    registry: createFakeSource([version]),
    extract: createExtractor(),
    clock: { now: () => Date.parse("2026-03-31T01:00:00Z") },
    popularNames: [],
    version: "1.2.3",
  });
}

test("fetch() brings the tarball of a listed version, and says which version that is", async () => {
  const fetched = await openInspector().fetch({ kind: "spec", spec: "parent@^1" });

  expect(fetched.listed).toEqual({ name: "parent", version: "1.0.0" });
  expect(fetched.integrity).toMatch(/^sha512-/);
  expect(fetched.bytes.length).toBeGreaterThan(0);
});

test("fetch() fails for what is not listed, and where nobody may be asked", async () => {
  const inspector = openInspector();

  await expect(inspector.fetch({ kind: "spec", spec: "parent@2" })).rejects.toMatchObject({
    code: "INSPECT_NO_VERSION",
  });
  await expect(
    inspector.fetch({ kind: "spec", spec: "parent@1.0.0" }, { isOffline: true }),
  ).rejects.toMatchObject({ code: "INSPECT_OFFLINE" });
});

test("fetch() gives local bytes as they are", async () => {
  const bytes = new Uint8Array([1, 2, 3]);

  const fetched = await openInspector().fetch({ kind: "bytes", bytes, label: "bytes" });

  expect(fetched).toMatchObject({ listed: undefined, bytes });
});

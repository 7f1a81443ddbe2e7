import { expect, test } from "vitest";

import { emulatorRevision } from "./emulator-revision.ts";

test("emulatorRevision() is a short digest that is the same as long as no file of the emulator changes", () => {
  const revision = emulatorRevision();

  expect(revision).toMatch(/^[0-9a-f]{16}$/);
  expect(emulatorRevision()).toBe(revision);
});

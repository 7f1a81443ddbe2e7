import { describe, expect, test } from "vitest";

import { historyOf, type MadeRelease, releaseOf } from "../test/packument.ts";
import { findIdentityChange, type IdentityChange } from "./index.ts";

const past: readonly MadeRelease[] = [
  { version: "1.0.0", at: "2025-01-01T00:00:00Z" },
  { version: "1.0.1", at: "2025-02-01T00:00:00Z" },
  { version: "1.0.2", at: "2025-03-01T00:00:00Z" },
];

function changeOf(
  last: Omit<MadeRelease, "version">,
  before: readonly MadeRelease[] = past,
): IdentityChange | undefined {
  const history = historyOf([...before, { version: "1.0.9", ...last }]);
  return findIdentityChange(history, releaseOf(history, "1.0.9"));
}

describe("findIdentityChange", () => {
  test("finds nothing new in a release by whom it always was", () => {
    expect(changeOf({ at: "2026-01-01T00:00:00Z" })).toMatchObject({
      isNewLogin: false,
      isNewEmail: false,
      isNewDomain: false,
      formerEmail: undefined,
      isMachineToHuman: false,
      isGitHeadGone: false,
    });
  });

  test("tells a known login under an address that nobody used", () => {
    expect(changeOf({ at: "2026-01-01T00:00:00Z", email: "Mia2@Proton.me", hasCommit: false })).toMatchObject(
      {
        isNewLogin: false,
        isNewEmail: true,
        isNewDomain: true,
        isPrivacyMail: true,
        formerEmail: "mia@mail.example",
        isGitHeadGone: true,
        publisher: { email: "mia2@proton.me" },
      },
    );
  });

  test("knows maintainers who have not published yet", () => {
    const maintainers = [{ name: "noa", email: "noa@other.example" }];
    const before = past.map((release) => ({ ...release, maintainers }));

    expect(
      changeOf({ at: "2026-01-01T00:00:00Z", login: "noa", email: "noa@other.example" }, before),
    ).toMatchObject({
      isNewLogin: false,
      isNewEmail: false,
    });
  });

  test("does not let a thief's first release vouch for the second", () => {
    const thief = { login: "eve", email: "eve@else.example", maintainers: [] };
    const before = [...past, { version: "1.0.3", at: "2026-01-01T00:00:00Z", ...thief }];

    expect(changeOf({ at: "2026-01-02T00:00:00Z", ...thief }, before)).toMatchObject({
      isNewLogin: true,
      isNewEmail: true,
    });
    expect(changeOf({ at: "2026-02-02T00:00:00Z", ...thief }, before)).toMatchObject({ isNewLogin: false });
  });

  test("sees a person after three releases by a machine, but not one who approved what it staged", () => {
    const before = past.map((release) => ({ ...release, way: "machine" as const }));

    expect(changeOf({ at: "2026-01-01T00:00:00Z" }, before)?.isMachineToHuman).toBe(true);
    expect(changeOf({ at: "2026-01-01T00:00:00Z", way: "staged" }, before)?.isMachineToHuman).toBe(false);
  });

  test("says nothing where publishers are not named, and of a first release", () => {
    const manifest = { _npmUser: undefined };
    const nameless = past.map((release) => ({ ...release, manifest }));

    expect(changeOf({ at: "2026-01-01T00:00:00Z", manifest }, nameless)).toBeUndefined();
    expect(changeOf({ at: "2026-01-01T00:00:00Z" }, [])).toBeUndefined();
  });
});

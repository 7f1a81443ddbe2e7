import type { TokenRow, TokenStore } from "@lockkeeper/store";
import { hashTokenSecret, renderTokenSecret } from "@lockkeeper/store";
import { FakeClock } from "@lockkeeper/drill";
import { assert, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { Authenticator } from "./authenticator.ts";

const secret = renderTokenSecret(Buffer.alloc(32, 1));
const row: TokenRow = {
  id: "tk-1",
  kind: "person",
  name: "alice",
  permissions: ["install"],
  packages: ["@acme/*", "left-pad"],
  isObserving: false,
  createdAt: 0,
  expiresAt: Date.parse("2026-09-01T00:00:00Z"),
  usedAt: undefined,
  revokedAt: undefined,
};

/** A store of one token that counts how often it is asked. */
class FakeTokens implements TokenStore {
  row: TokenRow = row;
  lookUps = 0;
  current = 0;

  list(): readonly TokenRow[] {
    return [this.row];
  }

  find(hash: string): TokenRow | undefined {
    this.lookUps += 1;
    return hash === hashTokenSecret(secret) ? this.row : undefined;
  }

  add(): TokenRow {
    throw new TypeError("No test adds one");
  }

  revoke(): boolean {
    this.row = { ...this.row, revokedAt: Date.parse("2026-06-10T12:00:00Z") };
    this.current += 1;
    return true;
  }

  noteUse(): void {
    // No test looks at it.
  }

  revision(): number {
    return this.current;
  }
}

function create(): { readonly tokens: FakeTokens; readonly clock: FakeClock; readonly who: Authenticator } {
  const tokens = new FakeTokens();
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  return { tokens, clock, who: new Authenticator({ tokens, clock }) };
}

describe("Authenticator", () => {
  test("authenticate looks a header up once, and again once tokens were issued or revoked", () => {
    const { tokens, who } = create();
    const header = `Bearer ${secret}`;

    const before = [who.authenticate(header), who.authenticate(header)];
    const lookUps = tokens.lookUps;
    tokens.revoke();
    const after = who.authenticate(header);

    expect(before.map(({ kind }) => kind)).toEqual(["caller", "caller"]);
    expect([lookUps, tokens.lookUps]).toEqual([1, 2]);
    expect(after).toMatchObject({ kind: "refused", reason: expect.stringContaining("was revoked") });
  });

  test("authenticate remembers no header that is longer than a token needs", () => {
    const { tokens, who } = create();
    const header = `Basic ${btoa(`${"x".repeat(1000)}:${secret}`)}`;

    const answers = [who.authenticate(header), who.authenticate(header)];

    expect(answers.map(({ kind }) => kind)).toEqual(["caller", "caller"]);
    expect(tokens.lookUps).toBe(2);
  });

  test("authenticate notices an end although it remembers the token", () => {
    const { clock, who } = create();
    const header = `Bearer ${secret}`;
    who.authenticate(header);
    clock.set("2026-09-01T00:00:00Z");

    const after = who.authenticate(header);

    expect(after).toMatchObject({ kind: "refused", reason: expect.stringContaining("expired") });
  });

  test.each([
    ["@acme/ui", true],
    ["left-pad", true],
    ["@acme-evil/ui", false],
    ["@acme", false],
    ["left-pad-2", false],
    ["__proto__", false],
  ])("a token's packages: it may ask for %s: %s", (name, expected) => {
    const { who } = create();

    const found = who.authenticate(`Bearer ${secret}`);

    expect(found.kind === "caller" && found.caller.token?.mayAskFor(name)).toBe(expected);
  });

  test("authenticate never takes anything for a token's owner but the whole secret", () => {
    const { who } = create();
    const cut = Array.from(secret, (_character, index) => `Bearer ${secret.slice(0, index)}`);

    const answers = [...cut, `Bearer ${secret}x`, `Bearer x${secret}`, secret].map((header) =>
      who.authenticate(header),
    );

    expect(answers.filter((each) => each.kind === "caller" && each.caller.token !== undefined)).toEqual([]);
  });

  test("authenticate answers for any header, and never with the secret that was sent", () => {
    const { who } = create();
    assert(
      property(string({ unit: "binary" }), (text) => {
        const answers = [
          text,
          `Bearer ${text}`,
          `Bearer lkp_${text}`,
          `Basic ${btoa(encodeURIComponent(text))}`,
        ].map((header) => who.authenticate(header));

        expect(answers.filter((each) => each.kind === "caller" && each.caller.token !== undefined)).toEqual(
          [],
        );
      }),
    );
  });
});

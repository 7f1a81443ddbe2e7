import { assert, base64String, oneof, property, string } from "fast-check";
import { describe, expect, test } from "vitest";
import { readCredentials, statedIdentity } from "./credentials.ts";

function basic(pair: string): string {
  return `Basic ${Buffer.from(pair).toString("base64")}`;
}

describe("readCredentials", () => {
  test.each([
    [undefined, { kind: "none" }],
    ["", { kind: "none" }],
    ["Bearer", { kind: "none" }],
    ["Bearer ", { kind: "none" }],
    ["Digest abc", { kind: "none" }],
    ["Bearer abc", { kind: "bearer", secret: "abc" }],
    ["bearer  abc ", { kind: "bearer", secret: "abc" }],
    [basic("ann:pass:word"), { kind: "basic", user: "ann", secret: "pass:word" }],
    [basic(":word"), { kind: "basic", user: "", secret: "word" }],
    [basic("token:"), { kind: "basic", user: "token", secret: "token" }],
    [basic("token"), { kind: "basic", user: "token", secret: "token" }],
  ])("readCredentials of %j is %j", (header, expected) => {
    expect(readCredentials(header)).toEqual(expected);
  });
});

describe("statedIdentity", () => {
  test("statedIdentity never holds a secret, and nothing that could pass for an identity by token", () => {
    const header = oneof(
      string().map((text) => `Bearer ${text}`),
      base64String().map((text) => `Basic ${text}`),
      string({ unit: "binary" }).map(basic),
      string(),
    );
    assert(
      property(header, (text) => {
        const identity = statedIdentity(readCredentials(text));

        expect(identity).toMatch(/^(?:anonymous|user:[\p{L}\p{N}._@+/-]{1,200}|token:[0-9a-f]{12})$/u);
      }),
    );
  });
});

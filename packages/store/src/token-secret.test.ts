import { createHash } from "node:crypto";

import { redact } from "@lockkeeper/core";
import { assert, property, string, stringMatching, uint8Array } from "fast-check";
import { describe, expect, test } from "vitest";

import { hashTokenSecret, isTokenLike, isWholeTokenSecret, renderTokenSecret } from "./token-secret.ts";

const secret = renderTokenSecret(Buffer.alloc(32, 7));

describe("renderTokenSecret", () => {
  test("renderTokenSecret makes texts that are told as ours, are whole, and that no log shows", () => {
    assert(
      property(uint8Array({ minLength: 32, maxLength: 32 }), (bytes) => {
        const made = renderTokenSecret(Buffer.from(bytes));

        expect(made).toMatch(/^lkp_[A-Za-z0-9_-]{49}$/);
        expect([isTokenLike(made), isWholeTokenSecret(made)]).toEqual([true, true]);
        expect(redact(`refused ${made}, sorry`)).toBe("refused ***, sorry");
      }),
    );
  });

  test("renderTokenSecret refuses another amount of randomness", () => {
    expect(() => renderTokenSecret(Buffer.alloc(16))).toThrow(TypeError);
  });
});

describe("isWholeTokenSecret", () => {
  test("isWholeTokenSecret notices one changed or missing character", () => {
    const changed = Array.from(secret, (_character, index) => {
      const other = secret[index] === "a" ? "b" : "a";
      return `${secret.slice(0, index)}${other}${secret.slice(index + 1)}`;
    });

    expect([...changed, secret.slice(0, -1), `${secret}0`, ""].filter(isWholeTokenSecret)).toEqual([]);
  });

  test("isWholeTokenSecret answers for any text", () => {
    assert(
      property(string(), stringMatching(/^lkp_[A-Za-z0-9_-]{40,60}$/), (text, likeOurs) => {
        expect([isWholeTokenSecret(text), isWholeTokenSecret(likeOurs)]).toEqual([false, false]);
      }),
    );
  });
});

describe("hashTokenSecret", () => {
  test("hashTokenSecret is SHA-256 in hexadecimal", () => {
    expect(hashTokenSecret(secret)).toBe(createHash("sha256").update(secret).digest("hex"));
  });
});

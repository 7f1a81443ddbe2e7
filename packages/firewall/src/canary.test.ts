import { describe, expect, test } from "vitest";
import { Canaries, isCanaryName, isCanaryNonce } from "./canary.ts";

const nonce = "0123456789abcdef0123456789abcdef";
const ask = {
  kind: "packument",
  scope: undefined,
  version: undefined,
  outcome: "served",
  client: "npm",
  at: 0,
} as const;

function numbered(number: number): string {
  return number.toString(16).padStart(32, "0");
}

describe("Canaries", () => {
  test("find() knows a canary by its nonce and by its package's name, and nothing that was not announced", () => {
    const canaries = new Canaries();

    const { name } = canaries.announce(nonce, 0).package;

    expect(canaries.find(nonce, 1)?.package.name).toBe(name);
    expect(canaries.findByName(name, 1)?.nonce).toBe(nonce);
    expect(canaries.findByName(name.toLowerCase(), 1)).toBeUndefined();
    expect(canaries.find(numbered(1), 1)).toBeUndefined();
  });

  test("find() forgets a canary after a quarter of an hour", () => {
    const canaries = new Canaries();

    canaries.announce(nonce, 0);

    expect(canaries.find(nonce, 15 * 60_000 - 1)).toBeDefined();
    expect(canaries.find(nonce, 15 * 60_000)).toBeUndefined();
  });

  test("announce() drops the oldest when there are too many, and starts a nonce anew", () => {
    const canaries = new Canaries();
    canaries.announce(nonce, 0);
    canaries.note(nonce, ask);

    const again = canaries.announce(nonce, 1);
    for (let number = 0; number < 64; number += 1) canaries.announce(numbered(number), 2);

    expect(again.asks).toEqual([]);
    expect(canaries.find(nonce, 3)).toBeUndefined();
    expect(canaries.find(numbered(63), 3)).toBeDefined();
  });

  test("note() keeps a bounded number of asks", () => {
    const canaries = new Canaries();
    canaries.announce(nonce, 0);

    for (let number = 0; number < 1000; number += 1) canaries.note(nonce, ask);

    expect(canaries.find(nonce, 1)?.asks).toHaveLength(200);
  });

  test("announce() puts the nonce into the bytes, so that two canaries never share a tarball", () => {
    const canaries = new Canaries();

    const one = canaries.announce(nonce, 0).package;
    const other = canaries.announce(numbered(7), 0).package;

    expect(one.allowed.integrity).not.toBe(other.allowed.integrity);
    expect(one.allowed.integrity).not.toBe(one.refused.integrity);
  });
});

test("isCanaryName() takes the prefix in its own case alone, which registries refuse for new names", () => {
  expect(isCanaryName(`Lockkeeper-Canary-${nonce}`)).toBe(true);
  expect(isCanaryName(`@fwx/Lockkeeper-Canary-${nonce}`)).toBe(true);
  expect(isCanaryName("lockkeeper-canary-1")).toBe(false);
  expect(isCanaryName("left-pad")).toBe(false);
});

test("isCanaryNonce() takes 32 hexadecimal digits and nothing else", () => {
  expect(isCanaryNonce(nonce)).toBe(true);
  expect(
    ["", "0".repeat(31), "0".repeat(33), "G".repeat(32), `${"0".repeat(31)}\n`].some(isCanaryNonce),
  ).toBe(false);
});

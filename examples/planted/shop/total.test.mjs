import assert from "node:assert/strict";
import { test } from "node:test";

import { totalOf } from "./total.mjs";

void test("totalOf() adds up what everything costs", () => {
  assert.equal(totalOf([{ price: 250, count: 2 }, { price: 99, count: 1 }]), 599);
});

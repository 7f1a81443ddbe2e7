import { expect, test } from "vitest";

import { tryParseJson } from "./json-text.ts";

test.each([
  ['{"a":[1]}', { a: [1] }],
  ["null", null],
  ["", undefined],
  ["{", undefined],
  ["\u{feff}{}", undefined],
])("tryParseJson reads %j", (text, value) => {
  expect(tryParseJson(text)).toEqual(value);
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { blankSourceState } from "./feeds-state.ts";
import { tryParseSourceState, tryParseState } from "./parse-state.ts";

const source = blankSourceState({ id: "osv", kind: "osv", name: "osv", from: "https://feeds.example" });

test("tryParseState answers for any text", () => {
  const shaped = fc.record({ version: fc.constant(1), sources: fc.array(fc.jsonValue()) });

  fc.assert(
    fc.property(
      fc.oneof(
        fc.string(),
        fc.json(),
        shaped.map((json) => JSON.stringify(json)),
      ),
      (text) => {
        const state = tryParseState(text);

        expect(state === undefined || Array.isArray(state.sources)).toBe(true);
      },
    ),
  );
});

test("tryParseState reads what is written", () => {
  const full = {
    ...source,
    pack: { file: "osv-0123456789ab.jsonl.gz", sha256: "0".repeat(64), bytes: 5 },
    records: 3,
    malware: 2,
    vulnerabilities: 1,
    newestModified: "2030-01-01T00:00:00Z",
    checkedAt: 5,
    pending: ["MAL-2030-1"],
    failure: { code: "FEEDS_OLDER", message: "why", at: 7 },
  };
  const state = { sources: [full], builtFrom: "abc", bundleAt: 9 };

  expect(tryParseState(JSON.stringify({ version: 1, ...state }))).toEqual(state);
});

test("tryParseSourceState refuses a pack outside its folder", () => {
  for (const file of ["../../secrets.yaml", "/etc/passwd", "osv.jsonl.gz", "a/b-0123456789ab.jsonl.gz"])
    expect(tryParseSourceState({ ...source, pack: { file, sha256: "", bytes: 1 } }), file).toBeUndefined();
});

import * as fc from "fast-check";
import { expect, test } from "vitest";
import { osvLikeJson } from "../test/osv-like-json.ts";
import { parseOsvRecord } from "./osv-record.ts";
import { renderNanoseconds, renderOsvRecord } from "./osv-render.ts";

test("renderOsvRecord keeps all that decides: what it rendered reads as the same record", () => {
  let records = 0;
  fc.assert(
    fc.property(osvLikeJson, (json) => {
      const outcome = parseOsvRecord(json);
      if (outcome.kind !== "record" && outcome.kind !== "withdrawn") return;
      records += 1;

      const again = parseOsvRecord(JSON.parse(renderOsvRecord(outcome)));

      expect(again).toEqual(
        outcome.kind === "withdrawn" ? outcome : { ...outcome, record: { ...outcome.record, problems: [] } },
      );
    }),
    { numRuns: 5000 },
  );

  expect(records).toBeGreaterThan(200);
});

test("renderOsvRecord starts a line with the id and stays on one line", () => {
  const outcome = parseOsvRecord({
    id: "MAL-2030-1",
    modified: "2030-01-01T00:00:00Z",
    affected: [{ package: { ecosystem: "npm", name: "a\nb\u2028c" }, versions: ["1.0.0"] }],
  });
  if (outcome.kind !== "record") throw new Error(outcome.kind);

  const line = renderOsvRecord(outcome);

  expect(line).toMatch(/^\{"id":"MAL-2030-1",/);
  expect(line).not.toContain("\n");
});

test("renderNanoseconds writes as many digits as the instant has", () => {
  const instants = [0n, 1n, 1_000_000_000n, 1_893_456_000_123_456_000n].map(renderNanoseconds);

  expect(instants).toEqual([
    "1970-01-01T00:00:00Z",
    "1970-01-01T00:00:00.000000001Z",
    "1970-01-01T00:00:01Z",
    "2030-01-01T00:00:00.123456Z",
  ]);
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { LogLimits } from "./log-limits.ts";
import { logLimits } from "./log-limits.ts";
import { createLogLinesNotes, readLogLines } from "./log-lines.ts";
import { excerptOf, redactSecrets } from "./redact-secrets.ts";
import { stripControl } from "./strip-control.ts";

async function linesOf(
  bytes: Buffer,
  size: number,
  limits: LogLimits = logLimits,
): Promise<readonly string[]> {
  const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
    bytes.subarray(at * size, (at + 1) * size),
  );
  const found: string[] = [];
  for await (const line of readLogLines(chunks, limits, createLogLinesNotes())) found.push(line.text);
  return found;
}

describe("readLogLines", () => {
  test("lines are the same in whatever pieces they come, also within a character", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.string({ unit: "grapheme", maxLength: 200 }),
        fc.integer({ min: 1, max: 9 }),
        async (text, size) => {
          const bytes = Buffer.from(text);

          expect(await linesOf(bytes, size)).toEqual(await linesOf(bytes, 1_000_000));
        },
      ),
    );
  });

  test("a long line comes in pieces that overlap, and nothing of it is lost", async () => {
    const limits = { ...logLimits, lineMaxCharacters: 50, overlapCharacters: 10 };
    const whole = Array.from({ length: 400 }, (_, at) => String(at % 10)).join("");
    const pieces = await linesOf(Buffer.from(whole), 7, limits);
    const joined = pieces.reduce((text, piece) => text + piece.slice(10), pieces[0]?.slice(0, 10) ?? "");

    expect(joined).toBe(whole);
    expect(Math.max(...pieces.map(({ length }) => length))).toBeLessThanOrEqual(50);
  });

  test("what is over the bound of bytes is not read, and noted", async () => {
    const notes = createLogLinesNotes();
    const read = readLogLines(
      [Buffer.from("one\n"), Buffer.from("two\n")],
      { ...logLimits, maxBytes: 5 },
      notes,
    );
    const found: string[] = [];
    for await (const { text } of read) found.push(text);

    expect(found).toEqual(["one"]);
    expect(notes.isOverLimit).toBe(true);
  });
});

describe("redactSecrets and stripControl", () => {
  test("redacting twice is as redacting once, and the words around stay", () => {
    fc.assert(
      fc.property(
        fc.stringMatching(/^[a-z ]{0,20}$/),
        fc.stringMatching(/^[A-Za-z0-9]{20,40}$/),
        (words, secret) => {
          const text = `${words} npm_${secret} ${words}`;
          const once = redactSecrets(text);

          expect(once).not.toContain(secret);
          expect(redactSecrets(once)).toBe(once);
        },
      ),
    );
    expect(redactSecrets("npm warn deprecated axios@1.14.1: use 1.14.2")).toBe(
      "npm warn deprecated axios@1.14.1: use 1.14.2",
    );
  });

  test("hashes of lockfiles stay: they say what was fetched", () => {
    const hash = `sha512-${"aB3".repeat(28)}==`;

    expect(redactSecrets(`integrity ${hash}`)).toContain(hash);
  });

  test("a secret that an excerpt would cut in two is not shown by half", () => {
    const secret = `ghp_${"a1B2".repeat(9)}`;
    const text = `axios ${"x".repeat(130)} ${secret}`;

    expect(excerptOf(text, "axios", 150)).not.toMatch(/ghp_/);
  });

  test("long hostile texts are done in time that grows with them alone", () => {
    for (const part of [
      "a",
      "=",
      "--token ",
      "eyJ",
      "\u001b[",
      "\u001b]8;;",
      "http://",
      "@",
      "A1b",
      "Authorization: ",
    ]) {
      const text = part.repeat(Math.ceil(60_000 / part.length));

      expect(redactSecrets(stripControl(text)).length).toBeLessThanOrEqual(text.length + 100);
    }
  });

  test("nothing that a terminal obeys is left", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 80 }), (noise) => {
        const shown = stripControl(`${noise}\u001b[31mx\u0007`);

        // oxlint-disable-next-line no-control-regex -- These must not be there.
        expect(shown).not.toMatch(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });
});

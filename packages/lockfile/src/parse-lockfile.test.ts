import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { LockfileError } from "./errors.ts";
import type { LockfileKind } from "./locked-package.ts";
import { lockfileLimits } from "./locked-package.ts";
import { parseLockfile } from "./parse-lockfile.ts";

const kinds: readonly LockfileKind[] = ["npm", "pnpm", "yarn-classic", "yarn-berry", "bun"];

const starts: Readonly<Record<LockfileKind, string>> = {
  npm: '{"lockfileVersion":3,"packages":{"node_modules/a":{"version":"1.0.0","resolved":"https://x.example/a"}}}',
  pnpm: "lockfileVersion: '9.0'\npackages:\n  a@1.0.0:\n    resolution: {integrity: sha512-AA==}\n",
  "yarn-classic": '"a@^1.0.0", "b@npm:c@1":\n  version "1.0.0"\n  resolved "https://x.example/a#00"\n',
  "yarn-berry":
    '__metadata:\n  version: 8\n"a@npm:^1":\n  version: 1.0.0\n  resolution: "a@patch:a@npm%3A1#x"\n',
  bun: '{"lockfileVersion":1,"packages":{"a":["a@1.0.0","",{},"sha512-AA=="],},}',
};

/** Reads without error, or fails as a lockfile may. */
function readOrRefuse(kind: LockfileKind, bytes: Uint8Array): void {
  try {
    for (const { name, version, line } of parseLockfile(kind, bytes)) {
      expect(typeof name).toBe("string");
      expect(typeof version).toBe("string");
      expect(line).toBeGreaterThanOrEqual(1);
    }
  } catch (error) {
    expect(error).toBeInstanceOf(LockfileError);
  }
}

describe("parseLockfile()", () => {
  test.each(kinds)("parseLockfile() answers or refuses any bytes as %s", (kind) => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => readOrRefuse(kind, bytes)));
  });

  test.each(kinds)("parseLockfile() answers or refuses any damage to a lockfile of %s", (kind) => {
    const good = starts[kind];
    const damage = fc.record({
      at: fc.nat(good.length),
      removed: fc.nat(12),
      text: fc.oneof(
        fc.string({ maxLength: 8 }),
        fc.constantFrom(
          "{",
          "[",
          '"',
          "\n",
          "  ",
          ": ",
          "&a ",
          "*a",
          "<<: ",
          "__proto__",
          "%",
          "!!",
          "#",
          "\\",
        ),
      ),
    });

    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 4 }), (damages) => {
        let text = good;
        for (const { at, removed, text: added } of damages)
          text = text.slice(0, at) + added + text.slice(at + removed);
        readOrRefuse(kind, new TextEncoder().encode(text));
      }),
      { numRuns: 300 },
    );
  });

  test.each(["npm", "bun", "pnpm", "yarn-berry"] as const)(
    "parseLockfile() refuses endless nesting as %s",
    (kind) => {
      const bytes = new TextEncoder().encode("[".repeat(200_000));

      expect(() => parseLockfile(kind, bytes)).toThrow(
        expect.objectContaining({ code: "LOCKFILE_TOO_LARGE" }),
      );
    },
  );

  test.each(kinds)("parseLockfile() holds to the bounds on bytes and entries as %s", (kind) => {
    const bytes = new TextEncoder().encode(starts[kind]);

    expect(() => parseLockfile(kind, bytes, { ...lockfileLimits, maxEntries: 0 })).toThrow(
      "more than 0 entries",
    );
    expect(() => parseLockfile(kind, bytes, { ...lockfileLimits, maxBytes: 10 })).toThrow(
      "more than 10 bytes",
    );
  });

  test("parseLockfile() reads aliases of YAML without following them endlessly", () => {
    const levels = Array.from(
      { length: 40 },
      (_, n) => `l${String(n + 1)}: &l${String(n + 1)} [${`*l${String(n)},`.repeat(9)}]`,
    );
    const bomb = `lockfileVersion: '9.0'\nl0: &l0 x\n${levels.join("\n")}\npackages: {}\n`;

    expect(parseLockfile("pnpm", new TextEncoder().encode(bomb))).toEqual([]);
  });

  test("parseLockfile() says of a merge conflict that it is one", () => {
    const bytes = new TextEncoder().encode('{\n<<<<<<< HEAD\n"lockfileVersion": 3\n>>>>>>> other\n}');

    expect(() => parseLockfile("npm", bytes)).toThrow("merge conflict");
  });
});

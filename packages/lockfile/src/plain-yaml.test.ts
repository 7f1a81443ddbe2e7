import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { LockfileError } from "./errors.ts";
import { tryParsePlainYaml } from "./plain-yaml.ts";
import type { YamlDocument } from "./yaml-documents.ts";
import { parseAnyYamlDocuments } from "./yaml-documents.ts";

const lock = `lockfileVersion: '9.0'

settings:
  autoInstallPeers: true

importers:

  .:
    dependencies:
      '@s/b':
        specifier: ^1.0.0
        version: 1.10.0(axios@1.14.0)

packages:

  '@s/b@1.10.0':
    resolution: {integrity: sha512-AA==}
    engines: {node: '>=18, <20', npm: ^9}
    cpu: [x64, '!arm']
    deprecated: 'it''s gone'
    hasBin: true

  local@file:../local:
    resolution: {directory: ../local, type: directory}

snapshots:

  '@s/b@1.10.0(axios@1.14.0)':
    dependencies:
      axios: 1.14.0
    transitivePeerDependencies:
      - debug
      - supports-color

  local@file:../local: {}
`;

const pieces = [
  "a",
  "b: c",
  "'",
  "''",
  '"',
  "{",
  "}",
  "[",
  "]",
  ", ",
  ",",
  ": ",
  ":",
  "\n",
  "\n\n",
  "  ",
  " ",
  "- ",
  "-",
  "#",
  " #",
  "? ",
  "&x ",
  "*x",
  "!!str ",
  "|",
  ">-",
  "~",
  "null",
  "<<",
  "__proto__",
  "%",
  "@",
  "`",
  "---\n",
  "...\n",
  "\t",
  "\r\n",
  "é",
  "\u2028",
  "\\",
  "1.10",
  "=",
];

/** What the reader of all YAML says, or that it refuses. */
function readAll(text: string): readonly YamlDocument[] | "refused" {
  try {
    return parseAnyYamlDocuments(text, { maxDepth: 90, section: "packages" });
  } catch (error) {
    expect(error).toBeInstanceOf(LockfileError);
    return "refused";
  }
}

function expectSame(text: string): void {
  const plain = tryParsePlainYaml(text, "packages");
  if (plain === undefined) return;
  const others = readAll(text);
  // The other reader gives lines to values of the section as well, where these are texts.
  expect([plain.value], JSON.stringify(text)).toEqual(
    others === "refused" ? others : others.map(({ value }) => value),
  );
}

describe("tryParsePlainYaml()", () => {
  test("tryParsePlainYaml() reads a lockfile as pnpm writes it, as the reader of all YAML does", () => {
    const plain = tryParsePlainYaml(lock, "packages");

    expect(plain).toBeDefined();
    expect([plain]).toEqual(readAll(lock));
    expect(plain?.lines).toEqual(
      new Map([
        ["@s/b@1.10.0", 16],
        ["local@file:../local", 23],
      ]),
    );
  });

  test.each([
    "",
    "\n",
    "a",
    "a:",
    "a: b\na: c",
    "a: &x b",
    "a: |\n  b",
    "a: b\n  c",
    "a:\n - b",
    "- a",
    "# a\nb: c",
    "a: {b: {c: d}}",
    'a: "b"',
    "a: 'b' c",
    "a: b: c",
    "a:\r\n  b: c",
    "__proto__: a",
  ])("tryParsePlainYaml() leaves %j to the other reader", (text) => {
    expect(tryParsePlainYaml(text, "packages")).toBeUndefined();
  });

  test("tryParsePlainYaml() agrees with the other reader on texts of all kinds of pieces", () => {
    const text = fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((parts) => parts.join(""));

    fc.assert(fc.property(text, expectSame), { numRuns: 3_000 });
  });

  test("tryParsePlainYaml() agrees with the other reader on any damage to a lockfile", () => {
    const damage = fc.record({
      at: fc.nat(lock.length),
      removed: fc.nat(10),
      text: fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })),
    });

    fc.assert(
      fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) =>
        expectSame(
          damages.reduce(
            (all, { at, removed, text }) => all.slice(0, at) + text + all.slice(at + removed),
            lock,
          ),
        ),
      ),
      { numRuns: 2_000 },
    );
  });
});

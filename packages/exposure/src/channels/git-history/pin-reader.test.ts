import { parseNamedLockfile } from "@lockkeeper/lockfile";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { splitEntries } from "./entry-texts.ts";
import { isTaken, PinReader } from "./pin-reader.ts";

const name = fc.constantFrom("axios", "@scope/pkg", "ms", "left-pad", "a.b");
const version = fc.constantFrom("1.0.0", "1.14.1", "2.0.0-rc.1");
const pins = fc.uniqueArray(fc.tuple(name, version), { selector: ([each]) => each, maxLength: 5 });
const indents = fc.constantFrom("  ", "\t", "    ");

type Pins = readonly (readonly [string, string])[];

function npm(all: Pins, indent: string): string {
  const entries = all.map(([each, at]) => [
    `node_modules/${each}`,
    { version: at, dependencies: { ms: "^1" } },
  ]);
  const packages: unknown = Object.fromEntries([["", { dependencies: { axios: "^1" } }], ...entries]);
  return JSON.stringify({ name: "x", lockfileVersion: 3, packages }, null, indent);
}

function npmOne(all: Pins, indent: string): string {
  const nested = { version: "9.9.9", dependencies: { deep: { version: "0.1.0" } } };
  const entries = all.map(([each, at]) => [each, { version: at, dependencies: { nested } }]);
  const dependencies: unknown = Object.fromEntries(entries);
  return JSON.stringify({ name: "x", lockfileVersion: 1, dependencies }, null, indent);
}

const forms: readonly (readonly [string, (all: Pins, indent: string) => string])[] = [
  ["package-lock.json", npm],
  ["sub/npm-shrinkwrap.json", npmOne],
  [
    "pnpm-lock.yaml",
    (all) =>
      `lockfileVersion: '9.0'\n\nimporters:\n\n  .:\n    dependencies: {}\n\npackages:\n\n${all
        .map(([each, at]) => `  '${each}@${at}':\n    resolution: {integrity: sha512-x}\n`)
        .join("\n")}\nsnapshots:\n\n${all.map(([each, at]) => `  '${each}@${at}': {}\n`).join("\n")}`,
  ],
  [
    "yarn.lock",
    (all) =>
      `# yarn lockfile v1\n\n\n${all
        .map(([each, at]) => `"${each}@^${at}":\n  version "${at}"\n  dependencies:\n    ms "^1"\n`)
        .join("\n")}`,
  ],
  [
    "berry/yarn.lock",
    (all) =>
      `# This file is generated\n\n__metadata:\n  version: 8\n  cacheKey: 10\n\n${all
        .map(
          ([each, at]) =>
            `"${each}@npm:^${at}":\n  version: ${at}\n  resolution: "${each}@npm:${at}"\n  linkType: hard\n`,
        )
        .join("\n")}`,
  ],
  [
    "bun.lock",
    (all) =>
      `{\n  "lockfileVersion": 1,\n  "workspaces": {\n    "": {\n      "name": "x",\n    },\n  },\n  "packages": {\n${all
        .map(([each, at]) => `    "${each}": ["${each}@${at}", "", {}, "sha512-x"],\n`)
        .join("\n")}  }\n}\n`,
  ],
];

function wholeOf(path: string, text: string): ReadonlySet<string> {
  const { packages } = parseNamedLockfile(path, Buffer.from(text));
  return new Set(packages.filter(isTaken).map((each) => `${each.name}@${each.version}`));
}

function readTexts(reader: PinReader, path: string, text: string): ReadonlySet<string> | string {
  const read = reader.read(path, Buffer.from(text));
  return read instanceof Int32Array
    ? new Set([...read].map((number) => reader.pins[number]?.join("@") ?? "").filter((pin) => pin !== "@"))
    : read.code;
}

describe("PinReader", () => {
  test("reads from entries what the parser reads from the whole file, also when it knows them already", () => {
    const reader = new PinReader();
    fc.assert(
      fc.property(fc.constantFrom(...forms), pins, indents, ([path, render], all, indent) => {
        const text = render(all, indent);

        const [first, again] = [readTexts(reader, path, text), readTexts(reader, path, text)];

        expect(first).toEqual(wholeOf(path, text));
        expect(again).toEqual(first);
      }),
    );
  });

  test("reads a changed file as the parser does, whatever was read before it", () => {
    const versions = fc.array(pins, { minLength: 2, maxLength: 6 });
    const wide = fc.constantFrom("  ", "\t", " ".repeat(10));
    const changes = fc.constantFrom<readonly [string, string]>(
      ["", ""],
      ['"version": "1.0.0"', '"version": "1.0.1"'],
      ['"lockfileVersion": 3', '"lockfileVersion": 2'],
      ["}", "},"],
      ['"dependencies"', '"x": {}\n  },\n  "dependencies"'],
      ["\n}", "\n} "],
      ['": "', '": "\u00E9'],
    );
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        versions,
        changes,
        wide,
        ([path, render], all, [from, to], indent) => {
          const reader = new PinReader();
          for (const each of all) {
            for (const text of [render(each, indent), render(each, indent).replace(from, to)]) {
              const alone = readTexts(new PinReader(), path, text);

              expect(readTexts(reader, path, text)).toEqual(alone);
            }
          }
        },
      ),
    );
  });

  test("takes apart what every client writes", () => {
    const all = [
      ["axios", "1.14.1"],
      ["ms", "2.0.0"],
    ] as const;

    const kinds = ["npm", "npm", "pnpm", "yarn-classic", "yarn-berry", "bun"] as const;
    const counts = forms.map(
      ([, render], index) => splitEntries(kinds[index] ?? "npm", render(all, "  "))?.pieces.length,
    );

    expect(counts).toEqual([3, 2, 2, 2, 2, 2]);
  });

  test("gives the same answer for a damaged file as the parser, or reads more of it", () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...forms),
        pins,
        fc.nat(600),
        fc.constantFrom("", "}", "\n", '"', "<<<<<<< a\n", "  x: y\n", ","),
        ([path, render], all, at, insertion) => {
          const text = render(all, "  ");
          const damaged = text.slice(0, at) + insertion + text.slice(at + 3);

          const read = readTexts(new PinReader(), path, damaged);

          expect(typeof read === "string" || read.size <= all.length * 3 + 3).toBe(true);
        },
      ),
    );
  });

  test("keeps the numbers of an earlier reader", () => {
    const earlier = new PinReader();
    earlier.read("package-lock.json", Buffer.from(npm([["axios", "1.14.1"]], "  ")));

    const later = new PinReader(earlier.pins);

    expect(later.read("package-lock.json", Buffer.from(npm([["axios", "1.14.1"]], "\t")))).toEqual(
      Int32Array.of(0, 1),
    );
  });

  test("says why it cannot read a file", () => {
    const conflict = npm([["axios", "1.14.1"]], "  ").replace(
      '    "node_modules',
      '<<<<<<< ours\n    "node_modules',
    );

    expect(readTexts(new PinReader(), "package-lock.json", conflict)).toBe("LOCKFILE_BAD_FORMAT");
    expect(readTexts(new PinReader(), "bun.lockb", "\0")).toBe("LOCKFILE_BAD_FORMAT");
  });
});

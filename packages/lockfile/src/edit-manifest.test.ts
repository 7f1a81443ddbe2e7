import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { editManifest, editPnpmWorkspace } from "./edit-manifest.ts";

const none = { ranges: new Map<string, string>(), overrides: [] };
const ms = [{ name: "ms", range: "2.1.3" }];

describe("editManifest()", () => {
  test("editManifest() pins what is asked for and leaves the rest of the text", () => {
    const text =
      '{\r\n\t"name": "app",\r\n\t"devDependencies": {"debug" : "^4.0.0", "ms":"^2"},\r\n\t"dependencies": { "debug": "^4.0.0" }\r\n}';

    const edited = editManifest("npm", text, {
      ...none,
      ranges: new Map([
        ["debug", "4.4.0"],
        ["missing", "1"],
      ]),
    });

    expect(edited).toBe(text.replaceAll("^4.0.0", "4.4.0"));
  });

  test.each([
    ["npm", '{\n  "name": "app",\n  "overrides": {\n    "ms": "2.1.3"\n  }\n}\n'],
    ["bun", '{\n  "name": "app",\n  "overrides": {\n    "ms": "2.1.3"\n  }\n}\n'],
    ["yarn-classic", '{\n  "name": "app",\n  "resolutions": {\n    "ms": "2.1.3"\n  }\n}\n'],
    ["yarn-berry", '{\n  "name": "app",\n  "resolutions": {\n    "ms": "2.1.3"\n  }\n}\n'],
    ["pnpm", '{\n  "name": "app",\n  "pnpm": {\n    "overrides": {\n      "ms": "2.1.3"\n    }\n  }\n}\n'],
  ] as const)("editManifest() forces versions where %s looks for them", (kind, expected) => {
    expect(editManifest(kind, '{\n  "name": "app"\n}\n', { ...none, overrides: ms })).toBe(expected);
  });

  test("editManifest() adds to what is forced already, also between nested ones, and to one line", () => {
    const text = '{ "overrides": { "a": { "b": "1" }, "ms": "2.0.0" } }';

    const edited = editManifest("npm", text, { ...none, overrides: [...ms, { name: "c", range: "3" }] });

    expect(edited).toBe('{ "overrides": { "a": { "b": "1" }, "ms": "2.1.3", "c": "3" } }');
    expect(editManifest("npm", "{}", { ...none, overrides: ms })).toBe('{ "overrides": { "ms": "2.1.3" } }');
  });

  test("editManifest() gives the same text when there is nothing to change", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom("", "  ", "\t"), fc.boolean(), (json, indent, hasMark) => {
        const text = `${hasMark ? "\uFEFF" : ""}${JSON.stringify(JSON.parse(json), null, indent)}\n`;

        expect(editManifest("npm", text, none)).toBe(text);
      }),
    );
  });

  test("editManifest() refuses what is no JSON, and overrides that are no object", () => {
    expect(() => editManifest("npm", "{", none)).toThrow(
      expect.objectContaining({ code: "LOCKFILE_BAD_FORMAT" }),
    );
    expect(() => editManifest("npm", '{"overrides":1}', { ...none, overrides: ms })).toThrow("is no object");
  });
});

describe("editPnpmWorkspace()", () => {
  test.each([
    ["", 'overrides:\n  "ms": "2.1.3"\n'],
    ["packages:\n  - a\n", 'packages:\n  - a\noverrides:\n  "ms": "2.1.3"\n'],
    ["overrides:\n  ms: 2.0.0 \n\npackages: []\n", 'overrides:\n  "ms": "2.1.3"\n\npackages: []\n'],
    [
      "# why\r\noverrides:\r\n  a: 1\r\nx: y\r\n",
      '# why\r\noverrides:\r\n  a: 1\r\n  "ms": "2.1.3"\r\nx: y\r\n',
    ],
  ])("editPnpmWorkspace() adds to %j", (text, expected) => {
    expect(editPnpmWorkspace(text, ms)).toBe(expected);
  });
});

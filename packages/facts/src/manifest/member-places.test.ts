import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { findMemberPlaces } from "./member-places.ts";

function placesOf(text: string): readonly string[] {
  return findMemberPlaces(text).map(({ member, line, column }) => `${member} ${line}:${column}`);
}

describe("findMemberPlaces()", () => {
  test("findMemberPlaces() finds members of the root, and those that findings point at", () => {
    const text = [
      "{",
      '  "name": "a",',
      '  "author": { "name": "b" },',
      '  "scripts": {',
      '    "postinstall": "node \\"x: {\\" y"',
      "  },",
      '\t"dependencies": { "a.b": "1", "@s/c" : "2" },',
      '  "files": ["scripts", { "scripts": 1 }]',
      "}",
    ].join("\n");

    expect(placesOf(text)).toEqual([
      "name 2:3",
      "author 3:3",
      "scripts 4:3",
      "scripts.postinstall 5:5",
      "dependencies 7:2",
      "dependencies.a.b 7:20",
      "dependencies.@s/c 7:32",
      "files 8:3",
    ]);
  });

  test("findMemberPlaces() takes the last of two members of one name, however it is written", () => {
    expect(placesOf('{"scripts":{"install":"a","inst\\u0061ll":"b"}}')).toEqual([
      "scripts 1:2",
      "scripts.install 1:27",
    ]);
  });

  test("findMemberPlaces() counts lines that end as Windows ends them", () => {
    expect(placesOf('{\r\n  "name": "ä😀", "version": "1"\r\n}')).toEqual(["name 2:3", "version 2:18"]);
  });

  test("findMemberPlaces() points at the name itself in every JSON text", () => {
    const members = fc.dictionary(fc.string(), fc.string());
    const manifests = fc.record({ scripts: members, dependencies: members, other: fc.jsonValue() });

    fc.assert(
      fc.property(manifests, fc.constantFrom(0, 2), (manifest, indent) => {
        const text = JSON.stringify(manifest, undefined, indent);
        const lines = text.split("\n");

        const places = findMemberPlaces(text);

        expect(places.length).toBe(
          3 + Object.keys(manifest.scripts).length + Object.keys(manifest.dependencies).length,
        );
        for (const { member, line, column } of places) {
          const name = member.replace(/^(?:scripts|dependencies)\./, "");
          expect(lines[line - 1]?.slice(column - 1).startsWith(JSON.stringify(name))).toBe(true);
        }
      }),
    );
  });

  test("findMemberPlaces() ends with text that is no JSON", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(findMemberPlaces(text)).toBeInstanceOf(Array);
      }),
    );
  });
});

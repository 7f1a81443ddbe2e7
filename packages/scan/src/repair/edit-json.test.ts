import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { removeJsonMember, setJsonMember } from "./edit-json.ts";

const text = `{
  "name": "x",
  "dependencies": {
    "a": "1",
    "c": "^2"
  },
  "files": ["a", "b"],
  "one": { "x": 1, "z": 2 },
  "e": {}
}
`;

function linesOf(changed: string): { readonly gone: readonly string[]; readonly come: readonly string[] } {
  const before = text.split("\n");
  const after = changed.split("\n");
  return {
    gone: before.filter((line) => !after.includes(line)),
    come: after.filter((line) => !before.includes(line)),
  };
}

describe("setJsonMember", () => {
  test("replaces a value and leaves every other byte", () => {
    expect(setJsonMember(text, ["dependencies", "c"], "2.0.1")).toBe(text.replace('"^2"', '"2.0.1"'));
  });

  test("puts a new member where the order of names wants it", () => {
    const changed = setJsonMember(text, ["dependencies", "b"], "3");

    expect(changed).toBe(text.replace('"a": "1",\n', '"a": "1",\n    "b": "3",\n'));
  });

  test("makes the objects on the way, laid out as the others", () => {
    const changed = setJsonMember(text, ["overrides", "b", "c"], "3");

    expect(changed).toBe(
      text.replace('"e": {}', '"e": {},\n  "overrides": {\n    "b": {\n      "c": "3"\n    }\n  }'),
    );
  });

  test("keeps on one line what stands on one", () => {
    expect(linesOf(setJsonMember(text, ["one", "y"], 3)).come).toEqual([
      '  "one": { "x": 1, "y": 3, "z": 2 },',
    ]);
  });

  test("opens an empty object", () => {
    expect(setJsonMember(text, ["e", "f"], [1])).toBe(
      text.replace('"e": {}', '"e": {\n    "f": [\n      1\n    ]\n  }'),
    );
  });

  test("keeps line ends, tabs and a byte order mark", () => {
    const windows = `\uFEFF${text.replaceAll("  ", "\t").replaceAll("\n", "\r\n")}`;

    const changed = setJsonMember(windows, ["dependencies", "b"], "3");

    expect(changed).toBe(windows.replace('"a": "1",\r\n', '"a": "1",\r\n\t\t"b": "3",\r\n'));
  });

  test("takes the last of two members of one name, as clients do", () => {
    expect(setJsonMember('{"a":1,"a":2}', ["a"], 3)).toBe('{"a":1,"a":3}');
  });

  test("treats no name as special", () => {
    const changed = setJsonMember('{"a":1}', ["__proto__", "constructor"], "b");

    expect(changed).toBe('{"__proto__":{"constructor":"b"},"a":1}');
  });

  test("refuses what is no JSON", () => {
    expect(() => setJsonMember('{"a":1', ["a"], 3)).toThrow(/Cannot edit the file as it is no JSON/);
  });
});

describe("removeJsonMember", () => {
  test.each([
    ["the last", ["dependencies", "c"], '"1",\n    "c": "^2"', '"1"'],
    ["the first", ["dependencies", "a"], '"a": "1",\n    ', ""],
    ["one in the middle", ["files"], '"files": ["a", "b"],\n  ', ""],
    ["the end of the text's", ["e"], ',\n  "e": {}', ""],
  ])("takes %s member with its comma", (_, path, from, to) => {
    expect(removeJsonMember(text, path)).toBe(text.replace(from, to));
  });

  test("leaves an empty object where nothing is left, and the text where nothing is there", () => {
    expect(removeJsonMember('{"a":{"b":1}}', ["a", "b"])).toBe('{"a":{}}');
    expect(removeJsonMember(text, ["dependencies", "zzz"])).toBe(text);
  });
});

describe("edits of JSON", () => {
  const names = fc.string({ maxLength: 6 });
  const documents = fc.dictionary(
    names,
    fc.oneof(fc.jsonValue({ maxDepth: 3 }), fc.dictionary(names, fc.string())),
  );

  test("set exactly the wanted member, and taking a new one out again gives the same bytes", () => {
    fc.assert(
      fc.property(
        documents,
        names,
        fc.string(),
        fc.constantFrom(undefined, 2, "\t"),
        (value, key, wanted, indent) => {
          const before = JSON.stringify(value, undefined, indent);

          const after = setJsonMember(before, [key], wanted);

          // What was written, since JSON has no way to write every value: -0 becomes 0.
          const written = Object.entries(JSON.parse(before));
          expect(JSON.parse(after)).toEqual(Object.fromEntries([...written, [key, wanted]]));
          if (!Object.hasOwn(value, key) && Object.keys(value).length > 0)
            expect(removeJsonMember(after, [key])).toBe(before);
        },
      ),
    );
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { dropDuplicates } from "./drop-duplicates.ts";

describe("dropDuplicates", () => {
  test("leaves the last of a name, with its line, and everything else byte for byte", () => {
    const text = `{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/lib": {
      "version": "0.9.0",\r
      "version": "1.0.0",
      "license": "MIT"
    },
    "node_modules/other": { "version": "1.0.0" },
    "node_modules/lib": { "version": "2.0.0", "version": "3.0.0" }
  }
}
`;

    expect(dropDuplicates("npm", `\uFEFF${text}`)).toBe(`\uFEFF{
  "lockfileVersion": 3,
  "packages": {
    "node_modules/other": { "version": "1.0.0" },
    "node_modules/lib": { "version": "3.0.0" }
  }
}
`);
  });

  test("reads Bun's final commas", () => {
    expect(dropDuplicates("bun", '{ "packages": { "a": [1,], "a": [2,], }, }')).toBe(
      '{ "packages": { "a": [2,], }, }',
    );
  });

  test("changes no YAML", () => {
    expect(() => dropDuplicates("pnpm", "a: 1\n")).toThrow(/JSON alone/);
  });

  test("leaves what a parser reads, and each name once", () => {
    const names = fc.constantFrom("a", "b", "__proto__", "constructor", "");
    const { value } = fc.letrec<{ value: string; object: string }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 3 },
        fc.constantFrom("1", "null", '"text"', "[]", "[ 1, 2 ]"),
        tie("object"),
        tie("object").map((object) => `[${object}]`),
      ),
      object: fc
        .array(fc.tuple(names, tie("value")), { maxLength: 5 })
        .map(
          (members) =>
            `{ ${members.map(([name, inner]) => `${JSON.stringify(name)}: ${inner}`).join(", ")} }`,
        ),
    }));

    fc.assert(
      fc.property(value, (text) => {
        const dropped = dropDuplicates("npm", text);

        expect(JSON.parse(dropped)).toEqual(JSON.parse(text));
        expect(dropDuplicates("npm", dropped)).toBe(dropped);
      }),
    );
  });
});

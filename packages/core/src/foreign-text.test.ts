import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { renderJsonLine, showForeign } from "./foreign-text.ts";

// What a terminal may obey, or what turns the direction of the text around.
// oxlint-disable-next-line no-control-regex -- They are exactly what must not be there.
const dangerous = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/;

describe("showForeign", () => {
  test("showForeign answers one line without control characters for any text", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        expect(showForeign(text)).not.toMatch(dangerous);
      }),
    );
  });

  test("showForeign defuses an escape sequence, a forged line and a token", () => {
    const hostile = `a\u001b[2Kb\nerror: all is well\u202e npm_${"x".repeat(36)}`;

    expect(showForeign(hostile)).toMatchInlineSnapshot(`"a�[2Kb error: all is well� ***"`);
  });

  test("showForeign shows that something unseen is there", () => {
    const hostile = "lod\u200bash @\u{e0041}x \u00adend\ufeff";

    expect(showForeign(hostile)).toBe("lod\uFFFDash @\uFFFDx \uFFFDend\uFFFD");
    expect(renderJsonLine({ hostile })).toBe(
      '{"hostile":"lod\\u200bash @\\udb40\\udc41x \\u00adend\\ufeff"}\n',
    );
  });

  test("showForeign cuts a text that would fill the screen", () => {
    expect(showForeign("x".repeat(10_000), 10)).toBe("xxxxxxxxxx…");
  });
});

describe("renderJsonLine", () => {
  test("renderJsonLine loses nothing and holds no character that a terminal obeys", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.string({ unit: "binary" })), (value) => {
        const line = renderJsonLine(value);

        expect(line.slice(0, -1)).not.toMatch(dangerous);
        expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

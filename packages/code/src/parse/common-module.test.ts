import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { toCommonModule } from "./common-module.ts";

/** What a module exports when it is run as the function that it was made. */
async function exportsOf(text: string): Promise<Record<string, unknown>> {
  const exports: Record<string, unknown> = {};
  const modules: Readonly<Record<string, unknown>> = {
    "./a.js": { default: 1, b: 2 },
    "./c.json": [3],
    d: { e: 4 },
  };
  const AsyncFunction = (async () => await Promise.resolve()).constructor as new (
    ...parts: readonly string[]
  ) => (...args: readonly unknown[]) => Promise<unknown>; // It has no name of its own.
  await new AsyncFunction("exports", "__import", toCommonModule(text) ?? "")(
    exports,
    (name: string) => modules[name],
  );
  return exports;
}

describe("toCommonModule", () => {
  test.each<readonly [string, Record<string, unknown>]>([
    ["import a, { b as x } from './a.js';\nexport { a, x as default };", { a: 1, default: 2 }],
    ["import c from './c.json' with { type: 'json' }; export const [first] = c;", { first: 3 }],
    ["import * as d from 'd'; export default d.e;", { default: 4 }],
    [
      "import 'd'; export function f() {} export class G {} export let { length } = 'ab', h = 5;",
      { length: 2, h: 5 },
    ],
    ["export { b, default as one } from './a.js'; export * as d from 'd';", { b: 2, one: 1, d: { e: 4 } }],
    ["export * from './a.js'; const x = (await import('d')).e; export { x };", { default: 1, b: 2, x: 4 }],
    ["export default function named() { return 6; } export const six = named();", { six: 6 }],
  ])("gives what %s exports", async (text, expected) => {
    const exported = await exportsOf(text);

    expect(exported).toMatchObject(expected);
  });

  test("leaves lines where they were", () => {
    const text = "import {\n  a,\n  b,\n} from './a.js';\nexport default {\n  a,\n};\nthrow a;";

    const lines = toCommonModule(text)?.split("\n");

    expect(lines?.length).toBe(8);
    expect(lines?.[7]).toMatch(/^throw a;/);
  });

  test("says nothing of what is no module", () => {
    expect(toCommonModule("export {")).toBeUndefined();
  });

  test("never throws, and keeps lines, for modules of pieces in any order", () => {
    const pieces = fc.constantFrom(
      "import a from './a.js';\n",
      "import {\nb } from 'd';",
      "export const c = 1,\nd = 2;\n",
      "export default () => import.meta.url;",
      "export *\nfrom 'd';",
      "if (1) {\n",
      "}\n",
      "await import('x');",
    );

    fc.assert(
      fc.property(fc.array(pieces, { maxLength: 12 }), (parts) => {
        const text = parts.join("");
        const body = toCommonModule(text);

        return body === undefined || body.split("\n").length === text.split("\n").length;
      }),
    );
  });
});

import { tsPlugin } from "@sveltejs/acorn-typescript";
import { Parser } from "acorn";
import type { Options } from "acorn";
import { LooseParser } from "acorn-loose";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { withBoundedDepth } from "./bounded-depth.ts";

const maxDepth = 50;
const options: Options = { ecmaVersion: "latest" };
const bounded = Parser.extend((Base) => withBoundedDepth(Base, maxDepth));

function nested(open: string, inner: string, close: string, levels: number): string {
  return `${open.repeat(levels)}${inner}${close.repeat(levels)}`;
}

describe("withBoundedDepth()", () => {
  test.each([
    ["parentheses", "(", "1", ")"],
    ["arrays", "[", "1", "]"],
    ["calls", "f(", "1", ")"],
    ["functions in calls", "f(function(){return ", "1", "})"],
    ["negations", "!", "1", ""],
    ["templates", "`${", "1", "}`"],
    ["arrows", "()=>", "1", ""],
    ["arrows with defaults", "(a=", "1", ")=>a"],
    ["blocks", "{", "1", "}"],
    ["conditions", "if(a)", "1", ""],
    ["functions", "function f(){", "1", "}"],
  ])("withBoundedDepth() refuses %s inside each other, and takes a few", (_name, open, inner, close) => {
    const few = nested(open, inner, close, 10);
    const many = nested(open, inner, close, 2 * maxDepth + 2);

    expect(bounded.parse(few, options).type).toBe("Program");
    expect(() => bounded.parse(many, options)).toThrow(new RangeError("nested too deeply"));
  });

  test("withBoundedDepth() counts each expression once", () => {
    const levels = maxDepth - 2;

    expect(bounded.parse(nested("(", "1", ")", levels), options).type).toBe("Program");
    expect(() => bounded.parse(nested("(", "1", ")", levels + 1), options)).toThrow(RangeError);
  });

  test("withBoundedDepth() does not count what stands one after the other", () => {
    const text = "f((1), [2], !3, () => 4);\n{ a; }\n".repeat(1_000);

    expect(bounded.parse(text, options).body).toHaveLength(2_000);
  });

  test("withBoundedDepth() leaves what was tried and failed", () => {
    const typed = Parser.extend(tsPlugin(), (Base) => withBoundedDepth(Base, maxDepth));
    // Each may be the head of an arrow function with types, or a call with type arguments, until its end is seen.
    const text = "f((a < b), (c > (d)));\n(a, (b));\n".repeat(200);

    expect(typed.parse(text, { ...options, sourceType: "module", locations: true }).body).toHaveLength(400);
  });

  test("withBoundedDepth() bounds the tolerant parser as well", () => {
    const Tolerant = withBoundedDepth(LooseParser, maxDepth);
    const parse = (text: string): unknown =>
      Reflect.apply(Reflect.get(Tolerant, "parse"), Tolerant, [text, options]);

    expect(parse(nested("(", "1 +", ")", 10))).toMatchObject({ type: "Program" });
    expect(() => parse(nested("(", "1 +", ")", 2 * maxDepth))).toThrow(RangeError);
  });

  test("withBoundedDepth() reads what it takes as the parser without it does", () => {
    const expressions = fc.letrec<{ readonly expression: string }>((tie) => ({
      expression: fc.oneof(
        { maxDepth: 6, depthIdentifier: "expression" },
        fc.constantFrom("a", "1", "'b'", "/c/"),
        tie("expression").map((inner) => `(${inner})`),
        tie("expression").map((inner) => `[${inner}, ${inner}]`),
        tie("expression").map((inner) => `f(x => ${inner})`),
        tie("expression").map((inner) => `!${inner}`),
      ),
    })).expression;

    fc.assert(
      fc.property(expressions, (text) => {
        expect(bounded.parse(text, options)).toEqual(Parser.parse(text, options));
      }),
    );
  });
});

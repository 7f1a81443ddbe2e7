import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { watchPromises } from "./watch-promises.ts";

describe("watchPromises", () => {
  test.each([
    ["(async () => 1)()", "$((async () => 1)())"],
    ["!async function () {}(), b()", "!$(async function () {}()), b()"],
    ["async function a() {} a(); b()", "async function a() {} $(a()); b()"],
    ["const a = async () => 1; x && a()", "const a = async () => 1; x && $(a())"],
    ["class A { async b() {} c() { this.b() } }", "class A { async b() {} c() { $(this.b()) } }"],
    ["p.then(q); p.catch(r).finally(s)", "$(p.then(q)); $(p.catch(r).finally(s))"],
    ["Promise.reject(1); new Promise(f)", "$(Promise.reject(1)); $(new Promise(f))"],
    ["import('a'); void import('b')", "$(import('a')); void $(import('b'))"],
    ["async function a() { await a(); return a() }", "async function a() { await a(); return a() }"],
    ["const p = a.then(b)", "const p = a.then(b)"],
    ["a.then(", "a.then("],
  ])("turns %s into %s", (text, expected) => {
    expect(watchPromises(text, "script", "$")).toBe(expected);
  });

  test("never throws", () => {
    const part = fc.constantFrom(
      "async ",
      "a",
      "()",
      "=>",
      "{",
      "}",
      ".then",
      "(",
      ")",
      ";",
      "!",
      ",",
      "?",
      ":",
      "&&",
    );
    fc.assert(
      fc.property(fc.array(part), (parts) => {
        expect(typeof watchPromises(parts.join(""), "script", "$")).toBe("string");
      }),
    );
  });
});

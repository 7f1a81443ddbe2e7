import { isDeepEqual } from "../parts/deep-equal.js";
import { inspect } from "../parts/inspect.js";

class AssertionError extends Error {
  constructor({ message, actual, expected, operator } = {}) {
    super(message ?? `${inspect(actual)} ${operator} ${inspect(expected)}`);
    this.name = "AssertionError";
    this.code = "ERR_ASSERTION";
    this.generatedMessage = message === undefined;
    Object.assign(this, { actual, expected, operator });
  }
}

/** The assert module: the function and its members. */
export default function create() {
  const assert = (value, message) => check(value, { message, actual: value, expected: true, operator: "==" });
  Object.assign(assert, comparisons(), failures(), { ok: (...args) => assert(...args), AssertionError });
  assert.strict = Object.assign((...args) => assert(...args), assert, {
    equal: assert.strictEqual,
    notEqual: assert.notStrictEqual,
    deepEqual: assert.deepStrictEqual,
    notDeepEqual: assert.notDeepStrictEqual,
  });
  assert.strict.strict = assert.strict;
  return assert;
}

function check(isMet, details) {
  if (isMet) return;
  if (details.message instanceof Error) throw details.message;
  throw new AssertionError(details);
}

function comparisons() {
  const tests = {
    equal: (actual, expected) => actual == expected, // oxlint-disable-line eqeqeq -- the loose comparison is what this member is
    notEqual: (actual, expected) => actual != expected, // oxlint-disable-line eqeqeq -- the loose comparison is what this member is
    strictEqual: (actual, expected) => Object.is(actual, expected),
    notStrictEqual: (actual, expected) => !Object.is(actual, expected),
    deepEqual: (actual, expected) => isDeepEqual(actual, expected, false),
    notDeepEqual: (actual, expected) => !isDeepEqual(actual, expected, false),
    deepStrictEqual: (actual, expected) => isDeepEqual(actual, expected),
    notDeepStrictEqual: (actual, expected) => !isDeepEqual(actual, expected),
    match: (actual, expected) => expected.test(actual),
    doesNotMatch: (actual, expected) => !expected.test(actual),
  };
  return Object.fromEntries(
    Object.entries(tests).map(([operator, test]) => [
      operator,
      (actual, expected, message) => check(test(actual, expected), { message, actual, expected, operator }),
    ]),
  );
}

function failures() {
  return {
    fail: (message = "Failed") => check(false, { message, operator: "fail" }),
    ifError: (value) => {
      if (value !== null && value !== undefined)
        throw value instanceof Error
          ? value
          : new AssertionError({ message: `ifError got unwanted exception: ${inspect(value)}` });
    },
    throws: (callback) => {
      try {
        callback();
      } catch {
        // What it throws is what was asked for.
        return;
      }
      check(false, { message: "Missing expected exception.", operator: "throws" });
    },
    doesNotThrow: (callback) => callback(),
    rejects: async (promise) => {
      const isRejected = await Promise.resolve(typeof promise === "function" ? promise() : promise).then(
        () => false,
        () => true,
      );
      check(isRejected, { message: "Missing expected rejection.", operator: "rejects" });
    },
    doesNotReject: async (promise) => {
      await (typeof promise === "function" ? promise() : promise);
    },
  };
}

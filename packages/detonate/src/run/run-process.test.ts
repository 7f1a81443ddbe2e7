import { describe, expect, test } from "vitest";

import { runGuest } from "../../test/run-guest.ts";

describe("runProcess", () => {
  test("runs a CommonJS script to rest: modules, timers, promises and ticks in their order", async () => {
    const { printed, ended, problem } = await runGuest(
      `const { join } = require("path");
       const later = require("./later");
       setTimeout(() => console.log("timer"), 50);
       setImmediate(() => console.log("immediate"));
       Promise.resolve().then(() => console.log("promise"));
       process.nextTick(() => console.log("tick"));
       console.log(join("a", "b"), later.name, __filename, require.main === module);`,
      { files: { "later.js": "exports.name = 'later';" } },
    );

    expect(problem).toBeUndefined();
    expect(printed).toEqual([
      "a/b later /home/kim/project/node_modules/sample/install.js true",
      "tick",
      "promise",
      "immediate",
      "timer",
    ]);
    expect(ended).toBe("rest");
  });
});

import { describe, expect, test } from "vitest";

import { runGuest } from "../test/run-guest.ts";

describe("who listens for the end of a program", () => {
  test("is told of signals and of errors that nobody caught, each once, though another ends the program", async () => {
    const { printed, problem } = await runGuest(
      `process.on("SIGTERM", (name, number) => { console.log(name, number); process.exit(1); });
       process.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
       process.on("SIGINT", () => console.log("second"));
       process.on("uncaughtException", ({ code }) => { console.log(code); throw new Error("again"); });
       process.on("unhandledRejection", ({ message }) => console.log(typeof message));
       process.on("exit", (code) => console.log("exit", code));`,
    );

    expect(printed).toEqual(["SIGTERM 15", "second", "string", "ETIMEDOUT", "exit 0"]);
    expect(problem).toBeUndefined();
  });

  test("is told when all else is done, and hears nothing where nobody listens", async () => {
    const listening = await runGuest(
      `process.on("SIGTERM", () => console.log("signal"));
       setTimeout(() => console.log("timer"), 90_000);`,
    );
    const deaf = await runGuest(`console.log("only");`);

    expect(listening.printed).toEqual(["timer", "signal"]);
    expect(deaf.printed).toEqual(["only"]);
  });
});

describe("scripts that are forked", () => {
  test("hear what is said to them, and answer", async () => {
    const { printed } = await runGuest(
      `const child = require("child_process").fork(__dirname + "/child.js", ["word"]);
       child.on("message", (answer) => { console.log(answer.sum); if (answer.sum < 20) child.send({ left: 10, right: 20 }); });
       child.on("exit", (code) => console.log("exit", code));
       child.send({ left: 1, right: 2 });`,
      {
        files: {
          "child.js":
            "process.on('message', ({ left, right }) => process.send({ sum: left + right, word: process.argv[2] }));",
        },
      },
    );

    expect(printed).toEqual(["3", "30", "exit 0"]);
  });

  test("come to their end when nobody says anything, or nothing more", async () => {
    const { printed } = await runGuest(
      `const { fork } = require("child_process");
       fork(__dirname + "/waits.js").on("exit", (code) => console.log("waits", code));
       fork(__dirname + "/fails.js").on("exit", (code) => console.log("fails", code));
       fork(__dirname + "/tells.js").on("message", (text) => console.log(text));
       setTimeout(() => console.log("later"), 90_000);`,
      {
        files: {
          "waits.js": "process.on('message', () => {});",
          "fails.js": "process.exit(3);",
          "tells.js": "process.send('told');",
        },
      },
    );

    expect(printed).toEqual(["told", "fails 3", "waits 0", "later"]);
  });

  test("are bounded where two never stop talking", async () => {
    const { ended, printed } = await runGuest(
      `const child = require("child_process").fork(__dirname + "/child.js");
       let count = 0;
       child.on("message", () => { count += 1; child.send("again"); });
       child.send("begin");
       setTimeout(() => console.log(count), 10_000);`,
      { files: { "child.js": "process.on('message', () => process.send('and again'));" } },
    );

    expect(ended).toBe("rest");
    expect(Number(printed[0])).toBeLessThan(5);
  });
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { nightQuestion, readLog, summaryOf, targetOf } from "../../../test/log-kit.ts";
import type { Observation } from "../../observation.ts";

function firstOf(items: Awaited<ReturnType<typeof readLog>>): Observation | undefined {
  return items.flatMap((item) => (item.kind === "observation" ? [item.observation] : []))[0];
}

describe("collectCiLog and the systems that write logs", () => {
  test.each([
    ["a title that quotes it", "Merged pull request: why we saw > plain-crypto-js@4.2.1 postinstall", false],
    ["docker compose", "web_1  | > plain-crypto-js@4.2.1 postinstall", true],
    ["a collector of pods", "[pod/api-7f9c] > plain-crypto-js@4.2.1 postinstall", true],
  ])("%s: a script ran where a client says so", async (_what, line, isExecuted) => {
    const items = await readLog(`2026-03-31T00:25:10.1234567Z ${line}\n`);

    expect(summaryOf(items).some((word) => word.startsWith("executed"))).toBe(isExecuted);
    expect(items.some((item) => item.kind === "unreadable")).toBe(!isExecuted);
  });

  test.each([
    [
      "GitHub Actions",
      "2026-03-31T00:25:10.1234567Z npm info run plain-crypto-js@4.2.1 postinstall node_modules/x y",
    ],
    [
      "gh run view --log",
      "build\tRun npm ci\t2026-03-31T00:25:10.1234567Z > plain-crypto-js@4.2.1 postinstall",
    ],
    ["GitLab with stamps", "2026-03-31T00:25:10.123456Z 01O > plain-crypto-js@4.2.1 postinstall"],
    [
      "GitLab sections",
      "section_start:1774916710:build\r\u001b[0K\u001b[32;1m> plain-crypto-js@4.2.1 postinstall\u001b[0;m",
    ],
    ["Jenkins with the timestamper", "[2026-03-31T00:25:10.123Z] > plain-crypto-js@4.2.1 postinstall"],
    ["another zone", "2026-03-31T02:25:10.123+02:00 > plain-crypto-js@4.2.1 postinstall"],
  ])("%s: the line's own time, with its zone", async (_system, line) => {
    const observation = firstOf(await readLog(`${line}\n`));

    expect(observation).toMatchObject({ kind: "executed", version: "4.2.1" });
    expect(observation?.since?.basis).toBe("stated");
    expect(new Date(observation?.since?.at ?? 0).toISOString().slice(0, 19)).toBe("2026-03-31T00:25:10");
  });

  test("a line without a stamp has the time of the last one before it", async () => {
    const observation = firstOf(
      await readLog("2026-03-31T00:25:10Z start\n+ axios@1.14.1\nadded 3 packages in 1s\n"),
    );

    expect(observation?.since).toEqual({
      at: Date.parse("2026-03-31T00:25:10Z"),
      basis: "stated",
      toleranceMs: 0,
    });
  });

  test("a stamp without a zone is taken as UTC and says so", async () => {
    const observation = firstOf(
      await readLog("2026-03-31 00:25:10,123 added 1 package\n2026-03-31 00:25:11 + axios@1.14.1\n"),
    );

    expect(observation?.since).toMatchObject({ basis: "assumed-utc" });
  });

  test("without any stamp the run's own times count", async () => {
    const run = { at: 5000, basis: "stated", toleranceMs: 60_000 } as const;
    const observation = firstOf(await readLog("installed axios@1.14.1\n", { since: run, until: undefined }));

    expect(observation?.since).toEqual(run);
  });

  test("a clock that is off from the run's is as uncertain as it is off", async () => {
    const at = Date.parse("2026-03-31T00:00:00Z");
    const run = { at, basis: "stated", toleranceMs: 0 } as const;
    const items = await readLog("2026-03-31T05:00:00Z installed axios@1.14.1\n", { since: run, until: run });
    const observation = firstOf(items);

    expect(observation?.since?.toleranceMs).toBe(5 * 3_600_000);
    expect(observation?.detail).toContain("disagree");
  });

  test("colours, links, notes of Jenkins and invisible characters do not hide a line", async () => {
    const line =
      "\u001b[8mha:////4AbCdEf==\u001b[0m\u001b[36;1m+ ax\u200bios@1.14.1\u001b[0m \u001b]8;;https://x.example\u0007link\u001b]8;;\u0007";

    expect(summaryOf(await readLog(`added 3 packages in 1s\r\n${line}\r\n`))).toEqual([
      "fetched axios@1.14.1",
    ]);
  });

  test("UTF-16, as PowerShell redirects it, is read", async () => {
    const bytes = Buffer.concat([
      Buffer.from([0xff, 0xfe]),
      Buffer.from("installed axios@1.14.1\r\n", "utf16le"),
    ]);

    expect(summaryOf(await readLog([bytes]))).toEqual(["fetched axios@1.14.1"]);
  });

  test("a log that its system cut is unreadable beside what it shows, and never clean", async () => {
    const items = await readLog("line\nJob's log exceeded limit of 4194304 bytes.\n");

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_CUT_LOG"]);
  });

  test("a log that breaks while it is read is unreadable, and what came before counts", async () => {
    const chunks = (function* () {
      yield Buffer.from("installed axios@1.14.1\n");
      throw Object.assign(new Error("read failed"), { code: "EIO" });
    })();
    const items = await readLog(chunks as unknown as readonly Uint8Array[]); // a source that fails half-way

    expect(summaryOf(items)).toEqual(["unreadable EIO", "fetched axios@1.14.1"]);
  });

  test("a line of megabytes is read in pieces that overlap", async () => {
    const line = `${"x ".repeat(700_000)} https://registry.example/axios/-/axios-1.14.1.tgz ${"y ".repeat(700_000)}`;

    expect(summaryOf(await readLog(line))).toEqual(["resolved axios@1.14.1"]);
  });
});

describe("collectCiLog and what a line means", () => {
  test("words that no client writes are never evidence of an install, and never clean", async () => {
    const items = await readLog("scanner: looking for axios@1.14.1 in 300 repositories\n");

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_UNKNOWN_WORDS"]);
  });

  test.each(["- axios@1.14.1", "* axios@1.14.1", "  -- axios@1.14.1", "1. axios@1.14.1", "axios 1.14.1"])(
    "%s in a list of what to look for is no proof",
    async (line) => {
      const items = await readLog(`added 3 packages in 1s\n${line}\n`);

      expect(summaryOf(items)).toContain("unreadable EXPOSURE_UNKNOWN_WORDS");
      expect(summaryOf(items).some((word) => /^(?:fetched|present|executed|resolved)/.test(word))).toBe(
        false,
      );
    },
  );

  test("a maintainer's own publish is no install", async () => {
    const items = await readLog("$ npm publish\nnpm notice package: axios@1.14.1\n+ axios@1.14.1\n");

    expect(summaryOf(items)).toEqual(["clean"]);
  });

  test("a project's own scripts are no install scripts of a dependency", async () => {
    const items = await readLog(
      "> axios@1.14.1 test\n> vitest\n> axios@1.14.1 postinstall /home/me/axios\n> x\n",
    );

    expect(summaryOf(items).some((word) => word.startsWith("executed"))).toBe(false);
  });

  test("a longer name that ends alike is another package", async () => {
    const items = await readLog(
      "added 1 package\n+ @scope/axios@1.14.1\n+ my-axios@1.14.1\n├── axios-mock@1.14.1\n",
    );

    expect(summaryOf(items)).toEqual(["clean"]);
  });

  test("another version of the name is told, and takes the place of what might have been", async () => {
    const items = await readLog("2026-03-31T00:30:00Z $ npm install\nadded 5 packages\n+ axios@1.14.0\n");

    expect(summaryOf(items)).toEqual(["clean axios@1.14.0"]);
    expect(summaryOf(await readLog("2026-03-31T00:30:00Z $ npm install\n"))).toEqual(["accepts axios@?"]);
  });

  test("an open install in the window may have taken it; one before the window, or a frozen one, may not", async () => {
    const [open, early, frozen] = await Promise.all(
      [
        "2026-03-31T00:30:00Z $ npm install",
        "2026-03-30T00:30:00Z $ npm install",
        "2026-03-31T00:30:00Z $ npm ci",
      ].map((line) => readLog(`${line}\nadded 5 packages in 2s\n`)),
    );

    expect(summaryOf(open ?? [])).toEqual(["accepts axios@?"]);
    expect(summaryOf(early ?? [])).toEqual(["clean"]);
    expect(summaryOf(frozen ?? [])).toEqual(["clean"]);
  });

  test.each([
    "added 116 packages in 2s",
    "Packages: +116",
    "116 packages installed [420.00ms]",
    "[2/4] Fetching packages...",
    "/usr/bin/node /usr/lib/node_modules/npm/bin/npm-cli.js install --no-audit",
    "[command]C:\\Program Files\\nodejs\\npm.cmd install",
    "##[group]Run yarn",
    "\u001b[32;1m$ bun add express\u001b[0;m",
    "#8 [4/5] RUN npm install",
    "+ npx --yes some-tool",
    "C:\\work>pnpm add express",
  ])("%s: an install ran, and took what nobody prints", async (line) => {
    expect(summaryOf(await readLog(`2026-03-31T00:30:00Z ${line}\n`))).toEqual(["accepts axios@?"]);
  });

  test.each([
    "npm error npm install",
    "npm warn x Run `npm install` to begin",
    "npm run build",
    "yarn test",
    "> npm is good",
  ])("%s: no install", async (line) => {
    expect(summaryOf(await readLog(`2026-03-31T00:30:00Z ${line}\n`))).toEqual(["clean"]);
  });

  test("a runner of another exact version took something else", async () => {
    const items = await readLog("2026-03-31T00:30:00Z $ npx --yes axios@1.13.0\n");

    expect(summaryOf(items)).toEqual(["clean"]);
  });

  test("a script whose version no line tells is no certainty where versions are asked for", async () => {
    const items = await readLog(".../node_modules/axios postinstall$ node x.js\nProgress: resolved 1\n");

    expect(summaryOf(items)).toEqual(["accepts axios@?"]);
  });

  test("a frame of a stack in a package that was made for the attack means that it ran", async () => {
    const items = await readLog(
      "    at Object.<anonymous> (/w/node_modules/plain-crypto-js/setup.js:12:3)\n",
    );

    expect(summaryOf(items)).toEqual(["executed plain-crypto-js@?"]);
  });
});

describe("collectCiLog and hostile logs", () => {
  test.each([
    ["an npm token", `npm_${"a1B2".repeat(9)}`],
    ["a GitHub token", `ghp_${"a1B2".repeat(9)}`],
    ["a key of AWS", "AKIAABCDEFGHIJKLMNOP"],
    ["a password in an address", "https://user:hunter2@host.example/x"],
    ["a named secret", "NPM_TOKEN=s3cr3tvalue123"],
    ["a web token", `eyJ${"hbGciOi".repeat(6)}.${"eyJzdWIi".repeat(5)}.${"abcDEF12".repeat(5)}`],
    ["a header", "Authorization: Basic dXNlcjpodW50ZXIy"],
    ["a long random run", "q8ZkT2vLm4Xr9Yw1Nc7Bd3Hf6Jg5Ks0PaQeRtUi2Oy"],
  ])("%s beside the evidence is not shown", async (_what, secret) => {
    const items = await readLog(`npm warn deprecated axios@1.14.1: ${secret} end\n`);
    const shown = JSON.stringify(items);

    expect(summaryOf(items)).toEqual(["resolved axios@1.14.1"]);
    for (const part of [secret, "hunter2", "s3cr3tvalue123", "dXNlcjpodW50ZXIy"])
      expect(shown).not.toContain(part);
  });

  test("what evidence shows holds no control characters", async () => {
    await fc.assert(
      fc.asyncProperty(fc.string({ unit: "binary", maxLength: 60 }), async (noise) => {
        const items = await readLog(`npm warn deprecated axios@1.14.1: ${noise}\n`);
        const details = items.map((item) =>
          item.kind === "observation" ? item.observation.detail : item.unreadable.message,
        );

        // oxlint-disable-next-line no-control-regex -- These must not be there.
        for (const detail of details) expect(detail).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
      }),
    );
  });

  test("any bytes in any pieces are read without an error, and never twice as different things", async () => {
    const pieces = [
      "npm ",
      "axios@1.14.1",
      "+ ",
      "> ",
      " postinstall",
      "\n",
      "\r",
      "\u001b[",
      "{",
      '"name": "axios",',
      "node_modules/",
      "plain-crypto-js",
      "➤ YN0085: │ + axios@npm:1.14.1",
      "https://x.example/axios/-/axios-1.14.1.tgz",
      "2026-03-31T00:30:00Z ",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 20 })), {
          maxLength: 60,
        }),
        fc.integer({ min: 1, max: 50 }),
        async (parts, size) => {
          const bytes = Buffer.from(parts.join(""));
          const chunks = Array.from({ length: Math.ceil(bytes.length / size) }, (_, at) =>
            bytes.subarray(at * size, (at + 1) * size),
          );

          expect(summaryOf(await readLog(chunks))).toEqual(summaryOf(await readLog([bytes])));
        },
      ),
    );
  });

  test("a log that names it without end is ended, and told", async () => {
    const line = `${"x ".repeat(1900)}axios@1.14.1 `;
    const chunks = (function* () {
      for (let at = 0; at < 11_000; at += 1) yield Buffer.from(`${line}\n`);
    })();
    const items = await readLog(chunks as unknown as readonly Uint8Array[]); // a source without end

    expect(summaryOf(items)).toContain("unreadable EXPOSURE_TOO_LARGE");
  });

  test("hundreds of names are found as few are", async () => {
    const many = Array.from({ length: 400 }, (_, at) => targetOf(`worm-${at}`, ["1.0.0"]));
    const question = { ...nightQuestion, targets: many };
    const items = await readLog("added 1 package\n+ worm-399@1.0.0\n+ worm-39@1.0.0\n", undefined, question);

    expect(summaryOf(items)).toEqual(["fetched worm-399@1.0.0", "fetched worm-39@1.0.0"]);
  });
});

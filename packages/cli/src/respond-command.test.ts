import { mkdir, readdir, readFile, stat, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { startFakeRegistry } from "@lockkeeper/drill";
import type { FakeRegistry } from "@lockkeeper/drill";
import { foldJournal, parseJournal } from "@lockkeeper/respond";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeResult, FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import type { Environment } from "./environment.ts";
import { runProgram } from "./program.ts";

let registry: FakeRegistry;

beforeAll(async () => {
  registry = await startFakeRegistry();
  registry.publish({ name: "axios", version: "1.13.6" }, { at: "2026-02-01T00:00:00Z" });
  registry.publish({ name: "axios", version: "1.14.0" }, { at: "2026-03-27T00:00:00Z" });
  registry.publish({ name: "tiny-helper", version: "1.0.0" }, { at: "2026-01-01T00:00:00Z" });
  registry.publish({ name: "tiny-helper", version: "1.0.1" }, { at: "2026-03-30T00:00:00Z" });
});

afterAll(async () => {
  await registry.close();
});

const now = "2026-03-31T06:00:00Z";

function lockfile(packages: Readonly<Record<string, string>>): string {
  const entries = Object.entries(packages).map(([name, version]) => [
    `node_modules/${name}`,
    {
      version,
      resolved: `${registry.url}/${name}/-/${name}-${version}.tgz`,
      integrity: `sha512-${"A".repeat(86)}==`,
      ...(name === "axios" && version === "1.14.1" ? { dependencies: { "plain-crypto-js": "^4.2.1" } } : {}),
    },
  ]);
  const dependencies = { ...packages };
  delete dependencies["plain-crypto-js"];
  const root = { name: "project", version: "1.0.0", dependencies: ranges(dependencies) };
  const document = {
    ...root,
    lockfileVersion: 3,
    requires: true,
    packages: { "": root, ...Object.fromEntries(entries) },
  };
  return `${JSON.stringify(document, undefined, 2)}\n`;
}

function ranges(packages: Readonly<Record<string, string>>): Readonly<Record<string, string>> {
  return Object.fromEntries(Object.keys(packages).map((name) => [name, "^1.0.0"]));
}

const workflow = `on: push
permissions: {}
jobs:
  build:
    steps:
      - run: npm ci
        env: { NODE_AUTH_TOKEN: "\${{ secrets.NPM_TOKEN }}" }
`;

/** Two projects that locked the attack, and one that did not. */
async function plant(folder: string): Promise<void> {
  await project(folder, "shop", { axios: "1.14.1", "plain-crypto-js": "4.2.1" });
  await project(folder, "clean", { axios: "1.14.0" });
  await project(folder, "<b>odd name", { axios: "1.14.1", "plain-crypto-js": "4.2.1" });
}

async function project(
  folder: string,
  name: string,
  packages: Readonly<Record<string, string>>,
): Promise<void> {
  const home = join(folder, "work", name);
  await mkdir(join(home, ".github", "workflows"), { recursive: true });
  await writeFile(join(home, ".github", "workflows", "ci.yml"), workflow);
  const dependencies = { ...packages };
  delete dependencies["plain-crypto-js"];
  const manifest = { name: "project", version: "1.0.0", private: true, dependencies: ranges(dependencies) };
  await writeFile(join(home, "package.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await writeFile(join(home, "package-lock.json"), lockfile(packages));
}

interface Scene {
  readonly terminal: FakeTerminal;
  readonly run: (argv: readonly string[], parts?: Partial<Environment>) => Promise<FakeResult>;
  readonly lockOf: (name: string) => Promise<string>;
}

async function createScene(): Promise<Scene> {
  const terminal = await createFakeTerminal({ now, env: { PATH: "/nowhere" } });
  await plant(terminal.folder);
  const { stdout, stderr, environment } = terminal;
  return {
    terminal,
    async run(argv, parts = {}) {
      const [out, err] = [stdout.text.length, stderr.text.length];
      const words =
        argv[0] !== "respond" || argv.includes("--lift") ? argv : [...argv, "--upstream", registry.url];
      const code = await runProgram(words, { ...environment, ...parts });
      const text = stdout.text.slice(out);
      const lines = argv.includes("--json")
        ? text
            .split("\n")
            .filter((line) => line !== "")
            .map(parseLine)
        : [];
      return { code, out: text, err: stderr.text.slice(err), lines };
    },
    lockOf: async (name) => await readFile(join(terminal.folder, "work", name, "package-lock.json"), "utf8"),
  };
}

function parseLine(line: string): Readonly<Record<string, unknown>> {
  return JSON.parse(line) as Readonly<Record<string, unknown>>; // our own line
}

async function caseOf({ folder }: FakeTerminal): Promise<string> {
  const incidents = join(folder, "data", "incidents");
  const names = await readdir(incidents);
  return join(incidents, names.toSorted().at(-1) ?? "");
}

const yes = ["respond", "axios-2026", "work", "--yes", "--json"] as const;

describe("respond", () => {
  test("respond --yes ends with a clean second look, repaired lockfiles, and a report of every action", async () => {
    const { terminal, run, lockOf } = await createScene();

    const { code, lines, err } = await run([...yes, "--report", "handed"]);
    const root = await caseOf(terminal);
    const state = foldJournal(parseJournal(await readFile(join(root, "journal.jsonl"))).entries);
    const report = await readFile(join(terminal.folder, "handed", "report", "incident.md"), "utf8");
    const html = await readFile(join(root, "report", "incident.html"), "utf8");

    expect(err).toBe("");
    expect(
      lines
        .filter(({ kind }) => kind === "step")
        .map(({ id, outcome }) => `${String(id)} ${String(outcome)}`),
    ).toEqual([
      "preserve done",
      "isolate nothing-to-do",
      "freeze done",
      "deny done",
      "purge-firewall nothing-to-do",
      "quarantine nothing-to-do",
      "repair done",
      "rotate done",
      "notify done",
      "recheck done",
    ]);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("respond", "plan"));
    expect(Object.keys(lines[1] ?? {}).toSorted()).toEqual(promisedFields("respond", "step"));
    expect(Object.keys(lines.at(-1) ?? {}).toSorted()).toEqual(promisedFields("respond", "end"));
    expect(lines.at(-1)).toMatchObject({ kind: "result", clean: true, unfinished: false, left: [] });
    expect(code).toBe(0);
    expect(await lockOf("shop")).toContain('"version": "1.14.0"');
    expect(await lockOf("shop")).not.toContain("plain-crypto-js");
    expect(state.isClosed).toBe(true);
    for (const { text } of [...state.steps.values()].flatMap(({ actions }) => actions)) {
      expect(report.replaceAll("`", "")).toContain(text.split(" ")[0] ?? "");
    }
    expect(report).toContain("NPM");
    expect(html).not.toContain("<b>odd");
  });

  test("respond keeps the evidence as it was, with sums that hold", async () => {
    const { terminal, run, lockOf } = await createScene();
    const before = await lockOf("shop");

    await run(yes);
    const root = await caseOf(terminal);
    const copies = await readdir(join(root, "evidence", "files"));
    const kept = await Promise.all(
      copies.map((name) => readFile(join(root, "evidence", "files", name), "utf8")),
    );
    const sums = await readFile(join(root, "SHA256SUMS"), "utf8");

    expect(kept).toContain(before);
    expect(sums).toContain("journal.jsonl");
    expect(sums).toContain("report/incident.html");
    const patches = await readdir(join(root, "patches"));
    expect(patches).toHaveLength(2);
  });

  test("respond --dry-run shows the plan and writes nothing", async () => {
    const { terminal, run, lockOf } = await createScene();
    const before = await lockOf("shop");

    const { code, lines } = await run(["respond", "axios-2026", "work", "--dry-run", "--json"]);

    expect(code).toBe(0);
    expect(lines).toHaveLength(1);
    expect(lines[0]).toMatchObject({ kind: "plan", incident: null, dryRun: true });
    expect(await lockOf("shop")).toBe(before);
    await expect(stat(join(terminal.folder, "data", "incidents"))).rejects.toThrow("ENOENT");
  });

  test("respond does not begin where nobody can be asked, or nothing is named", async () => {
    const { run } = await createScene();

    const silent = await run(["respond", "axios-2026", "work"]);
    const nothing = await run(["respond", "--yes"]);
    const unknown = await run(["respond", "nothing-2020", "--yes"]);

    expect([silent.code, nothing.code, unknown.code]).toEqual([2, 2, 2]);
    expect(silent.err).toContain("nobody is there to be asked");
    expect(nothing.err).toContain("nothing is named");
  });

  test("respond asks before each change, and --resume tries again what nobody agreed to", async () => {
    const { terminal, run, lockOf } = await createScene();
    const person = { isInputTerminal: true, stdin: () => answers("n\n") };

    const declined = await run(["respond", "axios-2026", "work", "--json"], person);
    const locked = await lockOf("shop");
    const second = await run(yes);
    const resumed = await run(["respond", "--resume", "--yes", "--json"]);

    expect(declined.code).toBe(1);
    expect(declined.lines.filter(({ outcome }) => outcome === "declined").map(({ id }) => id)).toEqual([
      "freeze",
      "deny",
      "purge-firewall",
      "quarantine",
      "repair",
    ]);
    expect(locked).toContain("1.14.1");
    expect(second.code).toBe(2);
    expect(second.err).toContain("is not finished");
    expect(resumed.code).toBe(0);
    expect(await lockOf("shop")).not.toContain("1.14.1");
    expect(await readdir(join(terminal.folder, "data", "incidents"))).toHaveLength(1);
  });

  test("respond hears every answer at a terminal, whose input is there once", async () => {
    const { run, lockOf } = await createScene();
    const typed = answers("y\n".repeat(5));

    const { code, lines } = await run(["respond", "axios-2026", "work", "--json"], {
      isInputTerminal: true,
      stdin: () => typed,
    });

    expect(code).toBe(0);
    expect(lines.filter(({ outcome }) => outcome === "declined")).toEqual([]);
    expect(await lockOf("shop")).not.toContain("1.14.1");
  });

  test("respond repairs what somebody named although no advisory knows it", async () => {
    const { terminal, run, lockOf } = await createScene();
    await project(terminal.folder, "named", { "tiny-helper": "1.0.1" });

    const words = ["respond", "tiny-helper@1.0.1", "./work", "--yes", "--json", "--freeze", "0"];
    const { code, lines } = await run(words);

    expect(await lockOf("named")).not.toContain("1.0.1");
    expect(lines.find(({ id }) => id === "repair")).toMatchObject({ outcome: "done" });
    expect(code).toBe(0);
  });

  test("respond tightens the policy of later commands until --lift", async () => {
    const { terminal, run } = await createScene();
    await run(yes);

    const during = await run(["policy", "show"]);
    const lifted = await run(["respond", "axios-2026", "--lift", "--json"]);
    const after = await readdir(join(terminal.folder, "data", "incident-policies"));

    expect(during.out).toContain("tightened by incident axios-2026-");
    expect(during.out).toContain("axios@1.14.1 || 0.30.4");
    expect(Object.keys(lifted.lines[0] ?? {}).toSorted()).toEqual(promisedFields("respond", "lift"));
    expect(after).toEqual([]);
  });
});

async function* answers(text: string): AsyncIterable<Uint8Array> {
  yield Buffer.from(text);
}

describe("respond that is cut off", () => {
  test(
    "respond --resume goes on wherever it was cut off, and ends as if it never had been",
    { timeout: 120_000 },
    async () => {
      const whole = await createScene();
      await whole.run(yes);
      const wanted = await whole.lockOf("shop");
      let isThrough = false;
      let cuts = 0;

      for (let calls = 3; !isThrough && cuts < 40; calls += 15) {
        const scene = await createScene();
        const cut = await scene.run(yes, { clock: failingClock(scene.terminal, calls) });
        isThrough = cut.code === 0;
        if (isThrough) break;
        cuts += 1;
        const resumed = await scene.run(["respond", "--resume", "--yes", "--json"]);
        // Before its first entry nothing was begun.
        const again = resumed.code === 2 ? await scene.run(yes) : resumed;

        expect([calls, again.code, again.err]).toEqual([calls, 0, ""]);
        expect(await scene.lockOf("shop")).toBe(wanted);
        const root = await caseOf(scene.terminal);
        expect(foldJournal(parseJournal(await readFile(join(root, "journal.jsonl"))).entries).isClosed).toBe(
          true,
        );
      }

      expect(cuts).toBeGreaterThan(2);
      expect(isThrough).toBe(true);
    },
  );

  test("respond says where it cannot keep its journal", async () => {
    const { terminal, run } = await createScene();
    await mkdir(join(terminal.folder, "full"));
    await writeFile(join(terminal.folder, "full", "incidents"), "no folder");

    const { code, err } = await run([...yes, "--data", "full"]);

    expect(code).not.toBe(0);
    expect(err).toContain("CLI_BAD_FILE");
  });

  test("respond lets one process alone respond to a thing, and goes by no lock of one that was killed", async () => {
    const { terminal, run } = await createScene();
    const lock = join(terminal.folder, "data", "incidents", "axios-2026.lock");
    const person = { isInputTerminal: true, stdin: () => answers("n\n") };
    await run(["respond", "axios-2026", "work", "--json"], person);

    await writeFile(lock, String(process.ppid));
    const [begun, resumed] = [
      await run([...yes, "--restart"]),
      await run(["respond", "--resume", "--yes", "--json"]),
    ];
    await writeFile(lock, "2147483646");
    const afterKill = await run(["respond", "--resume", "--yes", "--json"]);

    expect([begun.code, resumed.code, afterKill.code]).toEqual([2, 2, 0]);
    for (const { err } of [begun, resumed]) expect(err).toContain("another response to it is running");
    await expect(stat(lock)).rejects.toThrow("ENOENT");
  });

  test("respond --resume takes off a line that was being written, and refuses a journal that was changed", async () => {
    const { terminal, run } = await createScene();
    await run(["respond", "axios-2026", "work", "--json"], {
      isInputTerminal: true,
      stdin: () => answers("n\n"),
    });
    const path = join(await caseOf(terminal), "journal.jsonl");
    const whole = await readFile(path, "utf8");

    await writeFile(path, `${whole}{"schema":1,"seq":`);
    const resumed = await run(["respond", "--resume", "--json"], {
      isInputTerminal: true,
      stdin: () => answers("n\n"),
    });
    await writeFile(path, whole.replace("nobody", "somebody").replace("Nobody", "Somebody"));
    const changed = await run(["respond", "--resume", "--yes"]);

    expect(resumed.code).toBe(1);
    expect(changed.code).toBe(3);
    expect(changed.err).toContain("RESPOND_BAD_JOURNAL");
  });
});

/** A clock that takes the program to its end at one of its calls. */
function failingClock({ clock }: FakeTerminal, calls: number): Environment["clock"] {
  let count = 0;
  return {
    now() {
      count += 1;
      if (count >= calls) throw new TypeError("cut off");
      return clock.now();
    },
  };
}

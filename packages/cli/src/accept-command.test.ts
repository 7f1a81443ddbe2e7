import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeEngine } from "../test/explain-record.ts";
import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import type { Engine } from "./engine.ts";
import { runProgram } from "./program.ts";

type Result = { readonly code: number; readonly out: string; readonly err: string };

interface Desk {
  readonly folder: string;
  readonly run: (...argv: readonly string[]) => Promise<Result>;
}

const who = ["--reason", "our own: read", "--owner", "ada", "--expires", "2026-06-30"] as const;
const hash = `sha512-${"A".repeat(86)}==`;

function lockOf(packages: Readonly<Record<string, object>>, dependencies: object): string {
  const root = { name: "app", version: "1.0.0", dependencies };
  return JSON.stringify({ name: "app", lockfileVersion: 3, packages: { "": root, ...packages } });
}

const resolved = "git+ssh://git@code.example/lib.git#0123456789abcdef0123456789abcdef01234567";
const dependencies = { lib: resolved, axios: "1.14.1" };
const axios = {
  version: "1.14.1",
  resolved: "https://registry.example/axios/-/axios-1.14.1.tgz",
  integrity: hash,
};

/** A project with a repository, malware and no minimum age, and a terminal whose person types what is given. */
async function open(typed: readonly string[] = []): Promise<Desk> {
  const terminal: FakeTerminal = await createFakeTerminal({ input: typed });
  const { folder, stdout, stderr } = terminal;
  const app = join(folder, "app");
  await mkdir(app);
  await writeFile(
    join(app, "package.json"),
    JSON.stringify({ name: "app", version: "1.0.0", private: true, dependencies }),
  );
  await writeFile(join(app, ".npmrc"), "registry=https://registry.example/\n");
  const packages = { "node_modules/lib": { version: "1.0.0", resolved }, "node_modules/axios": axios };
  await writeFile(join(app, "package-lock.json"), lockOf(packages, dependencies));
  const engine = createFakeEngine([]) as Engine; // what a scan asks of it is there
  // A repair asks more of the engine than the fake one knows.
  const isTyping = typed.length > 0;
  const environment = isTyping
    ? { ...terminal.environment, isInputTerminal: true }
    : { ...terminal.environment, engine: async () => engine };
  return {
    folder,
    async run(...argv) {
      const before = { out: stdout.text.length, err: stderr.text.length };
      const code = await runProgram(argv, environment);
      return { code, out: stdout.text.slice(before.out), err: stderr.text.slice(before.err) };
    },
  };
}

describe("scan --accept", () => {
  test("scan --accept has a finding count for nothing, as an entry that names its version", async () => {
    const { folder, run } = await open();

    const accepted = await run("scan", "app", "--accept", "git-dependency:lib", ...who);
    const after = await run("scan", "app", "--show-accepted");

    expect(accepted.code).toBe(0);
    expect(accepted.out).toContain("Accepted git-dependency of lib@1.0.0 until 2026-06-30.");
    expect(await readFile(join(folder, "lockkeeper.suppressions.yaml"), "utf8")).toBe(
      'version: 1\nsuppressions:\n  - finding: git-dependency\n    package: lib@1.0.0\n    reason: "our own: read"\n    owner: ada\n    expires: 2026-06-30\n',
    );
    expect(after.out).toContain(
      "ACCEPTED lib@1.0.0  git-dependency\n    ada, until 2026-06-30: our own: read\n",
    );
    expect(after.out).toContain("1 finding accepted");
  });

  test("scan --accept has findings of a file count for nothing by the place from where a scan is started", async () => {
    const { folder, run } = await open();

    await run("scan", "app", "--accept", "no-cooldown", ...who);

    expect(await readFile(join(folder, "lockkeeper.suppressions.yaml"), "utf8")).toContain(
      "file: app/.npmrc\n",
    );
    expect((await run("scan", "app")).out).not.toContain("no-cooldown");
  });

  test("scan --accept may be renewed, and what has ended counts again", async () => {
    const { folder, run } = await open();
    await run("scan", "app", "--accept", "git-dependency:lib", ...who);
    const renewed = await run(
      "scan",
      "app",
      "--accept",
      "git-dependency:lib@1.0.0",
      ...who.slice(0, 5),
      "2026-07-31",
    );
    const file = join(folder, "lockkeeper.suppressions.yaml");
    const text = await readFile(file, "utf8");

    await writeFile(file, text.replace("2026-07-31", "2026-01-31"));
    const after = await run("scan", "app");

    expect(renewed.code).toBe(0);
    expect(text.match(/expires/g)).toHaveLength(1);
    expect(text).toContain("expires: 2026-07-31");
    expect(after.out).toContain("git-dependency");
    expect(after.err).toContain("CLI_SUPPRESSION_EXPIRED");
  });

  test("scan --accept refuses malware that is not named with its version", async () => {
    const { run } = await open();

    const refused = await run("scan", "app", "--accept", "malicious-version:axios", ...who);
    const named = await run("scan", "app", "--accept", "malicious-version:axios@1.14.1", ...who);

    expect(refused).toMatchObject({ code: 2, err: expect.stringContaining("as it is malware") });
    expect(named.code).toBe(0);
  });

  test.each([
    ["a finding that nobody has", ["--accept", "url-dependency", ...who], "as nothing of it is found"],
    ["another subject", ["--accept", "git-dependency:other", ...who], 'It is found of "lib"'],
    ["what is no rule", ["--accept", "nonsense", ...who], "as it is no rule"],
    ["no owner", ["--accept", "git-dependency", "--reason", "x", "--expires", "9d"], "without --owner"],
    ["a reason for nothing", ["--reason", "x"], "without --accept"],
    ["a repair in the same call", ["--fix", "--accept", "git-dependency", ...who], "in one call"],
    ["an end that is over", ["--accept", "git-dependency", ...who.slice(0, 5), "2026-01-01"], "over already"],
    [
      "an end in ten years",
      ["--accept", "git-dependency", ...who.slice(0, 5), "2036-01-01"],
      "more than a year",
    ],
  ])("scan --accept refuses %s", async (_what, argv, why) => {
    const { folder, run } = await open();

    const { code, err } = await run("scan", "app", ...argv);

    expect(code).toBe(2);
    expect(err).toContain(why);
    await expect(readFile(join(folder, "lockkeeper.suppressions.yaml"))).rejects.toThrow("ENOENT");
  });

  test("scan --accept --json has the promised fields", async () => {
    const { run } = await open();

    const { out } = await run("scan", "app", "--accept", "git-dependency", ...who, "--json");

    const line = JSON.parse(out) as object; // our own line
    expect(Object.keys(line).toSorted()).toEqual(promisedFields("scan --accept", "entry"));
  });
});

describe("scan --fix at a terminal", () => {
  test("scan --fix asks who answers for what is left, and takes no answer for a no", async () => {
    const { folder, run } = await open(["y\ny\nada\n\nour own\n\n\n\n\n\n"]);

    const { err } = await run("scan", "app", "--fix", "--offline", "--only", "setting,source");

    const text = await readFile(join(folder, "lockkeeper.suppressions.yaml"), "utf8");
    expect(err).toContain("git-dependency of lib: why is that well?");
    expect(text).toContain("finding: git-dependency");
    expect(text).toContain("owner: ada");
    expect(text).not.toContain("malicious-version");
    expect(text.match(/finding:/g)).toHaveLength(1);
  });
});

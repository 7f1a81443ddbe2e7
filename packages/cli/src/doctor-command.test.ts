import { existsSync, readFileSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createCanaryEngine, installFakeClient } from "../test/fake-client.ts";
import { createFakeTerminal, waitUntil } from "../test/fake-environment.ts";
import type { FakeResult, FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

/** What an honest client does that is behind the firewall and runs no scripts. */
const honest = `
const [, version] = wanted();
note({});
if (version === "1.0.403") {
  if (args.includes("ci")) note({ kind: "tarball", version, outcome: "refused" });
  process.exit(1);
}
install(version);
lock(version, "sha512-allowed");
`;

interface Scene {
  readonly script: string;
  readonly version?: string;
  readonly isObserving?: boolean;
  readonly status?: number;
  readonly args?: readonly string[];
  /** Files of the project. */
  readonly files?: Readonly<Record<string, string>>;
}

async function stage({ script, version = "11.19.1", files = {}, ...firewall }: Scene): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal();
  const { folder, environment } = terminal;
  const env = await installFakeClient(folder, { command: "npm", version, script });
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text);
  Object.assign(environment, {
    env: {
      ...environment.env,
      ...env,
      npm_config_registry: "http://127.0.0.1:4880/",
      npm_config_globalconfig: join(folder, "none"),
    },
    engine: async () => ({
      ...(await import("@lockkeeper/server")),
      ...createCanaryEngine(folder, firewall),
    }),
  });
  return terminal;
}

async function play(scene: Scene): Promise<FakeResult> {
  const terminal = await stage(scene);
  return await terminal.run("doctor", "--json", ...(scene.args ?? []));
}

function resultsOf({ lines }: FakeResult): Readonly<Record<string, unknown>> {
  const statements = lines.filter(({ kind }) => kind === "statement");
  return Object.fromEntries(statements.map(({ statement, result }) => [String(statement), result]));
}

describe("doctor", () => {
  test("proves what an honest client shows, and exits with 0", async () => {
    const played = await play({ script: honest });

    expect(new Set(Object.values(resultsOf(played)))).toEqual(new Set(["proved"]));
    expect(Object.keys(resultsOf(played))).toEqual([
      "registry",
      "refusal",
      "lockfile",
      "scripts",
      "settings",
      "locked",
      "caches",
    ]);
    expect(played.code).toBe(0);
  });

  test("prints a block a client, with the word first", async () => {
    const terminal = await stage({ script: honest });

    const { out } = await terminal.run("doctor");

    expect(out.replaceAll(terminal.folder, "/home/dev")).toMatchInlineSnapshot(`
      "Firewall  http://127.0.0.1:4880
      Folder    /home/dev

      npm 11.19.1  /home/dev/bin/npm
        proved      asks this firewall for packages
                    the firewall at http://127.0.0.1:4880 was asked for the canary
        proved      cannot install what the firewall refuses
                    1.0.403 of the canary could not be had: it was not among the versions
        proved      cannot install it from a lockfile either
                    1.0.403 of the canary could not be had: its tarball was refused
        proved      does not run install scripts
                    the canary was installed and its script did not run
        proved      no setting leads past the firewall
                    0 files and the environment were read; what is noted below does not change that now
        proved      no lockfile entry leads past the firewall
                    there is no lockfile of this client
        proved      no cache answers in the firewall's place
                    the caches are empty
        noted       $npm_config_globalconfig  settings-moved
                    settings are read from "/home/dev/none" instead of their usual place
                    fix: unset npm_config_globalconfig
        fact        install scripts are run (the default of this client) [the client's default]
        fact        it has no minimum age of versions (min-release-age is 0) [the client's default]

      Proved: 7 statements hold.
      "
    `);
  });

  test("proves nothing of a client that does nothing", async () => {
    const played = await play({ script: "" });

    expect(resultsOf(played)).toMatchObject({
      registry: "refuted",
      refusal: "not-proved",
      lockfile: "not-proved",
      scripts: "not-proved",
    });
    expect(played.code).toBe(1);
  });

  test("tells a client that lacks a token to get one", async () => {
    const played = await play({ script: 'console.error("npm error code E401"); process.exit(1);' });

    const line = played.lines.find(({ statement }) => statement === "registry");
    expect(line).toMatchObject({ result: "refuted" });
    expect(line?.["fix"]).toContain("docs/tokens.md");
  });

  test("refutes the refusal when the version is there all the same, whoever served it", async () => {
    const played = await play({ script: "install(wanted()[1]);" });

    expect(resultsOf(played)).toMatchObject({
      registry: "refuted",
      refusal: "refuted",
      scripts: "not-proved",
    });
  });

  test("does not take a client for refused that asks, ends well and installs nothing", async () => {
    const played = await play({ script: "note({});" });

    expect(resultsOf(played)).toMatchObject({
      registry: "proved",
      refusal: "not-proved",
      scripts: "not-proved",
    });
    expect(played.code).toBe(3);
  });

  test("refutes that scripts stay out when the canary left its mark, wherever that lies", async () => {
    const marking = `${honest}
      if (!isSafe) { fs.mkdirSync("deep"); fs.writeFileSync(join("deep", "canary-ran"), ""); }`;
    const played = await play({ script: marking });

    expect(resultsOf(played)).toMatchObject({ scripts: "refuted" });
  });

  test.each([
    [
      "another file in it",
      'note({}); fs.writeFileSync(join(install(wanted()[1]), "binding.gyp"), "{}"); lock(wanted()[1], "sha512-allowed");',
    ],
    [
      "other bytes",
      'note({}); fs.writeFileSync(join(install(wanted()[1]), "package.json"), "{}"); lock(wanted()[1], "sha512-allowed");',
    ],
    ["another hash in the lockfile", 'note({}); install(wanted()[1]); lock(wanted()[1], "sha512-other");'],
    ["no lockfile", "note({}); install(wanted()[1]);"],
  ])("lets nothing run its scripts that is not the canary: %s", async (_what, script) => {
    const terminal = await stage({ script });

    const { lines } = await terminal.run("doctor", "--json");

    const line = lines.find(({ statement }) => statement === "scripts");
    expect(line).toMatchObject({ result: "not-proved" });
    expect(readFileSync(join(terminal.folder, "asks.jsonl"), "utf8")).not.toContain('"kind":"run"');
  });

  test("says of a firewall that only observes that nothing is refused", async () => {
    const played = await play({ script: honest, isObserving: true });

    expect(resultsOf(played)).toMatchObject({ registry: "proved", refusal: "refuted", lockfile: "refuted" });
    expect(played.out).toContain("only observes");
  });

  test("tries nothing with a program that does not say its version", async () => {
    const played = await play({ script: "note({});", version: "no version" });

    expect(resultsOf(played)).toEqual({ registry: "not-proved" });
    expect(played.code).toBe(3);
  });

  test("gives the client the settings of the project, without what names code, and none of its files", async () => {
    const looking = `${honest}\nfs.writeFileSync(process.env.ASKS + ".seen", JSON.stringify([fs.readdirSync("."), fs.readFileSync(".npmrc", "utf8")]));`;
    const terminal = await stage({
      script: looking,
      files: { ".npmrc": "strict-ssl=true\ngit=./evil.sh\n", "evil.sh": "", "index.js": "" },
    });

    const { code, lines } = await terminal.run("doctor", "--json");

    const seen = JSON.parse(readFileSync(join(terminal.folder, "asks.jsonl.seen"), "utf8")) as readonly [
      readonly string[],
      string,
    ]; // written above
    expect(seen[0]).not.toContain("evil.sh");
    expect(seen[0]).not.toContain("index.js");
    expect(seen[1]).toContain("strict-ssl=true");
    expect(seen[1]).not.toContain("evil");
    expect(lines.filter(({ id }) => id === "project-code")).toHaveLength(1);
    expect(code).toBe(3);
  });

  test("ends the client on a signal, and says that it was interrupted", async () => {
    const terminal = await stage({ script: "note({}); setInterval(() => {}, 1000);" });

    const running = terminal.run("doctor");
    await waitUntil(() => existsSync(join(terminal.folder, "asks.jsonl")));
    terminal.lifecycle.signal("SIGINT");
    const { code, err, out } = await running;

    expect(code).toBe(3);
    expect(err).toContain("CLI_INTERRUPTED");
    expect(out).not.toContain("proved");
  });

  test("names a client that the project is made for and that is not there", async () => {
    const played = await play({
      script: honest,
      files: { "package.json": '{"packageManager":"pnpm@10.34.9"}' },
    });

    const line = played.lines.find(({ client }) => String(client).startsWith("pnpm"));
    expect(line).toMatchObject({ statement: "registry", result: "not-proved" });
    expect(played.code).toBe(3);
  });

  test("says who applies a policy that the folder brings", async () => {
    const played = await play({
      script: honest,
      files: { "lockkeeper.policy.yaml": "version: 1\ncooldown:\n  age: 14d\n" },
    });

    expect(played.lines.filter(({ id }) => id === "policy")).toMatchObject([{ kind: "fact" }]);
  });

  test("prints lines of the promised form", async () => {
    const { lines } = await play({
      script: "",
      files: { ".npmrc": "@fwx:registry=https://mirror.example/\n" },
    });

    const forms = new Map(lines.map((line) => [line["kind"], Object.keys(line).toSorted()]));
    expect(forms.get("statement")).toEqual(promisedFields("doctor", "statement"));
    expect(forms.get("bypass")).toEqual(promisedFields("doctor", "way past"));
    expect(forms.get("fact")).toEqual(promisedFields("doctor", "fact"));
    expect(forms.get("summary")).toEqual(promisedFields("doctor", "examination"));
  });

  test("says nothing of any client when the firewall has no canary", async () => {
    const { code, out, err } = await (await stage({ script: honest, status: 404 })).run("doctor");

    expect(code).toBe(3);
    expect(out).toBe("");
    expect(err).toContain("CLI_NO_CANARY");
  });

  test.each([
    [["--client", "npm,deno"], 2, "CLI_USAGE"],
    [["--client", "bun"], 2, "CLI_NO_CLIENT"],
    [["--url", "127.0.0.1:4880"], 2, "CLI_USAGE"],
    [["--url", "http://127.0.0.1:4880", "--run"], 2, "CLI_USAGE"],
    [["no-such-folder"], 2, "CLI_BAD_FILE"],
  ])("refuses %j", async (args, code, error) => {
    const result = await (await stage({ script: honest })).run("doctor", ...args);

    expect(result.code).toBe(code);
    expect(result.err).toContain(error);
  });

  test("without a firewall it proves nothing and says how to get one", async () => {
    const { run } = await createFakeTerminal({ engine: { runningServer: async () => undefined } });

    const { code, err } = await run("doctor");

    expect(code).toBe(3);
    expect(err).toContain("CLI_NO_FIREWALL");
    expect(err).toContain("--run");
  });
});

import { once } from "node:events";
import { chmod, mkdir, readFile, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { fillHome, readHome, readHomeFile } from "../test/home-tree.ts";
import { promisedFields } from "../test/json-form.ts";
import type { Engine } from "./engine.ts";
import { readDefaultsBehindSetup } from "./setup-defaults.ts";

const allClients = ["--client", "npm,pnpm,yarn,bun"] as const;
const defaultRegistry = "https://registry.example/";

function createDefaults(
  userRegistry = defaultRegistry,
  scopes: readonly (readonly [string, string])[] = [],
): Partial<Engine> {
  return {
    readRegistryDefaults: () => ({
      defaultRegistry,
      userRegistry,
      scopes: new Map(scopes),
      projectScopes: new Map(),
      tokens: new Map(),
    }),
    runningServer: async () => undefined,
  };
}

async function createHome(
  files: Readonly<Record<string, string>> = {},
  engine: Partial<Engine> = createDefaults(),
): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({ engine });
  await fillHome(terminal.folder, files);
  return terminal;
}

/** A server that says of itself what a test wants; answers its URL. */
async function startStranger(health: object): Promise<string> {
  const server = createServer((_request, response) => response.end(JSON.stringify(health)));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on TCP
  return `http://127.0.0.1:${String(port)}/`;
}

const lived: Readonly<Record<string, string>> = {
  ".npmrc": "; mine\r\nregistry=https://old.example/\r\n//old.example/:_authToken=secret-of-mine",
  ".yarnrc": "# yarn\nlastUpdateCheck 1\n",
  ".yarnrc.yml": "enableTelemetry: false # mine\n\nnpmRegistryServer: 'https://old.example'\n",
  ".bunfig.toml": "[install]\nexact = true\n",
  ".config/pnpm/config.yaml": "\uFEFF# mine\nstoreDir: /x",
};

describe("setup", () => {
  test("setup writes the settings of every client, and unsetup gives back every byte", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);

    const set = await terminal.run("setup", ...allClients, "--url", "http://127.0.0.1:4999");
    const during = await readHomeFile(terminal.folder, ".npmrc");
    const back = await terminal.run("unsetup");

    expect(set.code).toBe(0);
    expect(during).toBe(
      "; mine\r\nregistry=http://127.0.0.1:4999/\r\n//old.example/:_authToken=secret-of-mine",
    );
    expect(back.code).toBe(0);
    expect(back.out.match(/^restored /gm)).toHaveLength(5);
    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("unsetup removes the files and folders that setup made", async () => {
    const terminal = await createHome();

    await terminal.run("setup", ...allClients);
    const made = [...(await readHome(terminal.folder)).keys()];
    const { out } = await terminal.run("unsetup");

    expect(made).toEqual([
      ".bunfig.toml",
      ".config",
      ".config/pnpm",
      ".config/pnpm/config.yaml",
      ".npmrc",
      ".yarnrc",
      ".yarnrc.yml",
    ]);
    expect(out.match(/^removed /gm)).toHaveLength(5);
    expect([...(await readHome(terminal.folder)).keys()]).toEqual([]);
    expect((await terminal.run("unsetup")).out).toContain("Nothing to take back");
  });

  test("setup shows what it changes, and nothing secret", async () => {
    const terminal = await createHome({
      ".npmrc": "//127.0.0.1:4880/:_authToken=secret-of-mine\nregistry=https://ada:pw@old.example/\n",
    });

    const { out } = await terminal.run("setup", "--client", "npm", "--token-env", "TOKEN");

    expect(out).toContain("  - registry=https://***@old.example/\n  + registry=http://127.0.0.1:4880/\n");
    expect(out).toContain(
      "  - //127.0.0.1:4880/:_authToken=***\n  + //127.0.0.1:4880/:_authToken=${TOKEN}\n",
    );
    expect(out).toContain("TOKEN is not set");
    expect(out).not.toContain("secret-of-mine");
  });

  test("setup writes nothing with --dry-run, nor does unsetup", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);

    const dry = await terminal.run("setup", ...allClients, "--dry-run");
    const untouched = await readHome(terminal.folder);
    await terminal.run("setup", ...allClients);
    const set = await readHome(terminal.folder);
    const dryBack = await terminal.run("unsetup", "--dry-run");

    expect(dry.out).toContain("5 files would be written. Nothing was.");
    expect(untouched).toEqual(before);
    expect(dryBack.out).toContain("Nothing was written.");
    expect(await readHome(terminal.folder)).toEqual(set);
  });

  test("setup does nothing the second time, and follows a new address", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);
    await terminal.run("setup", ...allClients);

    const again = await terminal.run("setup", ...allClients);
    await terminal.run("setup", ...allClients, "--url", "https://firewall.example/");
    const moved = await readHomeFile(terminal.folder, ".yarnrc.yml");
    await terminal.run("unsetup");

    expect(again.out).toContain("Nothing had to be written.");
    expect(moved).toContain('npmRegistryServer: "https://firewall.example/"');
    expect(moved).not.toContain("127.0.0.1");
    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("setup of one client leaves what another setup did to the others undoable", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);

    await terminal.run("setup", "--client", "npm");
    await terminal.run("setup", "--client", "bun", "--url", "https://firewall.example/");
    await terminal.run("unsetup");

    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("unsetup takes out only what is ours where somebody has edited since", async () => {
    const terminal = await createHome(lived);
    await terminal.run("setup", ...allClients);
    const npmrc = join(terminal.folder, ".npmrc");
    await writeFile(npmrc, `first=1\r\n${await readFile(npmrc, "utf8")}\r\nlast=1`);
    await writeFile(join(terminal.folder, ".yarnrc"), 'registry "https://changed.example/"\n');
    await rm(join(terminal.folder, ".bunfig.toml"));

    const { code, out } = await terminal.run("unsetup");

    expect(code).toBe(0);
    expect(await readHomeFile(terminal.folder, ".npmrc")).toBe(
      `first=1\r\n${lived[".npmrc"] ?? ""}\r\nlast=1`,
    );
    expect(await readHomeFile(terminal.folder, ".yarnrc")).toBe('registry "https://changed.example/"\n');
    expect(out).toMatch(/cleaned {3}\S+\.npmrc: it was edited since/);
    expect(out).toMatch(/left {6}\S+\.yarnrc: what setup wrote is not in it/);
    expect(out).toMatch(/left {6}\S+\.bunfig\.toml: the file is gone/);
  });

  test("unsetup keeps what a person added to a file that setup made", async () => {
    const terminal = await createHome();
    await terminal.run("setup", "--client", "npm");
    const npmrc = join(terminal.folder, ".npmrc");
    await writeFile(npmrc, `${await readFile(npmrc, "utf8")}save-exact=true\n`);

    await terminal.run("setup", "--client", "npm", "--url", "https://firewall.example/");
    await terminal.run("unsetup");

    expect(await readFile(npmrc, "utf8")).toBe("save-exact=true\n");
  });

  test("unsetup puts back what a setup that was cut off has done", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);
    const obstacle = join(terminal.folder, ".yarnrc.lockkeeper-new");
    await mkdir(obstacle);

    const cut = await terminal.run("setup", ...allClients);
    const written = await readHomeFile(terminal.folder, ".npmrc");
    await rm(obstacle, { recursive: true });
    await terminal.run("unsetup");

    expect(cut.code).toBe(2);
    expect(cut.err).toContain("CLI_BAD_FILE");
    expect(written).toContain("127.0.0.1");
    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("unsetup puts back what a second setup that was cut off has left", async () => {
    const terminal = await createHome(lived);
    const before = await readHome(terminal.folder);
    await terminal.run("setup", ...allClients);
    const obstacle = join(terminal.folder, ".yarnrc.lockkeeper-new");
    await mkdir(obstacle);

    await terminal.run("setup", ...allClients, "--url", "https://firewall.example/");
    await rm(obstacle, { recursive: true });
    await terminal.run("unsetup");

    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("setup follows links and keeps them, and the modes", async () => {
    const terminal = await createHome({ "dotfiles/npmrc": "a=1\n" });
    await symlink("dotfiles/npmrc", join(terminal.folder, ".npmrc"));
    await symlink("dotfiles/new", join(terminal.folder, ".yarnrc"));
    await chmod(join(terminal.folder, "dotfiles/npmrc"), 0o640);
    const before = await readHome(terminal.folder);

    await terminal.run("setup", "--client", "npm,yarn");
    const during = await readHome(terminal.folder);
    await terminal.run("unsetup");

    expect(during.get(".npmrc")).toBe("link to dotfiles/npmrc");
    expect(during.get("dotfiles/npmrc")).toMatch(/^640 /);
    expect(during.has("dotfiles/new")).toBe(true);
    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("setup leaves alone what it could not put back, says so, and sets up the others", async () => {
    const terminal = await createHome({ ".bunfig.toml": "install = {}\n", ".yarnrc.yml": "\u0000\n" });
    await writeFile(join(terminal.folder, ".yarnrc"), Buffer.from([0xff, 0xfe]));

    const { code, lines } = await terminal.run("setup", ...allClients, "--json");

    const actions = lines.filter(({ kind }) => kind === "file").map(({ file, action }) => [file, action]);
    expect(code).toBe(3);
    expect(actions).toEqual([
      [join(terminal.folder, ".npmrc"), "created"],
      [join(terminal.folder, ".config/pnpm/config.yaml"), "created"],
      [join(terminal.folder, ".yarnrc"), "refused"],
      [join(terminal.folder, ".yarnrc.yml"), "refused"],
      [join(terminal.folder, ".bunfig.toml"), "refused"],
    ]);
    expect(await readHomeFile(terminal.folder, ".bunfig.toml")).toBe("install = {}\n");
  });

  test("setup keeps its record to its owner", async () => {
    const terminal = await createHome(lived);

    await terminal.run("setup", "--client", "npm");

    const { mode } = await stat(join(terminal.folder, "data", "setup.json"));
    expect(mode & 0o777).toBe(0o600);
  });

  test("setup and unsetup refuse a damaged record, and change nothing", async () => {
    const terminal = await createHome({ ...lived, "data/setup.json": '{"schema":1}' });
    const before = await readHome(terminal.folder);

    const [set, back] = [await terminal.run("setup", ...allClients), await terminal.run("unsetup")];

    expect([set.code, back.code]).toEqual([2, 2]);
    expect(set.err).toContain("as it is damaged");
    expect(await readHome(terminal.folder)).toEqual(before);
  });

  test("setup gives back any files byte by byte", async () => {
    const names = [".npmrc", ".yarnrc", ".yarnrc.yml", ".bunfig.toml", ".config/pnpm/config.yaml"];
    const line = fc.constantFrom(
      "registry=x",
      'registry "x"',
      "registry: x",
      "[install]",
      'registry = "x"',
      "# c",
      "a: 1",
      "",
      "\uFEFF",
    );
    const content = fc.array(fc.oneof(line, fc.string({ unit: "binary", maxLength: 8 })), { maxLength: 5 });
    const contents = fc.tuple(
      ...names.map(() => fc.option(fc.tuple(content, fc.constantFrom("\n", "\r\n")))),
    );
    const terminal = await createHome();

    await fc.assert(
      fc.asyncProperty(contents, async (texts) => {
        for (const name of [...names, ".config"])
          await rm(join(terminal.folder, name), { recursive: true, force: true });
        const given = texts.flatMap((text, index) =>
          text === null ? [] : [[names[index] ?? "", text[0].join(text[1])]],
        );
        await fillHome(terminal.folder, Object.fromEntries(given) as Record<string, string>); // pairs of texts
        const before = await readHome(terminal.folder);

        await terminal.run("setup", ...allClients, "--token-env", "TOKEN");
        await terminal.run("unsetup");

        expect(await readHome(terminal.folder)).toEqual(before);
      }),
      { numRuns: 25 },
    );
  });
});

describe("setup's remarks", () => {
  test("setup says that no firewall answers, and how to start one", async () => {
    const terminal = await createHome();

    const { out } = await terminal.run("setup", "--client", "npm", "--url", "http://127.0.0.1:9/");

    expect(out).toContain("No firewall answers at http://127.0.0.1:9/");
    expect(out).toContain("npx --no lockkeeper start");
  });

  test("setup says what answers there: a firewall, one that observes, a stranger", async () => {
    const running = await startStranger({ version: "1.2.3", policyRevision: "a", observing: false });
    const observing = await startStranger({ version: "1.2.3", policyRevision: "a", observing: true });
    const stranger = await startStranger({ db_name: "registry" });
    const terminal = await createHome();

    const outs: string[] = [];
    for (const url of [running, observing, stranger])
      outs.push((await terminal.run("setup", "--client", "npm", "--dry-run", "--url", url)).out);

    expect(outs[0]).toContain("(running, version 1.2.3)");
    expect(outs[0]).not.toContain("note: The firewall");
    expect(outs[1]).toContain("only observes: it serves everything");
    expect(outs[2]).toContain("what answers there is no Lockkeeper");
  });

  test.each([
    ["http://0.0.0.0:4890", "http://127.0.0.1:4890/"],
    ["https://[::]:4890", "https://[::1]:4890/"],
    ["http://192.0.2.7:4890", "http://192.0.2.7:4890/"],
  ])("setup takes the running firewall at %s for %s", async (url, expected) => {
    const engine = { ...createDefaults(), runningServer: async () => ({ pid: 1, url }) };
    const terminal = await createHome({}, engine);

    const { lines } = await terminal.run("setup", "--ci", "gitlab", "--json");

    expect(lines[0]?.["text"]).toContain(`npm_config_registry: "${expected}"`);
  });

  test("setup says that a foreign firewall has to know a private registry, with the lines for it", async () => {
    const scopes = [["@acme", "https://ada:pw@npm.acme.example/"]] as const;
    const terminal = await createHome({}, createDefaults("https://npm.acme.example/all/", scopes));

    const { out } = await terminal.run("setup", "--client", "npm", "--url", "https://firewall.example/");

    expect(out).toContain("Your registry was https://npm.acme.example/all/: the firewall has to know it");
    expect(out).toContain('  upstreams:\n    - id: default\n      url: "https://npm.acme.example/all/"\n');
    expect(out).toContain("@acme goes to https://***@npm.acme.example/, past the firewall");
    expect(out).toContain('      scopes: ["@acme"]\n');
    expect(out).not.toContain("pw@");
  });

  test("setup says that a project wins, and what Yarn 1 and the environment do", async () => {
    const terminal = await createFakeTerminal({
      engine: createDefaults(),
      env: { npm_config_registry: "https://other.example/", YARN_REGISTRY: "http://127.0.0.1:4880" },
    });

    const { out } = await terminal.run("setup", "--client", "yarn");

    expect(out).toContain("A project's own settings win over these");
    expect(out).toContain("Yarn 1 fetches the addresses that its lockfile names");
    expect(out).toContain("npm_config_registry=https://other.example/");
    expect(out).not.toContain("YARN_REGISTRY=");
  });

  test("setup needs a client, and an address that clients can use", async () => {
    const terminal = await createHome();

    const none = await terminal.run("setup");
    const unknown = await terminal.run("setup", "--client", "npm,deno");
    const scheme = await terminal.run("setup", "--client", "npm", "--url", "ftp://firewall.example/");
    const secret = await terminal.run(
      "setup",
      "--client",
      "npm",
      "--url",
      "https://ada:pw@firewall.example/",
    );
    const token = await terminal.run("setup", "--client", "npm", "--token-env", "lkp_abc-def");

    expect([none, unknown, scheme, secret, token].map(({ code }) => code)).toEqual([2, 2, 2, 2, 2]);
    expect(none.err).toContain("no client is found");
    expect(secret.err).toContain("it holds credentials");
    expect(secret.err).not.toContain("pw@");
    expect(token.err).toContain("not the token");
  });

  test("setup and unsetup print the lines that their contract names", async () => {
    const terminal = await createHome();

    const { lines } = await terminal.run("setup", ...allClients, "--json");
    const { lines: snippet } = await terminal.run("setup", "--ci", "github", "--json");
    const { lines: back } = await terminal.run("unsetup", "--json");

    const forms = {
      firewall: "firewall",
      client: "client",
      file: "settings file",
      note: "remark",
      end: "setup, at its end",
    };
    for (const [kind, subject] of Object.entries(forms)) {
      const line = lines.find((each) => each["kind"] === kind) ?? {};
      expect(Object.keys(line).toSorted()).toEqual(promisedFields("setup", subject));
    }
    expect(Object.keys(snippet[0] ?? {}).toSorted()).toEqual(promisedFields("setup --ci", "snippet"));
    expect(Object.keys(back[0] ?? {}).toSorted()).toEqual(promisedFields("unsetup", "settings file"));
    expect(Object.keys(back.at(-1) ?? {}).toSorted()).toEqual(promisedFields("unsetup", "end"));
  });
});

describe("readDefaultsBehindSetup()", () => {
  test("readDefaultsBehindSetup() answers the registry from before when npm is pointed at the firewall", async () => {
    const terminal = await createHome({}, createDefaults("https://npm.acme.example/"));
    await terminal.run("setup", "--client", "npm");
    const read = async (userRegistry: string): Promise<string> => {
      const engine = { ...(await terminal.environment.engine()), ...createDefaults(userRegistry) };
      return (await readDefaultsBehindSetup(engine, join(terminal.folder, "data"))).userRegistry;
    };

    expect(await read("http://127.0.0.1:4880/")).toBe("https://npm.acme.example/");
    expect(await read("https://third.example/")).toBe("https://third.example/");
  });

  test("readDefaultsBehindSetup() keeps the registry from before when setup runs again", async () => {
    const engine = { ...createDefaults("https://npm.acme.example/") };
    const terminal = await createHome({}, engine);
    await terminal.run("setup", "--client", "npm");
    const pointed = await createFakeTerminal({
      engine: createDefaults("http://127.0.0.1:4880/"),
      env: { LOCKKEEPER_DATA: join(terminal.folder, "data") },
    });

    await pointed.run("setup", "--client", "bun", "--url", "https://firewall.example/");

    const behind = await readDefaultsBehindSetup(
      { ...(await pointed.environment.engine()), ...createDefaults("https://firewall.example/") },
      join(terminal.folder, "data"),
    );
    expect(behind.userRegistry).toBe("https://npm.acme.example/");
  });
});

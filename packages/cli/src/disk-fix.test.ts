import {
  chmod,
  mkdir,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from "node:fs/promises";
import { dirname, join } from "node:path";

import { startFakeRegistry } from "@lockkeeper/drill";
import type { PublishedVersion } from "@lockkeeper/drill";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";

const long = "2024-01-01T00:00:00Z";

interface Scene {
  readonly terminal: FakeTerminal;
  readonly app: string;
  readonly upstream: string;
}

/** A project of npm with two packages and one below another, as npm has installed them; nobody has tampered with it. */
async function install(clients: Readonly<Record<string, string>> = {}): Promise<Scene> {
  const registry = await startFakeRegistry();
  onTestFinished(() => registry.close());
  const lib = registry.publish(
    { name: "lib", version: "1.0.0", bin: { lib: "./cli.js" } },
    { at: long, files: [file("index.js", "lib"), file("cli.js", "cli"), file("deep/inner.js", "inner")] },
  );
  const tool = registry.publish(
    { name: "tool", version: "2.0.0", scripts: { postinstall: "node setup.js" } },
    { at: long, files: [file("index.js", "tool"), file("setup.js", "setup")] },
  );
  const inner = registry.publish({ name: "inner", version: "1.0.0" }, { at: long });
  const first = await createFakeTerminal();
  const bin = join(first.folder, "bin");
  await mkdir(bin);
  await symlink("/bin/sh", join(bin, "sh"));
  for (const [name, script] of Object.entries(clients)) {
    await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`);
    await chmod(join(bin, name), 0o755);
  }
  const terminal = await createFakeTerminal({ env: { PATH: bin }, now: "2026-04-01T00:00:00Z" });
  const app = join(terminal.folder, "app");
  const packages = {
    "node_modules/lib": entry(lib),
    "node_modules/lib/node_modules/inner": entry(inner),
    "node_modules/tool": { ...entry(tool), hasInstallScript: true },
  };
  const manifest = { name: "app", version: "1.0.0", dependencies: { lib: "1.0.0", tool: "2.0.0" } };
  await write(
    app,
    "package.json",
    JSON.stringify({ ...manifest, private: true, packageManager: "npm@11.0.0" }),
  );
  await write(app, ".npmrc", "min-release-age=3\nignore-scripts=true\n");
  const lock = { ...manifest, lockfileVersion: 3 };
  await write(app, "package-lock.json", json({ ...lock, packages: { "": manifest, ...packages } }));
  await write(app, "node_modules/.package-lock.json", json({ ...lock, packages }));
  await write(app, "node_modules/lib/package.json", json({ name: "lib", version: "1.0.0" }));
  await write(app, "node_modules/lib/index.js", "lib");
  await write(
    app,
    "node_modules/lib/node_modules/inner/package.json",
    json({ name: "inner", version: "1.0.0" }),
  );
  await write(
    app,
    "node_modules/tool/package.json",
    json({ name: "tool", version: "2.0.0", scripts: { postinstall: "node setup.js" } }),
  );
  await write(app, "node_modules/tool/setup.js", "setup");
  return { terminal, app, upstream: registry.url };
}

function file(path: string, content: string): { readonly path: string; readonly content: string } {
  return { path, content };
}

function entry({ version, tarballUrl, integrity }: PublishedVersion): object {
  return { version, resolved: tarballUrl, integrity };
}

function json(value: object): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}

async function write(folder: string, path: string, text: string): Promise<void> {
  await mkdir(dirname(join(folder, path)), { recursive: true });
  await writeFile(join(folder, path), text);
}

/** What a dropper leaves: another manifest, a file gone, a package that nobody locked. */
async function tamper(app: string): Promise<void> {
  await write(app, "node_modules/lib/package.json", json({ name: "lib", version: "1.0.1" }));
  await write(app, "node_modules/lib/left.js", "left");
  await rename(join(app, "node_modules/tool/setup.js"), join(app, "node_modules/tool/gone.js"));
  await write(app, "node_modules/stranger/package.json", json({ name: "stranger", version: "9.0.0" }));
  await utimes(join(app, "node_modules/lib/left.js"), 1_700_000_000, 1_700_000_000);
}

/** Every file of a tree with its text, links and empty folders left out. */
async function listTree(folder: string): Promise<Readonly<Record<string, string>>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const texts = await Promise.all(
    entries
      .filter((each) => each.isFile())
      .map(async (each) => {
        const path = join(each.parentPath, each.name);
        return [path.slice(folder.length + 1), await readFile(path, "utf8")] as const;
      }),
  );
  return Object.fromEntries(texts.toSorted(([left], [right]) => (left < right ? -1 : 1)));
}

async function diskFindings({ run }: FakeTerminal): Promise<readonly string[]> {
  const { lines } = await run("scan", "app", "--json");
  const findings = lines[0]?.["findings"] as readonly { readonly id: string; readonly kind: string }[]; // our own line
  return findings.filter(({ kind }) => kind === "disk").map(({ id }) => id);
}

/** A registry at which nobody listens. */
const nobody = "http://127.0.0.1:9/";

async function fix(scene: Scene, ...more: readonly string[]): ReturnType<FakeTerminal["run"]> {
  const { terminal, upstream } = scene;
  return await terminal.run(
    "scan",
    "app",
    "--fix",
    "--yes",
    "--only",
    "disk",
    "--upstream",
    upstream,
    ...more,
  );
}

async function evidenceOf({ terminal }: Scene): Promise<Readonly<Record<string, string>>> {
  const home = join(terminal.folder, "data", "evidence");
  const rooms = await readdir(home);
  return rooms.length === 0 ? {} : await listTree(join(home, rooms[0] ?? ""));
}

const timeout = 120_000;

describe("scan --fix of an installed tree", () => {
  test("keeps what was tampered with, and puts the locked bytes there", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    expect(await diskFindings(scene.terminal)).toEqual(
      expect.arrayContaining(["manifest-swapped", "script-file-gone", "not-in-lockfile"]),
    );

    const { out } = await fix(scene);

    expect(out).toContain("repaired keep 3 folders");
    expect(await diskFindings(scene.terminal)).toEqual([]);
    const tree = await listTree(join(scene.app, "node_modules"));
    expect(Object.keys(tree)).toEqual([
      ".package-lock.json",
      "lib/cli.js",
      "lib/deep/inner.js",
      "lib/index.js",
      "lib/node_modules/inner/package.json",
      "lib/package.json",
      "tool/index.js",
      "tool/package.json",
      "tool/setup.js",
    ]);
    expect((await stat(join(scene.app, "node_modules/lib/cli.js"))).mode & 0o777).toBe(0o755);
    const evidence = await evidenceOf(scene);
    expect(Object.values(evidence)).toEqual(expect.arrayContaining(["left", "setup"]));
    const list = JSON.parse(evidence["evidence.json"] ?? "{}") as {
      readonly exhibits: readonly { readonly place: string; readonly entries: readonly object[] }[];
    }; // our own file
    expect(list.exhibits.map(({ place }) => place).toSorted()).toEqual([
      "node_modules/lib",
      "node_modules/stranger",
      "node_modules/tool",
    ]);
    expect(list.exhibits.find(({ place }) => place === "node_modules/lib")?.entries).toContainEqual(
      expect.objectContaining({
        path: "left.js",
        modifiedAt: "2023-11-14T22:13:20.000Z",
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      }),
    );
  });

  test("is taken back byte by byte by --undo", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    const before = await listTree(scene.app);
    await fix(scene);

    const { out } = await scene.terminal.run("scan", "app", "--fix", "--undo");

    expect(out).toContain("node_modules/stranger");
    expect(await listTree(scene.app)).toEqual(before);
    expect((await stat(join(scene.app, "node_modules/lib/left.js"))).mtimeMs).toBe(1_700_000_000_000);
  });

  test("does not put back what was found into a tree that was installed since", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    await fix(scene);
    await write(scene.app, "node_modules/lib/index.js", "installed since");

    await scene.terminal.run("scan", "app", "--fix", "--undo");

    const tree = await listTree(join(scene.app, "node_modules"));
    expect(tree["lib/left.js"]).toBeUndefined();
    expect(tree["stranger/package.json"]).toBeDefined();
  });

  test("leaves the tree as it was when the project's command fails", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    const before = await listTree(scene.app);

    const { out } = await fix(scene, "--verify", "exit 3", "--no-install");

    expect(out).toContain("taken back");
    expect(await listTree(scene.app)).toEqual(before);
  });

  test("has the client install where the bytes are not to be had", { timeout }, async () => {
    const lay =
      'mkdir -p node_modules/lib && echo "{}" > node_modules/lib/package.json && echo "$@" > called';
    const scene = await install({ npm: `case "$*" in *dry-run*) exit 0;; esac\nPATH=/bin:/usr/bin\n${lay}` });
    await tamper(scene.app);

    const { out } = await fix({ ...scene, upstream: nobody });

    expect(out).toContain("installed by npm ci --ignore-scripts");
    const tree = await listTree(scene.app);
    expect(Object.keys(tree).filter((path) => path.startsWith("node_modules"))).toEqual([
      "node_modules/lib/package.json",
    ]);
    expect(tree["called"]).toBe("ci --ignore-scripts\n");
    expect(Object.values(await evidenceOf(scene))).toContain("left");
  });

  test("puts the tree back when that client fails", { timeout }, async () => {
    const scene = await install({
      npm: 'case "$*" in *dry-run*) exit 0;; esac\nPATH=/bin:/usr/bin\nmkdir node_modules && exit 7',
    });
    await tamper(scene.app);
    const before = await listTree(scene.app);

    const { out } = await fix({ ...scene, upstream: nobody });

    expect(out).toContain("stranger");
    const after = await listTree(scene.app);
    expect(Object.keys(after).filter((path) => path.includes("stranger"))).toEqual([]);
    const rest = Object.entries(before).filter(([path]) => !path.includes("stranger"));
    expect(after).toEqual(Object.fromEntries(rest));
  });

  test("mends the rest where one package lies behind a link", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    const outside = join(scene.terminal.folder, "outside");
    await rename(join(scene.app, "node_modules/lib"), outside);
    await symlink(outside, join(scene.app, "node_modules/lib"));
    const before = await listTree(outside);

    const { out } = await fix(scene);

    expect(out).toContain("repaired keep");
    expect(await listTree(outside)).toEqual(before);
    const tree = await listTree(join(scene.app, "node_modules"));
    expect(tree["tool/setup.js"]).toBe("setup");
    expect(tree["stranger/package.json"]).toBeUndefined();
  });

  test("what cannot be read is told as unread, not as missing, and left alone", { timeout }, async () => {
    const { terminal, app } = await install();
    const manifest = join(app, "node_modules/lib/package.json");
    await rm(manifest);
    // The system refuses it to everybody, also to the user that may read all.
    await symlink("package.json", manifest);

    const { code, lines } = await terminal.run("scan", "app", "--json");

    expect(code).toBe(3);
    expect(JSON.stringify(lines)).toContain("ELOOP");
    expect(JSON.stringify(lines)).not.toContain("installed-missing");
    expect((await terminal.run("scan", "app", "--fix", "--yes", "--offline")).code).toBe(3);
  });

  test("names a target that is no folder, rather than that nothing is left", async () => {
    const terminal = await createFakeTerminal();
    await write(terminal.folder, "package.json", "{}");

    expect((await terminal.run("scan", "nosuch", "--fix", "--dry-run")).code).toBe(2);
    expect((await terminal.run("scan", "nosuch", "--fix", "--undo")).code).toBe(2);
    expect((await terminal.run("scan", "package.json", "--fix", "--dry-run")).code).toBe(2);
  });

  test("refuses to ask everybody and nobody at once", async () => {
    const terminal = await createFakeTerminal();
    await write(terminal.folder, "package.json", "{}");

    const { code, err } = await terminal.run("scan", "--fix", "--dry-run", "--online", "--offline");

    expect(code).toBe(2);
    expect(err).toContain("CLI_USAGE");
  });

  test.skipIf(process.getuid?.() === 0)("tells of a folder that nobody may list", { timeout }, async () => {
    const terminal = await createFakeTerminal();
    await mkdir(join(terminal.folder, "closed"), { mode: 0o000 });

    const { code, out } = await terminal.run("scan", "--fix", "--dry-run", "--offline");
    await chmod(join(terminal.folder, "closed"), 0o700);

    expect(code).toBe(3);
    expect(out).toContain("closed: EACCES");
  });

  test("changes nothing behind a link, and says so", { timeout }, async () => {
    const scene = await install();
    await tamper(scene.app);
    const outside = join(scene.terminal.folder, "outside");
    await rename(join(scene.app, "node_modules"), outside);
    await symlink(outside, join(scene.app, "node_modules"));
    const before = await listTree(outside);

    await fix(scene);

    expect(await listTree(outside)).toEqual(before);
  });
});

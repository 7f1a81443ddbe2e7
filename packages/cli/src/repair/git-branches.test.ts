import { execFile } from "node:child_process";
import { access, mkdir, readdir, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { delimiter, join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";
import { createFakeInspectorEngine } from "../../test/fake-inspector.ts";

const run = promisify(execFile);
const timeout = 120_000;
const registry = "https://registry.example/";
const hash = (letter: string): string => `sha512-${letter.repeat(86)}==`;
const names = ["one", "two"] as const;

async function serve(): Promise<string> {
  const documents = new Map(
    names.map((name) => [
      `/${name}`,
      {
        name,
        "dist-tags": { latest: "1.1.0" },
        time: {
          created: "2024-01-01T00:00:00Z",
          "1.0.0": "2024-01-02T00:00:00Z",
          "1.1.0": "2024-01-03T00:00:00Z",
        },
        versions: Object.fromEntries(
          ["1.0.0", "1.1.0"].map((version) => [
            version,
            {
              name,
              version,
              dist: { tarball: `${registry}${name}/-/${name}-${version}.tgz`, integrity: hash("B") },
            },
          ]),
        ),
      },
    ]),
  );
  const server = createServer((request, response) => {
    const found = documents.get(request.url ?? "");
    response.writeHead(found === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(found ?? {}));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${String(port)}/`;
}

interface Place extends FakeTerminal {
  readonly git: (...words: readonly string[]) => Promise<string>;
  readonly read: (file: string) => Promise<string>;
  readonly app: string;
}

/** A repository with a project of two packages, each of which has something newer; git knows nobody there. */
async function plant(): Promise<Place> {
  const { folder: bin } = await createFakeTerminal();
  // No client is there, so that none asks a registry.
  for (const program of ["git", "sh", "grep"]) await symlink(await findProgram(program), join(bin, program));
  const base = { PATH: bin, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null" };
  const terminal = await createFakeTerminal({ env: base, engine: createFakeInspectorEngine([]) });
  const app = join(terminal.folder, "app");
  await mkdir(app);
  const dependencies = Object.fromEntries(names.map((name) => [name, "^1.0.0"]));
  const root = { name: "app", version: "1.0.0", private: true, dependencies };
  const entries = names.map((name) => [
    `node_modules/${name}`,
    { version: "1.0.0", resolved: `${registry}${name}/-/${name}-1.0.0.tgz`, integrity: hash("A") },
  ]);
  const packages = { "": root, ...Object.fromEntries(entries) };
  const lockfile = { name: "app", version: "1.0.0", lockfileVersion: 3, packages };
  await writeFile(join(app, "package.json"), `${JSON.stringify(root, undefined, 2)}\n`);
  await writeFile(join(app, "package-lock.json"), `${JSON.stringify(lockfile, undefined, 2)}\n`);
  const known = ["-c", "user.name=test", "-c", "user.email=test@test.example"];
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run("git", [...known, ...words], { cwd: app, env: base })).stdout;
  await git("init", "-q", "-b", "main");
  await git("add", "-A");
  await git("commit", "-qm", "start");
  return { ...terminal, git, app, read: (file) => readFile(join(app, file), "utf8") };
}

async function findProgram(name: string): Promise<string> {
  for (const folder of (process.env["PATH"] ?? "").split(delimiter)) {
    const path = join(folder, name);
    const isThere = await access(path).then(
      () => true,
      () => false,
    );
    if (isThere) return path;
  }
  throw new Error(`no ${name} on this machine`);
}

async function update(place: Place, ...words: readonly string[]): ReturnType<FakeTerminal["run"]> {
  const upstream = await serve();
  const flags = ["--folder", "app", "--max-risk", "high", "--yes", "--upstream", upstream];
  return await place.run("update", ...flags, ...words);
}

describe("update --branch", { timeout }, () => {
  test("makes branches that each stand upon what was there, and merge in any order", async () => {
    const place = await plant();
    const before = await place.read("package-lock.json");

    const { code, out } = await update(place, "--branch", "--verify", "true", "--no-install");

    expect({ code, out }).toMatchObject({
      code: 0,
      out: expect.stringContaining("lockkeeper/two-1-0-0-1-1-0"),
    });
    expect(await place.read("package-lock.json")).toBe(before);
    expect(await place.git("status", "--porcelain")).toBe("");
    const parents = await place.git("log", "--format=%P %an", "lockkeeper/two-1-0-0-1-1-0", "-1");
    expect(parents.trim()).toBe(`${(await place.git("rev-parse", "main")).trim()} Lockkeeper`);
    const two = await place.git("show", "lockkeeper/two-1-0-0-1-1-0:package-lock.json");
    expect(two).toContain("two-1.1.0.tgz");
    expect(two).toContain("one-1.0.0.tgz");
    await place.git("merge", "-q", "-m", "two", "lockkeeper/two-1-0-0-1-1-0");
    await place.git("merge", "-q", "-m", "one", "lockkeeper/one-1-0-0-1-1-0");
    expect(await place.read("package-lock.json")).toContain("one-1.1.0.tgz");
  });

  test("leaves the branch of a change out that the project's own command refuses", async () => {
    const place = await plant();

    const { code } = await update(
      place,
      "--branch",
      "--no-install",
      "--verify",
      "! grep -q one-1.1.0 package-lock.json",
    );

    expect(code).toBe(3);
    expect((await place.git("branch", "--format=%(refname:short)")).trim().split("\n")).toEqual([
      "lockkeeper/two-1-0-0-1-1-0",
      "main",
    ]);
  });

  test("refuses a tree with changes that are not committed", async () => {
    const place = await plant();
    await writeFile(join(place.app, "package.json"), "{}\n");

    const { code, err } = await update(place, "--branch");

    expect(code).toBe(2);
    expect(err).toContain("not committed");
  });
});

describe("update --patch-dir", { timeout }, () => {
  test("says in each patch whether it applies alone, and git takes it so", async () => {
    const place = await plant();

    const { code } = await update(place, "--patch-dir", "patches", "--dry-run");

    expect(code).toBe(0);
    const files = (await readdir(join(place.folder, "patches"))).filter((file) => file.endsWith(".patch"));
    expect(files).toEqual(["0001-one-1-0-0-1-1-0.patch", "0002-two-1-0-0-1-1-0.patch"]);
    for (const file of files) {
      const path = join(place.folder, "patches", file);
      const head = (await readFile(path, "utf8")).split("\n")[1] ?? "";
      if (head === "# Applies alone.") await place.git("apply", "--check", path);
      else expect(head).toBe("# Apply first: 0001-one-1-0-0-1-1-0.patch.");
    }
  });
});

import { execFile } from "node:child_process";
import { mkdir, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";

const run = promisify(execFile);
const timeout = 60_000;
const page = '<script src="https://cdn.jsdelivr.net/npm/lib@1.0.0/x.js"></script>\n';

interface Place extends FakeTerminal {
  readonly app: string;
  readonly git: (...words: readonly string[]) => Promise<string>;
  /** What counts, as `rule file`. */
  readonly counted: (...words: readonly string[]) => Promise<readonly string[]>;
}

function lockOf(names: readonly string[]): string {
  const dependencies = Object.fromEntries(names.map((name) => [name, "^1.0.0"]));
  const entries = names.map((name) => [
    `node_modules/${name}`,
    { version: "1.0.0", resolved: `https://registry.example/${name}/-/${name}-1.0.0.tgz` },
  ]);
  const packages = { "": { name: "app", version: "1.0.0", dependencies }, ...Object.fromEntries(entries) };
  return `${JSON.stringify({ name: "app", version: "1.0.0", lockfileVersion: 3, packages }, undefined, 2)}\n`;
}

/** A repository with a project whose package has no hash, and a page. */
async function plant(): Promise<Place> {
  const env = {
    PATH: process.env["PATH"] ?? "",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_SYSTEM: "/dev/null",
  };
  const terminal = await createFakeTerminal({ env });
  const app = join(terminal.folder, "app");
  await mkdir(app);
  await writeFile(
    join(app, "package.json"),
    '{ "name": "app", "private": true, "dependencies": { "one": "^1.0.0" } }\n',
  );
  await writeFile(join(app, "package-lock.json"), lockOf(["one"]));
  await writeFile(join(app, "index.html"), page);
  const known = ["-c", "user.name=test", "-c", "user.email=test@test.example"];
  const git = async (...words: readonly string[]): Promise<string> =>
    (await run("git", [...known, ...words], { cwd: app, env })).stdout;
  await git("init", "-q", "-b", "main");
  await git("add", "-A");
  await git("commit", "-qm", "start");
  const counted = async (...words: readonly string[]): Promise<readonly string[]> => {
    const { lines } = await terminal.run("scan", "app", "--json", ...words);
    return lines.flatMap((line) => {
      const findings = line["findings"] as readonly { readonly id: string; readonly file: string }[]; // our own line
      return findings.map(({ id, file }) => `${id} ${file}`);
    });
  };
  return { ...terminal, app, git, counted };
}

describe("scan --since", { timeout }, () => {
  test("counts nothing where nothing changed, also on a page that names a package", async () => {
    const { counted } = await plant();

    const all = await counted();

    expect(all).toContain("page-without-integrity index.html");
    expect(await counted("--since", "HEAD")).toEqual([]);
  });

  test("counts what a lockfile newly pins and what a page newly loads", async () => {
    const { app, counted } = await plant();
    await writeFile(join(app, "package-lock.json"), lockOf(["one", "two"]));
    await writeFile(join(app, "index.html"), page.repeat(2));

    const fresh = await counted("--since", "HEAD");

    expect(fresh).toContain("integrity-missing package-lock.json");
    expect(fresh).toContain("page-without-integrity index.html");
  });

  test("takes a lockfile and a page that moved for what they were", async () => {
    const { app, git, counted } = await plant();
    await mkdir(join(app, "web"));
    await git("mv", "package.json", "package-lock.json", "index.html", "web");

    expect(await counted("--since", "HEAD")).toEqual([]);
  });

  test("counts all of a lockfile that git has never seen", async () => {
    const { app, counted } = await plant();
    await mkdir(join(app, "web"));
    await rename(join(app, "package-lock.json"), join(app, "web", "package-lock.json"));

    expect(await counted("--since", "HEAD")).toContain("integrity-missing package-lock.json");
  });

  test("knows a detached head, and says what a shallow clone or a folder without git cannot answer", async () => {
    const place = await plant();
    await place.git("commit", "-q", "--allow-empty", "-m", "next");
    await place.git("clone", "-q", "--depth", "1", `file://${place.app}`, join(place.folder, "shallow"));
    await place.git("-C", join(place.folder, "shallow"), "checkout", "-q", "--detach");
    await mkdir(join(place.folder, "bare"));
    await writeFile(join(place.folder, "bare", "package-lock.json"), lockOf(["one"]));

    const detached = await place.run("scan", "shallow", "--since", "HEAD", "--json");
    const shallow = await place.run("scan", "shallow", "--since", "HEAD~1", "--json");
    const bare = await place.run("scan", "bare", "--since", "HEAD", "--json");

    expect(detached.lines.flatMap((line) => line["findings"])).toEqual([]);
    expect([shallow.code, bare.code]).toEqual([2, 2]);
    expect(shallow.err).toContain("a shallow clone may have to fetch it first");
  });

  test(
    "scan --since HEAD counts everything before the first commit, as a hook asks there, and refuses other names",
    async () => {
      const { app, git, counted, run: scan } = await plant();
      await rm(join(app, ".git"), { recursive: true, force: true });
      await git("init", "-q", "-b", "main");
      await git("add", "-A");

      const first = await counted("--since", "HEAD");
      const other = await scan("scan", "app", "--since", "main");

      expect(first).toContain("integrity-missing package-lock.json");
      expect(other.code).toBe(2);
    },
    timeout,
  );
});

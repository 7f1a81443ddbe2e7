import { execFile } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { promisify } from "node:util";

import type { ExposureAnswer, ExposureRow, GradedPlace, Observation } from "@lockkeeper/exposure";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";
import { findReach } from "./find-reach.ts";
import { readPastDefinitions } from "./past-definitions.ts";

const run = promisify(execFile);
const night = Date.parse("2026-03-31T00:40:00Z");

function workflow(secret: string): string {
  return `on: push\npermissions: {}\njobs: { build: { steps: [{ run: npm ci, env: { T: "\${{ secrets.${secret} }}" } }] } }\n`;
}

/** A repository whose workflow named another secret on the night than today. */
async function createRepository(): Promise<{ readonly terminal: FakeTerminal; readonly folder: string }> {
  const terminal = await createFakeTerminal({ env: { PATH: process.env["PATH"] ?? "" } });
  const folder = join(terminal.folder, "shop");
  await git(terminal.folder, "2026-03-01T00:00:00Z", ["init", "-q", folder]);
  await commit(folder, "2026-03-01T00:00:00Z", workflow("NIGHT_NPM_TOKEN"));
  await commit(folder, "2026-04-20T00:00:00Z", workflow("LATER_NPM_TOKEN"));
  return { terminal, folder };
}

async function commit(folder: string, at: string, text: string): Promise<void> {
  const file = join(folder, ".github", "workflows", "ci.yml");
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, text);
  await git(folder, at, ["add", "."]);
  await git(folder, at, ["-c", "user.name=a", "-c", "user.email=a@b.example", "commit", "-q", "-m", "x"]);
}

async function git(cwd: string, at: string, args: readonly string[]): Promise<void> {
  const env = {
    PATH: process.env["PATH"],
    HOME: cwd,
    GIT_CONFIG_NOSYSTEM: "1",
    GIT_AUTHOR_DATE: at,
    GIT_COMMITTER_DATE: at,
  };
  await run("git", [...args], { cwd, env });
}

function answerOf(place: Pick<GradedPlace, "where">, channel: Observation["channel"]): ExposureAnswer {
  const since = { at: night, basis: "stated" as const, toleranceMs: 0 };
  const observation: Observation = {
    channel,
    where: place.where,
    kind: "present",
    name: "axios",
    version: "1.14.1",
    since,
    until: undefined,
    ref: "x",
    detail: "",
  };
  const row: ExposureRow = {
    where: place.where,
    what: "axios@1.14.1",
    name: "axios",
    version: "1.14.1",
    grade: "fetched",
    since,
    until: undefined,
    evidence: [{ observation, grade: "fetched", remark: undefined }],
    contradictions: [],
    unreadable: [],
    raises: [],
    lowers: [],
  };
  const question = { targets: [], window: { since: undefined, until: undefined }, now: night };
  const counts = { executed: 0, fetched: 1, locked: 0, "could-have-resolved": 0, unreadable: 0, none: 0 };
  const graded: GradedPlace = { where: place.where, grade: "fetched", rows: [row], unreadable: [] };
  return { question, title: "axios", places: [graded], counts, channels: [] };
}

describe("findReach", () => {
  test("findReach reads the pipelines of a repository as they were on the night", async () => {
    const { terminal, folder } = await createRepository();
    const where = { kind: "repository", id: folder } as const;

    const { secrets, gaps } = await findReach(
      answerOf({ where }, "lockfile"),
      [terminal.folder],
      terminal.environment,
      join(terminal.folder, "data"),
    );

    expect(secrets.map(({ name }) => name)).toEqual(["NIGHT_NPM_TOKEN"]);
    expect(gaps).toEqual([]);
  });

  test("findReach finds a pipeline's repository by its name, and says where it finds none", async () => {
    const { terminal, folder } = await createRepository();
    const of = (id: string): ExposureAnswer => {
      const answer = answerOf({ where: { kind: "pipeline", id } }, "ci-log");
      const clean = {
        where: { kind: "repository", id: folder },
        grade: "none",
        rows: [],
        unreadable: [],
      } as const;
      return { ...answer, places: [...answer.places, clean] };
    };
    const ask = async (id: string): ReturnType<typeof findReach> =>
      await findReach(of(id), [terminal.folder], terminal.environment, join(terminal.folder, "data"));

    const known = await ask("acme/shop#8841");
    const unknown = await ask("acme/workshop#1");

    expect(known.secrets.map(({ name }) => name)).toEqual(["NIGHT_NPM_TOKEN"]);
    expect(unknown.secrets).toEqual([]);
    expect(unknown.gaps.map(({ ref }) => ref)).toEqual(["acme/workshop#1"]);
  });

  test("findReach looks into the home folder in which something lies, also a collected one", async () => {
    const terminal = await createFakeTerminal();
    const home = join(terminal.folder, "collected", "home", "alice");
    await mkdir(join(home, ".aws"), { recursive: true });
    await writeFile(join(home, ".aws", "credentials"), "never-read");
    const where = { kind: "project", id: join(home, "work", "shop") } as const;

    const { secrets } = await findReach(
      answerOf({ where }, "installed-tree"),
      [terminal.folder],
      terminal.environment,
      join(terminal.folder, "data"),
    );

    expect(secrets.map(({ kind, name, where: at }) => [kind, name, at.id])).toEqual([
      ["file", ".aws/credentials", home],
    ]);
    expect(JSON.stringify(secrets)).not.toContain("never-read");
  });

  test("findReach says of machines that nobody swept that more may have been in reach", async () => {
    const terminal = await createFakeTerminal();
    const where = { kind: "host", id: "laptop-9" } as const;

    const { secrets, gaps } = await findReach(
      answerOf({ where }, "ledger"),
      [],
      terminal.environment,
      join(terminal.folder, "data"),
    );

    expect(secrets).toEqual([]);
    expect(gaps).toEqual([{ ref: "laptop-9", message: expect.stringContaining("sweep") }]);
  });
});

describe("readPastDefinitions", () => {
  test("readPastDefinitions knows nothing of before the first commit, nor without a repository", async () => {
    const { terminal, folder } = await createRepository();
    const { environment } = terminal;

    expect(
      await readPastDefinitions(folder, Date.parse("2020-01-01T00:00:00Z"), environment),
    ).toBeUndefined();
    expect(await readPastDefinitions(terminal.folder, night, environment)).toBeUndefined();
    expect(await readPastDefinitions(folder, night, environment)).toHaveLength(1);
  });
});

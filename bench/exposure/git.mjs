// Measures how long the git history of lockfiles takes to read, the first time and after. `--help` says how.
import { createHash } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { collectGitHistory } from "@lockkeeper/exposure";

import { createGitRunner } from "../../packages/cli/dist/exposure/git-process.js";
import { machineLine, machineLoad } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals } from "../shared/table.mjs";
import { planted, run, writeRepository } from "./git-repository.mjs";

const usage = `Usage: node bench/exposure/git.mjs [--commits 4000] [--packages 1200] [--json FILE] [--quick]

  --commits N    commits that change the lockfile (4000); twice as many change something else
  --packages N   packages in the lockfile (1200)
  --json FILE    where the figures go (bench/results/exposure-git.json)
  --quick        400 commits: a look, not a result

Writes a repository into a temporary folder, which takes some minutes, and removes it.`;

const atMost = { firstSeconds: 30, laterSeconds: 1, indexMegabytes: 10 };

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("exposure-git"),
  counts: {
    commits: { usual: 4000, quick: 400, most: 100_000 },
    packages: { usual: 1200, quick: 1200, most: 20_000 },
  },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ commits, packages, json, quick: isQuick }) {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    say(`writing a repository of ${commits} commits with a lockfile of ${packages} packages`);
    await writeRepository(folder, { commits, packages });
    const measured = await measure(folder);
    if (!measured.isFoundOnMain || !measured.isFoundOnBranch || measured.unreadable > 0) {
      throw new Error(`The answer is wrong: ${JSON.stringify(measured)}`);
    }
    const goals = goalsOf(measured);
    const about = { machine: machineLine(), at: new Date().toISOString(), load: machineLoad(), isQuick };
    writeFigures(json, { ...about, commits, packages, ...measured, goals });
    console.log(`\n${about.machine}; ${commits} commits\n`);
    console.log(renderGoals(goals));
    say(`peak memory ${Math.round(measured.residentBytes / 1e6)} MB; figures written to ${json}`);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measure(folder) {
  const cache = createCache();
  const first = await ask(folder, cache, questionOf(planted.name, [planted.onMain, planted.onBranch]));
  const indexBytes = cache.size();
  const other = await ask(folder, cache, questionOf("package-of-the-application-7", ["1.0.3", "1.1.0"]));
  await addCommit(folder);
  const grown = await ask(folder, cache, questionOf(planted.name, [planted.onMain, planted.onBranch]));
  return {
    firstSeconds: first.seconds,
    otherQuestionSeconds: other.seconds,
    afterCommitSeconds: grown.seconds,
    indexBytes,
    residentBytes: process.resourceUsage().maxRSS * 1024,
    answer: digest(first.items),
    observations: first.items.length,
    isFoundOnMain: isFound(first.items, planted.onMain),
    isFoundOnBranch: isFound(first.items, planted.onBranch),
    unreadable: first.items.filter(({ kind }) => kind === "unreadable").length,
  };
}

async function ask(folder, cache, question) {
  const git = createGitRunner({ env: process.env, platform: process.platform });
  const where = { kind: "repository", id: "application" };
  const started = performance.now();
  const items = [];
  const repository = { git, gitFolder: join(folder, ".git"), where, cache, hasModule: async () => false };
  for await (const item of collectGitHistory(question, repository)) items.push(item);
  return { items, seconds: (performance.now() - started) / 1000 };
}

function questionOf(name, versions) {
  const window = { since: undefined, until: undefined };
  const target = { name, versions, except: [], window, integrity: [], source: "bench" };
  return { targets: [target], window, now: Date.now() };
}

function createCache() {
  let kept;
  return {
    read: async () => kept,
    write: async (bytes) => {
      kept = bytes;
    },
    size: () => kept?.length ?? 0,
  };
}

async function addCommit(folder) {
  const git = (...args) =>
    run("git", ["-C", folder, "-c", "user.name=Dev", "-c", "user.email=dev@developer.example", ...args]);
  await git("read-tree", "main");
  await git("checkout-index", "-qf", "package-lock.json");
  await writeFile(join(folder, "package-lock.json"), '{ "lockfileVersion": 3, "packages": {} }\n');
  await git("commit", "-qm", "one more", "package-lock.json");
}

function isFound(items, version) {
  return items.some(({ kind, observation }) => kind === "observation" && observation.version === version);
}

function digest(items) {
  return createHash("sha256").update(JSON.stringify(items)).digest("hex").slice(0, 16);
}

function goalsOf({ firstSeconds, otherQuestionSeconds, afterCommitSeconds, indexBytes }) {
  const goal = (what, reached, most, unit) => ({
    what,
    reached,
    atMost: most,
    unit,
    isReached: reached <= most,
  });
  return [
    goal("git history, first question", firstSeconds, atMost.firstSeconds, " s"),
    goal("git history, another question", otherQuestionSeconds, atMost.laterSeconds, " s"),
    goal("git history, after one more commit", afterCommitSeconds, atMost.laterSeconds, " s"),
    goal("index of a git history", indexBytes / 1e6, atMost.indexMegabytes, " MB"),
  ];
}

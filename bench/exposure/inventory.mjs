// Measures questions to an inventory of 5,000 projects with 1,500 packages each over a year. `--help` says how;
// docs/performance.md why.
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import {
  answerExposure,
  collectInventory,
  inventoryStatement,
  targetsOfSpecs,
} from "../../packages/exposure/dist/index.js";
import { openDataFolder, openInventoryReader, openStore } from "../../packages/store/dist/index.js";
import { machineLine } from "../firewall/machine.mjs";
import { parseBenchOptions } from "../shared/options.mjs";
import { resultsPath, say, writeFigures } from "../shared/results.mjs";
import { renderGoals, renderNumber, renderTable } from "../shared/table.mjs";

const usage = `Usage: node bench/exposure/inventory.mjs [--projects 5000] [--looks 12] [--rounds 3] [--json FILE] [--quick]

  --projects N   projects, each with 1,500 packages (5,000; ten minutes and more, and 500 MB under the temporary folder)
  --looks N      looks at each in the year, a fortieth of its packages changing between two (12)
  --rounds N     how often each question is asked (3)
  --json FILE    where the figures go (bench/results/exposure-inventory.json)
  --quick        200 projects, four looks`;
const packagesOfProject = 1500;
const allPackages = 20_000;
const changedShare = 40;
const yearMs = 365 * 86_400_000;
const now = Date.parse("2026-11-22T00:00:00Z");
const instruments = { clock: { now: () => now }, logger: { log() {} } };

const questions = [
  { what: "a version that some projects had", words: ["package-77@1.2.0"] },
  { what: "a version that all projects have", words: ["package-0@1.0.0"] },
  { what: "every version of a package that all have", words: ["package-0"] },
  {
    what: "a campaign of 800 packages",
    words: Array.from({ length: 800 }, (_, n) => `package-${n + 1000}@1.9.0`),
  },
];

const options = parseBenchOptions(process.argv.slice(2), {
  json: resultsPath("exposure-inventory"),
  counts: {
    projects: { usual: 5000, quick: 200, most: 100_000 },
    looks: { usual: 12, quick: 4, most: 365 },
    rounds: { usual: 3, quick: 1, most: 100 },
  },
});
if (options.help) console.log(usage);
else await runBenchmark(options);

async function runBenchmark({ projects, looks, rounds, json }) {
  const root = await mkdtemp(join(tmpdir(), "lockkeeper-bench-"));
  try {
    const folder = await openDataFolder(join(root, "data"));
    say(`remembering ${projects} projects, ${looks} looks each`);
    const filled = await fillInventory(folder, projects, looks);
    const megabytes = (await stat(folder.databaseFile)).size / 1e6;
    const asked = [];
    for (const { what, words } of questions) asked.push({ what, ...(await ask(folder, words, rounds)) });
    report({ projects, looks, rounds, json, asked, filled, megabytes });
  } finally {
    await rm(root, { recursive: true, force: true });
  }
}

async function fillInventory(folder, projects, looks) {
  const store = await openStore(folder, instruments);
  const startedAt = performance.now();
  let intervals = 0;
  for (let look = 0; look < looks; look += 1) {
    const at = now - yearMs + ((look + 1) * yearMs) / looks;
    for (let project = 0; project < projects; project += 1) {
      const outcome = store.inventory.remember({
        placeKind: "repository",
        place: `/code/team-${project % 50}/project-${project}`,
        channel: "lockfile",
        ref: "package-lock.json",
        at,
        packages: listPackages(project, look),
      });
      intervals += outcome.added;
    }
    say(`  look ${look + 1} of ${looks}: ${intervals.toLocaleString("en-US")} intervals`);
  }
  const lookMs = (performance.now() - startedAt) / (projects * looks);
  await store.close();
  return { intervals, lookMs };
}

/** The first hundred packages everybody has; a fortieth of a project's takes another version between two looks. */
function* listPackages(project, look) {
  for (let slot = 0; slot < packagesOfProject; slot += 1) {
    const number = slot < 100 ? slot : 100 + ((project * 131 + slot * 7919) % (allPackages - 100));
    const changes = Math.floor((look + ((slot * 31 + project) % changedShare)) / changedShare);
    yield {
      name: `package-${number}`,
      version: slot === 0 ? "1.0.0" : `1.${(project + number) % 10}.${changes}`,
    };
  }
}

async function ask(folder, words, rounds) {
  const times = [];
  const computed = [];
  let places = 0;
  for (let round = 0; round < rounds; round += 1) {
    const startedAt = performance.now();
    const before = process.cpuUsage();
    const reader = await openInventoryReader(folder);
    const channel = {
      statement: inventoryStatement,
      place: { kind: "host", id: "inventory" },
      collect: async function* collect(question) {
        yield* collectInventory(question, reader);
      },
    };
    const question = { targets: targetsOfSpecs(words), window: { since: undefined, until: undefined }, now };
    places = (await answerExposure(question, [channel])).places.length;
    reader.close();
    times.push(performance.now() - startedAt);
    const { user, system } = process.cpuUsage(before);
    computed.push((user + system) / 1000);
  }
  times.sort((left, right) => left - right);
  return {
    ms: times[Math.floor(times.length / 2)],
    worstMs: times.at(-1),
    computedMs: Math.max(...computed),
    places,
  };
}

function report({ projects, looks, rounds, json, asked, filled, megabytes }) {
  const slowest = Math.max(...asked.map(({ worstMs }) => worstMs));
  const perMillion = (megabytes / filled.intervals) * 1e6;
  const goals = [
    { what: "slowest question", reached: slowest / 1000, atMost: 1, unit: " s", isReached: slowest <= 1000 },
    {
      what: "one million intervals",
      reached: perMillion,
      atMost: 150,
      unit: " MB",
      isReached: perMillion <= 150,
    },
  ];
  const about = { machine: machineLine(), at: new Date().toISOString(), projects, looks, rounds };
  writeFigures(json, { ...about, ...filled, megabytes, asked, goals });
  console.log(
    `\n${about.machine}; ${projects} projects, ${looks} looks, ${filled.intervals.toLocaleString("en-US")} intervals`,
  );
  console.log(`${renderNumber(megabytes)} MB; ${renderNumber(filled.lookMs)} ms for a look\n`);
  const body = asked.map((each) => [
    each.what,
    `${renderNumber(each.ms)} ms`,
    `${renderNumber(each.worstMs)} ms`,
    `${renderNumber(each.computedMs)} ms`,
    String(each.places),
  ]);
  console.log(renderTable(["question", "median", "slowest", "processor at most", "places"], body));
  console.log(`\n${renderGoals(goals)}`);
  say(`figures written to ${json}`);
}

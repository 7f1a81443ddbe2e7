// Compares the graph of every client's lockfile with that client's own listing, on ten applications and a workspace with everything.
//   node eval/lockfiles.mjs [application…] [--client ID]… [--root DIR] [--all] [--json FILE]
// Needs a build and tests/clients (npm test sets it up). Makes the projects once, from the registry that npm is configured with,
// without install scripts, outside of the repository. Exit 1 when a difference has no reason.
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";

import { readDependencyGraph, readInstalledGraph } from "@lockkeeper/lockfile";

import { renderTable } from "../bench/shared/table.mjs";
import { applications } from "./lockfiles/applications.mjs";
import { buildProject, configuredRegistry } from "./lockfiles/build.mjs";
import { clients } from "./lockfiles/clients.mjs";
import { compareGraph, compareMarks } from "./lockfiles/compare.mjs";
import { readListing } from "./lockfiles/listings.mjs";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    client: { type: "string", multiple: true },
    root: { type: "string", default: "/var/tmp/lockkeeper-eval/projects" },
    all: { type: "boolean", default: false },
    json: { type: "string" },
  },
});
const shownDifferences = values.all ? Number.POSITIVE_INFINITY : 3;
const registry = configuredRegistry();
const rows = [];
const figures = [];
const reasons = new Map();

for (const [name, application] of Object.entries(applications)) {
  if (positionals.length > 0 && !positionals.includes(name)) continue;
  for (const client of clients) {
    if (values.client !== undefined && !values.client.includes(client.id)) continue;
    await evaluate(name, application, client);
  }
}
console.log(
  renderTable(
    [
      "application",
      "client",
      "packages",
      "pairs in both",
      "ours alone",
      "theirs alone",
      "unexplained",
      "marks",
      "on disk",
    ],
    rows,
  ),
);
console.log(
  `\n${renderTable(
    ["reason of a difference", "pairs"],
    [...reasons].map(([reason, count]) => [reason, String(count)]),
  )}`,
);
if (values.json !== undefined)
  writeFileSync(values.json, `${JSON.stringify({ schema: 1, figures }, null, 2)}\n`);

async function evaluate(name, application, client) {
  const built = buildProject({ root: values.root, name, application, client, registry });
  if (built.failure !== undefined) {
    rows.push([name, client.id, "not made", "", "", "", "", "", ""]);
    process.stderr.write(`${name} with ${client.id}: ${built.failure}\n`);
    return;
  }
  const file = join(built.folder, client.lockfile);
  const { graph } = await readDependencyGraph(file);
  const compared = compareGraph(
    graph,
    readListing[client.id](readFileSync(built.listing, "utf8")),
    client.id,
  );
  const unexplained = countReasons(compared, `${name} with ${client.id}`);
  const marks = client.id === "npm" ? compareMarks(graph, readFileSync(file, "utf8")) : undefined;
  for (const place of marks?.differing.slice(0, shownDifferences) ?? []) {
    process.stderr.write(`${name} with ${client.id}: marked otherwise: ${place}\n`);
  }
  const disk = await compareDisk(built.folder, graph);
  figures.push({ name, client: client.id, packages: graph.packages.length, ...compared, marks, disk });
  const counts = [graph.packages, compared.onlyOurs, compared.onlyTheirs].map(({ length }) => length);
  const shownMarks = marks === undefined ? "" : `${marks.count - marks.differing.length}/${marks.count}`;
  rows.push([
    name,
    client.id,
    ...[counts[0], compared.both, counts[1], counts[2], unexplained].map(String),
    shownMarks,
    disk,
  ]);
}

/** How many differences have no reason; shows some of them. */
function countReasons({ onlyOurs, onlyTheirs }, title) {
  const ours = onlyOurs.map((difference) => ({ ...difference, side: "ours" }));
  const differences = [...ours, ...onlyTheirs.map((difference) => ({ ...difference, side: "theirs" }))];
  for (const { reason = "unexplained" } of differences) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
  const unexplained = differences.filter(({ reason }) => reason === undefined);
  if (unexplained.length > 0) process.exitCode = 1;
  for (const { pair, side } of unexplained.slice(0, shownDifferences)) {
    process.stderr.write(`${title}: only ${side}: ${pair}\n`);
  }
  return unexplained.length;
}

/** What is installed beside what is locked: packages on the disk, and those of them that the lockfile does not have. */
async function compareDisk(folder, graph) {
  const installed = await readInstalledGraph(folder);
  if (installed === undefined) return "";
  const locked = new Set(graph.packages.map(({ name, version }) => `${name}@${version}`));
  const own = installed.graph.packages.filter(({ kind }) => kind === "registry");
  const foreign = own.filter(({ name, version }) => !locked.has(`${name}@${version}`));
  for (const { place } of foreign.slice(0, shownDifferences))
    process.stderr.write(`${folder}: not locked: ${place}\n`);
  return `${own.length - foreign.length}/${own.length}`;
}

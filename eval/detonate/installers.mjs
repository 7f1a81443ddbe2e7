// Runs honest installers in the emulator and tells of each what it was seen to do and how much of it ran.
//   node eval/detonate/installers.mjs [--cache DIR] [--only NAME] [--docs FILE: writes the table between its markers]
//     [--fetch: gets what is not in the cache] [--json FILE]
// Those of which less than seven tenths are seen are run again with what they depend on, as `--with-dependencies` does it: much of an
// installer's work may be done there. The row says which ones; each is counted by the run in which more was seen.
// Needs a build. Exit 3 when nothing could be run, 1 when a finding is strong or decisive.
import { existsSync } from "node:fs";
import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";

import { maxSatisfying } from "semver";

import { readArchive } from "../../packages/archive/dist/index.js";
import { createDetonator, usualStart } from "../../packages/detonate/dist/index.js";
import { fetchDependencies } from "../../packages/cli/dist/detonation/fetch-dependencies.js";
import { installers, nameOf, versionOf } from "../real/installers.mjs";
import { defaultCacheFolder, openRegistryCache } from "../real/registry-cache.mjs";
import { reasons } from "./installer-reasons.mjs";

const { values } = parseArgs({
  options: {
    cache: { type: "string", default: defaultCacheFolder() },
    only: { type: "string" },
    docs: { type: "string" },
    json: { type: "string" },
    fetch: { type: "boolean", default: false },
  },
});
const wellSeen = 0.7;
const marks = ["<!-- installers: begin -->", "<!-- installers: end -->"];
const cache = await openRegistryCache({ folder: values.cache, isOffline: !values.fetch });
const detonator = createDetonator({ threads: 1 });
const rows = [];
const absent = [];
try {
  for (const listed of installers) {
    if (values.only !== undefined && nameOf(listed) !== values.only) continue;
    const found = await tarballOf(listed);
    if (found === undefined) absent.push(listed);
    else rows.push(await runInstaller(listed, found));
  }
} finally {
  await detonator.close();
}
if (rows.length === 0) {
  console.error(`No installers at ${values.cache}: run this with --fetch first.`);
  process.exit(3);
}
const table = renderTable(rows);
console.log(table);
for (const listed of absent) console.log(`not in the cache: ${listed}`);
const covered = rows.flatMap(({ coverage }) => coverage ?? []).toSorted((left, right) => left - right);
const middle = covered[Math.floor(covered.length / 2)] ?? 0;
const well = covered.filter((coverage) => coverage >= wellSeen).length;
const grave = rows.flatMap(({ spec, findings }) =>
  findings
    .filter(({ strength }) => strength === "decisive" || strength === "strong")
    .map(({ strength, message }) => `${strength} ${spec}: ${message.slice(0, 200)}`),
);
console.log(
  `\n${rows.length} installers, ${rows.length - covered.length} of which run nothing of their own; median coverage ${middle.toFixed(2)}, ${well} of ${covered.length} at 0.7 or more`,
);
for (const finding of grave) console.log(`  ${finding}`);
const unexplained = rows.filter(
  ({ coverage, listed }) => coverage < wellSeen && reasons[listed] === undefined,
);
for (const { spec, coverage } of unexplained) console.log(`  no reason is known: ${spec} ${coverage}`);
if (values.docs !== undefined) await writeDocs(values.docs);
if (values.json !== undefined) await writeFile(values.json, `${JSON.stringify(rows, undefined, 1)}\n`);
process.exitCode = grave.length === 0 ? 0 : 1;

async function tarballOf(listed) {
  try {
    const packument = JSON.parse(await cache.packument(nameOf(listed)));
    const version = versionOf(listed, packument);
    return { version, bytes: await cache.tarball(nameOf(listed), version, packument.versions[version].dist) };
  } catch (error) {
    // What was never fetched, and what the registry does not have.
    if (error instanceof SyntaxError) throw error;
    return undefined;
  }
}

async function runInstaller(listed, { version, bytes }) {
  const { entries } = readArchive(bytes);
  const alone = await detonateWith(entries, []);
  const row = rowOf(listed, version, alone);
  if (row.coverage === undefined || row.coverage >= wellSeen) return row;
  const { packages } = await fetchDependencies(entries, tarballOfSpec);
  if (packages.length === 0) return row;
  const accompanied = rowOf(listed, version, await detonateWith(entries, packages));
  const findings = [...accompanied.findings, ...row.findings];
  const isMore = (accompanied.coverage ?? 0) > row.coverage;
  return isMore ? { ...accompanied, findings, dependencies: packages.length } : { ...row, findings };
}

async function detonateWith(entries, dependencies) {
  const began = performance.now();
  const detonation = await detonator.detonate(
    { entries },
    { startsAt: usualStart, triggers: ["install"], dependencies },
  );
  return { ...detonation, ms: Math.round(performance.now() - began) };
}

/** What a range leads to, as an install would choose it. */
async function tarballOfSpec(spec) {
  const at = spec.indexOf("@", 1);
  const [name, range] = [spec.slice(0, at), spec.slice(at + 1)];
  const { versions, "dist-tags": tags } = JSON.parse(await cache.packument(name));
  const version = tags?.[range] ?? maxSatisfying(Object.keys(versions), range);
  if (version === null) throw new Error(`No version of ${name} is in ${range}`);
  return cache.tarball(name, version, versions[version].dist);
}

function rowOf(listed, version, { triggers, findings, ms }) {
  const [trigger] = triggers;
  const worlds = trigger?.worlds ?? [];
  return {
    listed,
    spec: `${nameOf(listed)}@${version}`,
    ms,
    dependencies: 0,
    worlds: worlds.map(({ name, coverage, ended, problem }) => ({ name, coverage, ended, problem })),
    coverage: trigger?.coverage,
    does: phraseOf(worlds.flatMap(({ observations }) => observations)),
    starts: trigger?.trigger.starts ?? [],
    findings: findings.map(({ id, strength, message }) => ({ id, strength, message })),
  };
}

/** What was seen in one phrase: who is asked, what is started, what is written. */
function phraseOf(observations) {
  const hosts = observations
    .filter(({ kind }) => kind === "network")
    .map(({ data }) => hostOf(String(data.url ?? data.host ?? "")));
  const programs = observations
    .filter(({ kind }) => kind === "process")
    .map(({ data }) => programOf(String(data.program ?? "") || String(data.command ?? "").split(/\s/, 1)[0]));
  const files = observations.filter(
    ({ kind, api }) => kind === "file" && /write|rename|copy|link|mkdir|chmod/i.test(api),
  );
  const hooks = files.filter(({ data }) => /[\\/]\.git[\\/]hooks/.test(String(data.path)));
  const own = files.filter(({ data }) => /node_modules/.test(String(data.path)));
  const other = files.length - hooks.length - own.length;
  const parts = [
    part("asks", namesOf(hosts)),
    part("starts", namesOf(programs)),
    own.length > 0 ? "writes its own files" : "",
    hooks.length > 0 ? "writes hooks of git" : "",
    other > 0 ? "writes elsewhere (caches, temporary files, the project)" : "",
  ].filter((text) => text !== "");
  return parts.length === 0 ? "prints, or does nothing that leaves a trace" : parts.join("; ");
}

function part(verb, names) {
  return names.length === 0 ? "" : `${verb} ${names.join(", ")}`;
}

function namesOf(all) {
  const names = [...new Set(all.filter((name) => name !== ""))];
  return names.length > 4 ? [...names.slice(0, 4), `${names.length - 4} more`] : names;
}

/** Registries are told from others by the shape of what is asked of them; mirrors are those of the pretended world. */
function hostOf(address) {
  if (!URL.canParse(address)) return "";
  const { hostname, pathname } = new URL(address);
  if (/\/-\/[^/]+\.tgz$/.test(pathname) || hostname.startsWith("registry.")) return "the registry";
  return hostname.endsWith(".example") ? "" : hostname;
}

function programOf(program) {
  const name = (program.split(/[\\/]/).at(-1) ?? "").replaceAll(/["'()]|\.(?:exe|cmd)$/g, "");
  return /^[\w.+-]{2,40}$/.test(name) ? name : "";
}

function renderTable(all) {
  const lines = all.map((row) => {
    const seen =
      row.coverage === undefined
        ? "none of its own"
        : `${Math.round(row.coverage * 100)} %${row.dependencies > 0 ? ` with ${row.dependencies} dependencies` : ""}`;
    return `| ${row.spec} | ${row.worlds.length} | ${seen} | ${row.does} | ${whyOf(row)} |`;
  });
  return [
    "| package | worlds | ran | was seen to do | why not more |",
    "| --- | --- | --- | --- | --- |",
    ...lines,
  ].join("\n");
}

function whyOf({ listed, coverage, starts }) {
  if (coverage === undefined)
    return `everything is left to \`${starts.join(" && ").replaceAll("|", "\\|")}\``;
  return coverage >= wellSeen ? "" : (reasons[listed] ?? "");
}

async function writeDocs(file) {
  const text = existsSync(file) ? await readFile(file, "utf8") : `${marks.join("\n")}\n`;
  const [begin, end] = marks.map((mark) => text.indexOf(mark));
  if (begin === -1 || end === -1) throw new Error(`${file} has no ${marks.join(" and ")}`);
  await writeFile(file, `${text.slice(0, begin)}${marks[0]}\n\n${table}\n\n${text.slice(end)}`);
}

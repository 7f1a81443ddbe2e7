// Evaluates the rules of history and identity on real packuments, which are not part of this repository.
//   node eval/trust.mjs [--data FILE] [--mirror DIR] [--json]     needs a build; exit 3 when the data is absent, 1 when a check fails
// Every version is judged at its own publishing, by what had been published before, and from metadata alone.
import { readdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { gunzipSync } from "node:zlib";
import { detect, detectors, judge } from "../packages/detectors/dist/index.js";
import { extractFacts } from "../packages/facts/dist/index.js";
import { parseReleaseHistory, publicRegistryKeys, verifySignatures } from "../packages/trust/dist/index.js";

const { values } = parseArgs({
  options: {
    data: { type: "string" },
    mirror: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const root = resolve(import.meta.dirname, "..");
const data = resolve(values.data ?? join(root, "..", "shared", "data", "packuments.jsonl.gz"));
/** Detectors that read nothing but what a registry says of releases. */
const ids = new Set([
  "armed-update",
  "confusion-version",
  "deprecated-as-malicious",
  "dormant-burst",
  "off-line-release",
  "provenance-change",
  "publisher-change",
  "release-burst",
  "removed-release",
  "signature-invalid",
  "time-mismatch",
  "trust-downgrade",
]);
const chosen = detectors.filter(({ id }) => ids.has(id));
const unavailable = { state: "unavailable", reason: "judged from metadata alone" };
const checks = [];

function check(name, passed, detail = "") {
  checks.push({ name, passed, detail });
}

const cases = await judgeCases();
const bytes = await readFile(data).catch(() => undefined);
const real = bytes === undefined ? undefined : judgeReal(bytes);
const mirror = values.mirror === undefined ? undefined : await judgeMirror(resolve(values.mirror));
report();

/** Releases of attacks and of honest packages that look like them, as published reports describe them. */
async function judgeCases() {
  const folder = join(import.meta.dirname, "trust-cases");
  const rows = [];
  for (const file of (await readdir(folder)).sort()) {
    const { packument, judged } = JSON.parse(await readFile(join(folder, file), "utf8"));
    const history = parseReleaseHistory(Buffer.from(JSON.stringify(packument)));
    for (const [version, expected] of Object.entries(judged)) {
      const row = judgeRelease(history, version);
      rows.push({ ...row, expected });
      check(`${row.spec} is ${expected}`, row.verdict === expected, row.findings.join(" | "));
    }
  }
  return rows;
}

function judgeReal(compressed) {
  const rows = [];
  const signatures = {};
  const lines = gunzipSync(compressed).toString().split("\n").filter(Boolean);
  for (const line of lines) {
    const history = parseReleaseHistory(Buffer.from(line));
    for (const release of history.releases) {
      const { kind } = verifySignatures({ name: history.name, release, keys: publicRegistryKeys });
      signatures[kind] = (signatures[kind] ?? 0) + 1;
      rows.push(judgeRelease(history, release.version));
    }
  }
  const held = rows.filter(({ verdict }) => verdict === "hold");
  const blocked = rows.filter(({ verdict }) => verdict === "block");
  const names = (some) => some.map(({ spec }) => spec).join(" ") || `none of ${rows.length}`;
  check("signatures: all that are there hold", (signatures.wrong ?? 0) + (signatures.expired ?? 0) === 0);
  check("real versions: none blocked", blocked.length === 0, names(blocked));
  check("real versions: at most 0.1 % held", held.length <= rows.length / 1000, names(held));
  return { packages: lines.length, signatures, ...summarize(rows) };
}

/** A registry without publishers, attestations and true times must make nothing fire. */
async function judgeMirror(folder) {
  const rows = [];
  let packages = 0;
  for (const file of await readdir(folder)) {
    const history = await readFile(join(folder, file)).then(parseReleaseHistory, () => undefined);
    const newest = history?.distTags.latest;
    if (history?.releases.some(({ version }) => version === newest) !== true) continue;
    packages += 1;
    rows.push(judgeRelease(history, newest));
  }
  const heavy = rows.filter(({ strengths }) => strengths.some((strength) => strength !== "context"));
  check(
    "a registry without publishers: nothing fires on newest releases",
    heavy.length === 0,
    heavy.map(({ spec, findings }) => `${spec} ${findings.join(" | ")}`).join(" ") || `${packages} packages`,
  );
  return { packages, ...summarize(rows) };
}

function judgeRelease(history, version) {
  const release = history.releases.find((each) => each.version === version);
  const now = release.publishedAt.state === "present" ? release.publishedAt.value : Number.MAX_SAFE_INTEGER;
  const isThen = ({ publishedAt }) => publishedAt.state !== "present" || publishedAt.value <= now;
  // Deprecations come later than the publishing at which a version is judged.
  const then = {
    ...history,
    releases: history.releases.filter(isThen).map((each) => ({ ...each, deprecated: undefined })),
    removed: history.removed.filter(({ publishedAt }) => publishedAt <= now),
  };
  const own = then.releases.find((each) => each.version === version);
  const manifest = JSON.stringify({ name: history.name, version });
  const subject = {
    name: history.name,
    version,
    facts: extractFacts({
      entries: [{ path: "package.json", bytes: Buffer.from(manifest), mode: 0o644 }],
      anomalies: [],
      unpackedBytes: manifest.length,
      isPartial: false,
    }),
    predecessor: unavailable,
    registry: { state: "present", value: { history: then, release: own, now } },
    registryManifest: unavailable,
    dependencies: unavailable,
    popularNames: [],
  };
  const { findings, failures } = detect(subject, chosen);
  if (failures.length > 0) throw new Error(failures[0]);
  return {
    spec: `${history.name}@${version}`,
    verdict: judge(findings, []).verdict,
    strengths: findings.map(({ strength }) => strength),
    findings: findings
      .filter(({ strength }) => strength !== "context")
      .map(({ id, strength, message }) => `${strength} ${id}: ${message}`),
    ids: findings.map(({ id, strength }) => `${id} (${strength})`),
  };
}

function summarize(rows) {
  const count = (verdict) => rows.filter((row) => row.verdict === verdict).length;
  const fired = {};
  for (const { ids: own } of rows) for (const id of own) fired[id] = (fired[id] ?? 0) + 1;
  return {
    versions: rows.length,
    allow: count("allow"),
    hold: count("hold"),
    block: count("block"),
    withheld: rows
      .filter(({ verdict }) => verdict !== "allow")
      .map(({ spec, verdict, findings }) => ({ spec, verdict, findings })),
    fired: Object.fromEntries(Object.entries(fired).sort(([left], [right]) => (left < right ? -1 : 1))),
  };
}

function printSummary(title, { packages, versions, allow, hold, block, withheld, fired }) {
  console.log(
    `${title}: ${packages} packages, ${versions} versions: allow ${allow}, hold ${hold}, block ${block}`,
  );
  for (const { spec, verdict, findings } of withheld)
    console.log(`  ${verdict} ${spec}: ${findings.join(" | ")}`);
  for (const [id, times] of Object.entries(fired)) console.log(`  ${String(times).padStart(6)}  ${id}`);
}

function report() {
  if (values.json) {
    console.log(JSON.stringify({ schema: 1, cases, real, mirror, checks }));
  } else {
    if (real !== undefined) {
      printSummary("real packuments", real);
      console.log(`  signatures: ${JSON.stringify(real.signatures)}`);
    }
    if (mirror !== undefined) printSummary("registry without publishers", mirror);
    for (const { name, passed, detail } of checks)
      console.log(`${passed ? "ok  " : "FAIL"} ${name}${detail && `: ${detail}`}`);
  }
  process.exitCode = checks.some(({ passed }) => !passed) ? 1 : 0;
  if (real !== undefined) return;
  console.error(`No packuments at ${data}; only the written cases were judged. Give the file with --data.`);
  if (process.exitCode === 0) process.exitCode = 3;
}

// Holds an index built from real advisories against the list of edge cases that they contain. What is expected comes
// from the records' JSON and the OSV schema's own definition of "affected", not from the code that is evaluated.
import { readFile, readdir } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";

// The library that the evaluated package declares; the repository's root declares none.
const semver = createRequire(new URL("../packages/intel/package.json", import.meta.url))("semver");

const npmEntries = (record) => (record.affected ?? []).filter((entry) => entry.package?.ecosystem === "npm");
const namesOf = (record) => [...new Set(npmEntries(record).map((entry) => entry.package.name))];
const rangesOf = (entry) => (entry.ranges ?? []).filter((range) => range.type !== "GIT");
const eventsOf = (entry) => rangesOf(entry).flatMap((range) => range.events);
const boundOf = (event) => event.introduced ?? event.fixed ?? event.last_affected;

/** The version that stands for a bound; `0` is before everything. */
const placed = (text) => (text === "0" ? semver.parse("0.0.0-0") : semver.parse(text, { loose: true }));

/** OSV schema 1.7, "Evaluation": the last event at or before the version decides. */
function isInRange(range, version) {
  const sorted = range.events
    .map((event) => ({ event, at: placed(boundOf(event)) }))
    .toSorted(
      (left, right) =>
        left.at.compare(right.at) || Number(!left.event.introduced) - Number(!right.event.introduced),
    );
  let isAffected = false;
  for (const { event, at } of sorted) {
    const order = version.compare(at);
    if (event.introduced !== undefined && order >= 0) isAffected = true;
    if (event.fixed !== undefined && order >= 0) isAffected = false;
    if (event.last_affected !== undefined && order > 0) isAffected = false;
  }
  return isAffected;
}

function isAffectedBySchema(record, name, text) {
  const version = semver.parse(text, { loose: true });
  return npmEntries(record)
    .filter((entry) => entry.package.name === name)
    .some(
      (entry) =>
        (entry.versions ?? []).some(
          (listed) => listed === text || semver.parse(listed, { loose: true })?.version === version.version,
        ) || rangesOf(entry).some((range) => isInRange(range, version)),
    );
}

/** Versions around every bound and every listed version, and some far from all. */
function probesOf(record, name) {
  const probes = new Set(["0.0.0", "0.0.1-alpha", "1.0.0", "987654.3.2"]);
  for (const entry of npmEntries(record).filter(({ package: { name: own } }) => own === name)) {
    for (const text of [...(entry.versions ?? []), ...eventsOf(entry).map(boundOf)]) {
      const version = placed(text);
      if (version === null || text === "0") continue;
      const { major, minor, patch } = version;
      probes.add(version.version);
      probes.add(`${major}.${minor}.${patch}`);
      probes.add(`${major}.${minor}.${patch}-0`);
      probes.add(`${major}.${minor}.${patch + 1}`);
      probes.add(`${major}.${minor + 1}.0-rc.1`);
      if (patch > 0) probes.add(`${major}.${minor}.${patch - 1}`);
      if (version.prerelease.length > 0) probes.add(`${version.version}.1`);
    }
  }
  return [...probes];
}

function speaksOf(match, id) {
  return match.id === id || match.aliases.includes(id);
}

/** Every probe whose answer differs from the schema's, as `name@version expected got`. */
function differences(record, index) {
  const wrong = [];
  let probes = 0;
  for (const name of namesOf(record)) {
    for (const version of probesOf(record, name)) {
      probes += 1;
      const expected = record.withdrawn ? false : isAffectedBySchema(record, name, version);
      const got = index.match(name, version).some((match) => speaksOf(match, record.id));
      if (expected !== got) wrong.push(`${name}@${version}: expected ${expected}, got ${got}`);
    }
  }
  return { wrong, probes };
}

/** The first version that the record affects, for what is said of a match. */
function matchOf(record, index) {
  for (const name of namesOf(record)) {
    for (const version of probesOf(record, name)) {
      const found = index.match(name, version).find((match) => speaksOf(match, record.id));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

const severityWords = { LOW: "low", MODERATE: "moderate", HIGH: "high", CRITICAL: "critical" };
const isMalware = ({ record, match }) => [`malware`, record.withdrawn ? "malware" : match?.kind];
const lists =
  (prefix) =>
  ({ record, match }) => {
    const wanted = (record.aliases ?? []).filter((alias) => alias.startsWith(prefix));
    return [
      wanted.join(" "),
      record.withdrawn ? wanted.join(" ") : wanted.filter((alias) => speaksOf(match, alias)).join(" "),
    ];
  };
const severity = ({ record, match }) => {
  if (record.withdrawn) return ["withdrawn", match === undefined ? "withdrawn" : match.severity];
  if (match?.kind === "malware") return ["malware", "malware"];
  const word = severityWords[record.database_specific?.severity];
  // A record without a word has scores; which severity they mean is only held against being known at all.
  const isScored = JSON.stringify(record).includes("CVSS:3");
  return word === undefined ? [isScored, match?.severity !== undefined] : [word, match?.severity];
};

/**
 * What a category stands for beyond exact agreement with the schema: pairs of expected and got. Agreement itself, on
 * every probe, is asked of every case of every category.
 */
const particulars = {
  "MAL-on-popular-package(>1M/mo)": ({ record, index }) => {
    // Such a record must not condemn the name: an unheard-of version is either free, or doubted as one source's word.
    const [name] = namesOf(record);
    const hits = index.match(name, "987654.3.2").filter((match) => speaksOf(match, record.id));
    return [true, hits.every((match) => match.extent === "every-version" && match.isSingleSource)];
  },
  "MAL-whole-package": ({ record, index }) => {
    const [name] = namesOf(record);
    return [
      "every-version",
      index.match(name, "987654.3.2").find((match) => speaksOf(match, record.id))?.extent,
    ];
  },
  "alias-cve": lists("CVE-"),
  "alias-ghsa": lists("GHSA-"),
  "alias-mal": lists("MAL-"),
  "database_specific.iocs": isMalware,
  "indicators.package_integrity": isMalware,
  "origins-null": isMalware,
  "severity-CVSS_V3": severity,
  "severity-CVSS_V4": severity,
  "severity-empty-array": severity,
  "name-not-modern-npm-valid": ({ record, index }) => [
    namesOf(record).join(" "),
    namesOf(record)
      .filter((name) => index.advisoriesOf(name).length > 0)
      .join(" "),
  ],
  "mixed-ecosystems": ({ record, index }) => {
    const npm = new Set(namesOf(record));
    const foreign = record.affected.map((entry) => entry.package.name).filter((name) => !npm.has(name));
    const leaked = foreign.filter((name) =>
      index.advisoriesOf(name).some(({ advisory }) => advisory.id === record.id),
    );
    return ["", leaked.join(" ")];
  },
  "same-name-split-over-affected-entries": ({ record, index }) => {
    const counts = namesOf(record).map(
      (name) => index.advisoriesOf(name).filter(({ advisory }) => advisory.id === record.id).length,
    );
    return [record.withdrawn ? 0 : 1, Math.max(...counts)];
  },
  "several-npm-names": ({ record, index }) => [
    namesOf(record).length,
    namesOf(record).filter((name) =>
      index.advisoriesOf(name).some(({ advisory }) => advisory.id === record.id),
    ).length,
  ],
  "modified-fraction-6-digits": ({ record, states }) => [record.modified, states.get(record.id).modified],
  "modified-fraction-9-digits": ({ record, states }) => [record.modified, states.get(record.id).modified],
};

/** Nanoseconds since the epoch as the sum of whole seconds and the fraction, exactly. */
function instantOf(text) {
  const [, seconds, fraction = "", zone] = /^([^.Z+]+)(?:\.(\d+))?(Z|[+-].*)$/.exec(text);
  return BigInt(Date.parse(`${seconds}${zone}`)) * 1_000_000n + BigInt(fraction.padEnd(9, "0"));
}

/** The newest state of each record among all that went into the index. */
function newestStates(records) {
  const states = new Map();
  for (const record of records) {
    const known = states.get(record.id);
    if (known === undefined || instantOf(record.modified) > instantOf(known.modified))
      states.set(record.id, record);
  }
  return states;
}

/**
 * Every case of the list: `{category, id, expected, got, probes, passed}`. `others` are the records of the other sources
 * in the index, which may hold newer states.
 */
export async function evaluateEdgeCases({ data, index, others }) {
  const folder = join(data, "osv");
  const records = [];
  for (const file of await readdir(folder))
    records.push(JSON.parse(await readFile(join(folder, file), "utf8")));
  const states = newestStates([...records, ...others]);
  const categories = JSON.parse(await readFile(join(data, "osv-edge-cases.json"), "utf8"));
  const cases = [];
  for (const [category, ids] of Object.entries(categories)) {
    for (const id of ids) {
      const record = states.get(id);
      const { wrong, probes } = differences(record, index);
      const match = matchOf(record, index);
      const [expected, got] = particulars[category]?.({ record, match, index, states }) ?? [
        "as the schema says",
        "as the schema says",
      ];
      cases.push({
        category,
        id,
        expected,
        got: wrong.length === 0 ? (got ?? null) : wrong.slice(0, 5).join("; "),
        probes,
        passed: wrong.length === 0 && expected === got,
      });
    }
  }
  return cases;
}

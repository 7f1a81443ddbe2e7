// Writes a data folder of the present schema as texts to test/frozen/schema-N.json: run once when a schema is released,
// and never again for that number. Needs a build (`npm run build`).
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";

import Libsql from "libsql";

import { openDataFolder, openStore } from "../dist/index.js";

const silent = { log: () => undefined };
let now = Date.parse("2026-03-31T01:10:00Z");
const clock = { now: () => now };
const root = mkdtempSync(join(tmpdir(), "lockkeeper-freeze-"));

try {
  const folder = await openDataFolder(join(root, "data"));
  const store = await openStore(folder, { clock, logger: silent });
  await fill(store);
  const journal = await appendWithoutImport(store, folder);
  await store.close();
  const frozen = await freeze(folder, journal);
  const target = join(import.meta.dirname, "frozen", `schema-${frozen.schema}.json`);
  if (existsSync(target)) throw new Error(`${target} is frozen: a released schema never changes`);
  writeFileSync(target, `${JSON.stringify(frozen, undefined, 1)}\n`);
  process.stdout.write(`wrote ${target}\n`);
} finally {
  rmSync(root, { recursive: true, force: true });
}

async function fill(store) {
  for (let index = 0; index < 3; index += 1) {
    for (const entry of entriesOf(index)) store.ledger.append(entry);
    await store.ledger.flush();
    now += 60_000;
  }
  store.exceptions.add({
    package: "axios",
    versions: "1.14.1",
    clauses: ["cooldown", "malware"],
    reason: "looked at by hand",
    owner: "security@mail.example",
    expires: "2026-05-01T00:00:00Z",
  });
  const gone = store.exceptions.add({
    package: "@scope/tool",
    versions: ">=2",
    clauses: ["cooldown"],
    reason: "ours",
    owner: "team-a",
    expires: "2026-04-02T00:00:00Z",
  });
  store.exceptions.remove(gone.id);
  const first = ["1.0.0", "1.1.0", "1.2.0", "2.0.0-beta.1"].map((version) => versionOf(version));
  observe(store, "axios", { sha256: "a", versions: first });
  now += 3_600_000;
  // One is gone, one has other bytes, one is new.
  const second = [first[0], { ...first[2], integrity: sha512("other") }, first[3], versionOf("1.14.1")];
  observe(store, "axios", { sha256: "b", versions: second, before: first });
  const many = Array.from({ length: 60 }, (_, index) => versionOf(`0.${index}.0`));
  observe(store, "@scope/tool", { sha256: "c", versions: many });
  store.sightings.observeMissing("@scope/tool", "default", now + 1000);
  await store.sightings.flush();
  await store.packuments.write("default", "axios", {
    bytes: Buffer.from(
      JSON.stringify({ name: "axios", versions: { "1.14.1": { name: "axios", version: "1.14.1" } } }),
    ),
    etag: '"x"',
    lastModified: undefined,
    fetchedAt: now,
  });
  // What leaves the cache goes to the snapshots.
  await store.packuments.purge("axios");
}

function observe(store, name, { sha256, versions, before }) {
  store.sightings.observe(
    {
      name,
      upstream: "default",
      at: now,
      sha256: createHash("sha256").update(sha256).digest("hex"),
      versions: () => versions,
    },
    before && (() => before),
  );
}

function versionOf(version) {
  return {
    version,
    publishedAt: Date.parse("2026-03-01T00:00:00Z"),
    publishedText: "2026-03-01T00:00:00.000Z",
    integrity: sha512(version),
    shasum: undefined,
    tarball: `https://registry.example/axios/-/axios-${version}.tgz`,
    publisher: { name: "owner", email: "owner@mail.example", trustedPublisher: "github" },
    hasAttestation: version.endsWith("0"),
    gitHead: undefined,
    installScripts: version === "1.14.1" ? ["postinstall"] : [],
    manifest: JSON.stringify({ name: "axios", version }),
  };
}

function sha512(text) {
  return `sha512-${createHash("sha512").update(text).digest("base64")}`;
}

function entriesOf(round) {
  const entry = {
    at: now,
    identity: "user:ann",
    client: "npm",
    clientVersion: "11.19.1",
    command: "ci",
    ci: null,
    remote: "127.0.0.1",
    kind: "tarball",
    package: "axios",
    version: `1.${round}.0`,
    integrityExpected: sha512("x"),
    integrityServed: sha512("x"),
    decision: "allow",
    effect: "allow",
    clause: "none",
    policyRevision: "0123456789ab",
    outcome: "served",
    status: 200,
    withheld: [],
    observed: false,
    tookFromCache: true,
  };
  return [
    entry,
    { ...entry, kind: "packument", version: null, withheld: ["1.14.1", "__proto__"], ci: "github-actions" },
    {
      ...entry,
      version: "1.14.1",
      decision: "unknown",
      effect: "hold",
      clause: "unknown",
      outcome: "refused",
      status: 403,
    },
    {
      ...entry,
      identity: "é😀'; --",
      package: "@scope/tool",
      kind: "audit",
      command: null,
      clientVersion: null,
      remote: null,
    },
  ];
}

/** Rows that a killed process leaves in its journal. */
async function appendWithoutImport(store, folder) {
  for (const entry of entriesOf(9)) store.ledger.append(entry);
  const [name] = readdirSync(folder.ledgerFolder);
  const text = readFileSync(join(folder.ledgerFolder, name), "utf8").split("\n").slice(-5).join("\n");
  return text;
}

async function freeze(folder, journal) {
  const reader = await openStore(folder, { clock, logger: silent });
  const rows = [];
  for await (const row of reader.ledger.query({})) rows.push(row);
  const expected = {
    rows,
    verification: await reader.ledger.verify(),
    exceptions: reader.exceptions.list(),
    histories: [...reader.sightings.versionsOf("axios"), ...reader.sightings.versionsOf("@scope/tool")],
    manifest: await reader.sightings.manifestOf("axios", "1.1.0"),
    /** From a packument that left the cache. */
    archived: await reader.sightings.manifestOf("axios", "1.14.1"),
  };
  await reader.close();
  const database = new Libsql(folder.databaseFile);
  const frozen = {
    schema: database.prepare("PRAGMA user_version").raw().get()[0],
    format: JSON.parse(readFileSync(join(folder.root, "format.json"), "utf8")).format,
    statements: [...dump(database)],
    /** The lines of a journal that no process has imported. */
    journal,
    files: filesBelow(folder.snapshotFolder, folder.root),
    expected,
  };
  database.close();
  return frozen;
}

function* dump(database) {
  const objects = database
    .prepare("SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL ORDER BY rowid")
    .raw()
    .all();
  for (const [, name, sql] of objects) if (!name.startsWith("sqlite_")) yield sql;
  for (const [type, name] of objects) {
    if (type !== "table") continue;
    const columns = database.prepare(`SELECT name FROM pragma_table_info('${name}')`).raw().all().flat();
    const quoted = columns.map((column) => `quote("${column}")`).join(" || ', ' || ");
    for (const [values] of database.prepare(`SELECT ${quoted} FROM "${name}"`).raw().all())
      yield `INSERT INTO "${name}" VALUES (${values})`;
  }
}

/** Compressed packs are named by their own hash, so they are kept byte for byte. */
function filesBelow(folder, base) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path: relative(base, path), base64: readFileSync(path).toString("base64") }));
}

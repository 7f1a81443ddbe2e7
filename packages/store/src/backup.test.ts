import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { describe, expect, onTestFinished, test } from "vitest";

import {
  buildEntry,
  buildVersion,
  collect,
  createFakeClock,
  createKeptLog,
  makeDataFolder,
  makeFolder,
} from "../test/fixtures.ts";
import { readFrozenFolders, thaw } from "../test/thaw.ts";
import type { BackupOptions } from "./backup.ts";
import { createBackup } from "./backup.ts";
import { checkFolder } from "./check-folder.ts";
import type { DataFolder } from "./data-folder.ts";
import { openDataFolder } from "./data-folder.ts";
import { openDatabase } from "./database.ts";
import { checkBackup, restoreBackup } from "./restore.ts";
import type { Store } from "./store.ts";
import { openStore } from "./store.ts";
import { renderTarHeader, renderTarPadding, tarEnd } from "./tar-write.ts";

const modifiedAt = Date.parse("2026-03-31T01:10:00Z");
const instruments = { clock: createFakeClock(), logger: createKeptLog() };
const options: BackupOptions = { clock: createFakeClock(), version: "1.2.3" };

async function openFilled(): Promise<{ readonly folder: DataFolder; readonly store: Store }> {
  const folder = await makeDataFolder();
  const store = await openStore(folder, instruments);
  onTestFinished(() => store.close());
  for (let number = 0; number < 50; number += 1) store.ledger.append(buildEntry({ version: String(number) }));
  store.exceptions.add({
    package: "axios",
    versions: "1.14.1",
    clauses: ["cooldown"],
    reason: "r",
    owner: "o",
    expires: "2027-01-01T00:00:00Z",
  });
  const before = ["1.0.0", "1.1.0"].map((version) => buildVersion(version));
  store.sightings.observe({ name: "axios", upstream: "u", at: 1, sha256: "a", versions: () => before });
  store.sightings.observe(
    { name: "axios", upstream: "u", at: 2, sha256: "b", versions: () => [] },
    () => before,
  );
  await store.sightings.flush();
  await writeFile(folder.policyFile, "version: 1\n");
  await mkdir(folder.campaignFolder);
  await writeFile(join(folder.campaignFolder, "left-2030.json"), "{}\n");
  await writeFile(join(folder.campaignFolder, "notes.txt"), "not a campaign\n");
  await mkdir(folder.incidentPolicyFolder);
  await writeFile(join(folder.incidentPolicyFolder, "axios-2026-20260331t0600z.yaml"), "version: 1\n");
  await writeFile(join(folder.incidentPolicyFolder, "Notes.yaml"), "not one\n");
  await writeFile(folder.secretsFile, "tokens: { default: geheim }\n", { mode: 0o600 });
  return { folder, store };
}

describe("createBackup", () => {
  test("createBackup of an open store can be restored elsewhere with everything in it", async () => {
    const { folder, store } = await openFilled();
    const target = join(await makeFolder(), "backup.tar.gz");

    const report = await createBackup(folder, target, options);
    store.ledger.append(buildEntry({ version: "after" }));
    const other = await makeDataFolder();
    const restored = await restoreBackup(other, target, instruments);
    const opened = await openStore(other, instruments);
    const rows = await collect(opened.ledger.query({}));
    const verification = await opened.ledger.verify(report.ledger.head);
    const exceptions = opened.exceptions.list();
    const manifest = await opened.sightings.manifestOf("axios", "1.0.0");
    await opened.close();

    expect(restored).toMatchObject({ replaced: undefined, verification: { kind: "intact", rows: 50 } });
    expect(rows.map(({ version }) => version)).toEqual([...Array(50).keys()].map(String));
    expect(verification).toMatchObject({ kind: "intact", rows: 50, noted: { lastSeq: 50 } });
    expect(exceptions).toHaveLength(1);
    expect(JSON.parse(manifest ?? "")).toMatchObject({ version: "1.0.0" });
    expect(await readFile(other.policyFile, "utf8")).toBe("version: 1\n");
    expect(await readdir(other.campaignFolder)).toEqual(["left-2030.json"]);
    expect(await readdir(other.incidentPolicyFolder)).toEqual(["axios-2026-20260331t0600z.yaml"]);
  });

  test("createBackup holds no secrets, no caches, and leaves nothing else behind", async () => {
    const { folder } = await openFilled();
    const target = await makeFolder();

    const { path } = await createBackup(folder, target, options);

    expect(await readdir(target)).toEqual(["lockkeeper-20260331T011000Z.tar.gz"]);
    const text = gunzipSync(await readFile(path)).toString("latin1");
    expect(text).not.toMatch(/geheim|secrets\.yaml|cache\//);
    expect(text).toMatch(/lockkeeper\.db[^]*policy\.yaml[^]*snapshots\/[^]*backup\.json/);
  });

  test("createBackup does not overwrite, and says so where there is nothing", async () => {
    const { folder } = await openFilled();
    const target = join(await makeFolder(), "backup.tar.gz");
    await writeFile(target, "mine");

    await expect(createBackup(folder, target, options)).rejects.toMatchObject({
      code: "STORE_BACKUP_EXISTS",
    });
    await expect(createBackup(await makeDataFolder(), `${target}.2`, options)).rejects.toMatchObject({
      code: "STORE_NOTHING_TO_BACK_UP",
    });
    expect(await readFile(target, "utf8")).toBe("mine");
  });

  test("createBackup leaves a database of an earlier schema as it is, for the Lockkeeper that still runs on it", async () => {
    const [first] = await readFrozenFolders();
    if (first === undefined) throw new Error("There is no frozen folder");
    const folder = await thaw(first);
    const target = join(await makeFolder(), "backup.tar.gz");

    const report = await createBackup(folder, target, options);
    const restored = await restoreBackup(await makeDataFolder(), target, instruments);

    expect(report.schema).toBe(1);
    // The rows of the killed process are in it, though nobody has imported them.
    expect(restored.verification).toMatchObject({ kind: "intact", rows: first.expected.rows.length });
  });
});

describe("restoreBackup", () => {
  async function makeBackup(): Promise<string> {
    const { folder } = await openFilled();
    const target = join(await makeFolder(), "backup.tar.gz");
    await createBackup(folder, target, options);
    return target;
  }

  test("restoreBackup keeps aside what it replaces, and leaves secrets and caches", async () => {
    const backup = await makeBackup();
    const folder = await makeDataFolder();
    const store = await openStore(folder, instruments);
    store.ledger.append(buildEntry({ version: "replaced" }));
    await store.close();
    await writeFile(folder.policyFile, "version: 1\npreset: strict\n");
    await writeFile(folder.secretsFile, "tokens: {}\n", { mode: 0o600 });

    const { replaced = "" } = await restoreBackup(folder, backup, instruments);

    expect(await readdir(replaced)).toEqual(expect.arrayContaining(["lockkeeper.db", "policy.yaml"]));
    expect(await readFile(join(replaced, "policy.yaml"), "utf8")).toContain("strict");
    expect(await readFile(folder.secretsFile, "utf8")).toBe("tokens: {}\n");
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test("restoreBackup that was killed half-way leaves a folder that nothing takes for a new one, until it is run again", async () => {
    const backup = await makeBackup();
    const folder = await makeDataFolder();
    await writeFile(join(folder.root, "restore-unfinished"), "/srv/replaced-1\n");

    const opening = openDataFolder(folder.root);

    await expect(opening).rejects.toMatchObject({
      code: "STORE_RESTORE_UNFINISHED",
      hint: expect.stringContaining("/srv/replaced-1"),
    });
    await restoreBackup(await openDataFolder(folder.root, { isForRestore: true }), backup, instruments);
    expect(await checkFolder(await openDataFolder(folder.root))).toMatchObject({ integrity: "ok" });
  });

  test("restoreBackup refuses a folder that a process writes to", async () => {
    const backup = await makeBackup();
    const { folder, store } = await openFilled();
    store.ledger.append(buildEntry({ version: "goes on" }));

    const restoring = restoreBackup(folder, backup, instruments);

    await expect(restoring).rejects.toMatchObject({ code: "STORE_IN_USE" });
  });

  test("restoreBackup changes nothing when the backup is damaged anywhere, cut short or none", async () => {
    const backup = await makeBackup();
    const whole = await readFile(backup);
    const folder = await makeDataFolder();
    const store = await openStore(folder, instruments);
    store.ledger.append(buildEntry({ version: "mine" }));
    await store.close();
    const broken = join(await makeFolder(), "broken.tar.gz");
    const plain = gunzipSync(whole);
    const at = (share: number): Buffer => {
      const damaged = Buffer.from(plain);
      const place = Math.floor(plain.length * share);
      damaged[place] = (damaged[place] ?? 0) ^ 0xff;
      return gzipSync(damaged);
    };

    const cases = [
      whole.subarray(0, whole.length / 2),
      whole.subarray(0, -1),
      Buffer.from("none"),
      at(0.1),
      at(0.5),
      at(0.75),
    ];
    for (const bytes of cases) {
      await writeFile(broken, bytes);
      await expect(restoreBackup(folder, broken, instruments)).rejects.toMatchObject({
        code: "STORE_BAD_BACKUP",
      });
    }

    const again = await openStore(folder, instruments);
    const rows = await collect(again.ledger.query({}));
    await again.close();
    expect(rows.map(({ version }) => version)).toEqual(["mine"]);
    expect(await readdir(folder.root)).not.toContainEqual(expect.stringMatching(/^replaced/));
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
  });

  test.each([
    "../outside",
    "/etc/passwd",
    "secrets.yaml",
    "snapshots/../../x",
    "ledger/x.journal",
    "snapshots/ab/c.gz",
  ])("restoreBackup never writes a file called %s", async (path) => {
    const evil = join(await makeFolder(), "evil.tar.gz");
    const bytes = Buffer.from("x");
    await writeFile(
      evil,
      gzipSync(
        Buffer.concat([renderTarHeader({ path, bytes: 1, modifiedAt }), bytes, renderTarPadding(1), tarEnd]),
      ),
    );

    const restoring = restoreBackup(await makeDataFolder(), evil, instruments);

    await expect(restoring).rejects.toMatchObject({
      code: "STORE_BAD_BACKUP",
      message: expect.stringContaining("no backup has"),
    });
  });

  test("restoreBackup refuses what claims more room than there is", async () => {
    const bomb = join(await makeFolder(), "bomb.tar.gz");
    await writeFile(bomb, gzipSync(renderTarHeader({ path: "lockkeeper.db", bytes: 2 ** 50, modifiedAt })));

    const restoring = restoreBackup(await makeDataFolder(), bomb, instruments);

    await expect(restoring).rejects.toMatchObject({ code: "STORE_DISK_FULL" });
  });

  test("restoreBackup refuses a ledger that was changed before it was backed up", async () => {
    const { folder, store } = await openFilled();
    await store.ledger.flush();
    const database = await openDatabase(folder, instruments);
    database.execute("UPDATE ledger_row SET at = at + 1 WHERE seq = 7");
    database.close();
    const target = join(await makeFolder(), "backup.tar.gz");
    await createBackup(folder, target, options);

    const checking = checkBackup(await makeDataFolder(), target, instruments);

    await expect(checking).rejects.toMatchObject({ message: expect.stringContaining("chain") });
  });
});

describe("checkFolder", () => {
  test("checkFolder finds a used folder sound, and names a snapshot that was damaged", async () => {
    const { folder } = await openFilled();

    const sound = await checkFolder(folder);
    const names = await readdir(folder.snapshotFolder, { recursive: true });
    const pack = names.find((name) => name.endsWith(".gz")) ?? "";
    await writeFile(join(folder.snapshotFolder, pack), "damaged");
    const damaged = await checkFolder(folder);

    expect(sound).toMatchObject({
      integrity: "ok",
      ledger: { kind: "intact" },
      snapshots: { files: 1, damaged: [] },
    });
    expect(damaged.snapshots.damaged).toEqual([join(folder.snapshotFolder, pack)]);
  });

  test("checkFolder of a folder where no server ever ran finds nothing, and makes no database", async () => {
    const folder = await makeDataFolder();
    await mkdir(folder.snapshotFolder, { recursive: true });

    const found = await checkFolder(folder);

    expect(found).toMatchObject({
      schema: 0,
      integrity: "ok",
      journals: 0,
      snapshots: { files: 0, damaged: [] },
    });
    expect(await readdir(folder.root)).not.toContain("lockkeeper.db");
  });
});

import { readdir, writeFile } from "node:fs/promises";
import { Readable } from "node:stream";

import { describe, expect, test } from "vitest";

import {
  buildEntry,
  buildVersion,
  collect,
  createFakeClock,
  createKeptLog,
  integrityOf,
  makeDataFolder,
  writePackument,
} from "../test/fixtures.ts";
import { openLedgerReader } from "./ledger.ts";
import { openStore } from "./store.ts";

const tarball = Buffer.from("tarball");
const document = Buffer.from('{"versions":{"1.14.0":{"name":"axios"}}}');
const at = Date.parse("2026-03-31T00:00:00Z");

describe("openStore", () => {
  test("openStore finds after a restart everything that was kept before", async () => {
    const folder = await makeDataFolder();
    const logger = createKeptLog();
    const first = await openStore(folder, { clock: createFakeClock(), logger });
    first.ledger.append(buildEntry());
    const versions = () => [buildVersion("1.14.0")];
    first.sightings.observe({ name: "axios", upstream: "public", at, sha256: "x", versions });
    await first.blobs.write(Readable.from([tarball]), { expected: integrityOf(tarball), maxBytes: 100 });
    void writePackument(
      first.packuments,
      { upstream: "public", name: "axios" },
      {
        bytes: document,
        etag: undefined,
        lastModified: undefined,
        fetchedAt: at,
      },
    );
    await first.close();

    const second = await openStore(folder, { clock: createFakeClock(), logger });

    expect(await collect(second.ledger.query({}))).toHaveLength(1);
    expect(second.sightings.versionsOf("axios")).toHaveLength(1);
    expect(await second.sightings.manifestOf("axios", "1.14.0")).toContain("axios");
    expect(await (await second.blobs.open(integrityOf(tarball)))?.readAll()).toEqual(tarball);
    expect((await second.packuments.read("public", "axios"))?.bytes).toEqual(document);
    expect(await readdir(folder.temporaryFolder)).toEqual([]);
    expect(logger.codes).toEqual([]);
    await second.close();
    await second.close();
  });

  test("openStore can be opened by two processes at once", async () => {
    const folder = await makeDataFolder();
    const options = { clock: createFakeClock(), logger: createKeptLog() };
    const [server, command] = [await openStore(folder, options), await openStore(folder, options)];

    for (let index = 0; index < 500; index += 1) {
      server.ledger.append(buildEntry({ version: `s${index}` }));
      command.ledger.append(buildEntry({ version: `c${index}` }));
    }
    await Promise.all([server.ledger.flush(), command.ledger.flush()]);
    await Promise.all([server.close(), command.close()]);

    const reader = await openLedgerReader(folder);
    const rows = await collect(reader.query({}));
    expect(new Set(rows.map(({ version }) => version)).size).toBe(1000);
    expect(rows).toHaveLength(1000);
    expect(await reader.verify()).toMatchObject({ kind: "intact", rows: 1000 });
    await reader.close();
  });

  test("openStore sees soon what another process changed", async () => {
    const folder = await makeDataFolder();
    const options = { clock: createFakeClock(), logger: createKeptLog() };
    const [server, command] = [await openStore(folder, options), await openStore(folder, options)];
    const late = { publishedAt: at + 3_600_000 };
    const versions = () => [buildVersion("1.14.0", late)];
    const observe = () =>
      server.sightings.observe({ name: "axios", upstream: "public", at, sha256: "x", versions });

    const before = observe().present.get("1.14.0")?.contradiction;
    await server.sightings.flush();
    const wasThere = command.sightings.clearContradiction("axios", "1.14.0");

    expect([before, wasThere]).toEqual(["disagrees", true]);
    await expect.poll(() => observe().present.get("1.14.0")?.contradiction).toBeUndefined();
    await Promise.all([server.close(), command.close()]);
  });

  test("openStore refuses a damaged database, or begins anew when told", async () => {
    const folder = await makeDataFolder();
    await writeFile(folder.databaseFile, "garbage".repeat(1000));
    const options = { clock: createFakeClock(), logger: createKeptLog() };

    await expect(openStore(folder, options)).rejects.toMatchObject({ code: "STORE_DATABASE_CORRUPT" });
    const store = await openStore(folder, { ...options, onCorruptDatabase: "set-aside" });

    expect(store.exceptions.list()).toEqual([]);
    expect(await readdir(folder.corruptFolder)).toHaveLength(1);
    await store.close();
  });
});

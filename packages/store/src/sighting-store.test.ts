import { mkdir, readdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

import * as fc from "fast-check";
import { describe, expect, test } from "vitest";

import { buildVersion, createFakeClock, writePackument } from "../test/fixtures.ts";
import { makeSightings, minute, start, writeDocument } from "../test/sightings.ts";
import { walkFiles } from "./eviction.ts";
import { createPackumentCache } from "./packument-cache.ts";

const old = buildVersion("1.14.0");

describe("observe", () => {
  test("observe tells when each version was first seen and what it claimed", async () => {
    const { look } = await makeSightings();
    const fresh = buildVersion("1.14.1", { publishedAt: start + 21 * minute });

    look(start, [old]);
    const sightings = look(start + 22 * minute, [old, fresh]);

    expect(sightings.present.get("1.14.0")).toEqual({
      firstSeenAt: start,
      firstClaim: old.publishedAt,
      contradiction: undefined,
    });
    expect(sightings.present.get("1.14.1")).toMatchObject({ firstSeenAt: start + 22 * minute });
    expect(sightings.removed.size).toBe(0);
  });

  test("observe reads no versions while the digest stays the same", async () => {
    const { store, look } = await makeSightings();
    const first = look(start, [old]);
    await store.flush();

    const second = store.observe({
      name: "axios",
      upstream: "public",
      at: start + minute,
      sha256: JSON.stringify([old]),
      versions: () => {
        throw new RangeError("not needed");
      },
    });

    expect(second).toBe(first);
  });

  test("observe finds everything again after a restart", async () => {
    const { folder, store, look } = await makeSightings();
    const first = look(start, [old, buildVersion("__proto__")]);
    await store.flush();

    const again = await makeSightings(folder);
    const second = again.look(start + minute, [old, buildVersion("__proto__")]);

    expect(second).toEqual(first);
    expect(again.store.recall("axios", "public")).toEqual(first);
    expect(again.store.recall("axios", "other")).toBeUndefined();
  });

  test("observe notices a version that is removed, and who had published it stays known", async () => {
    const { store, look } = await makeSightings();
    const bad = buildVersion("1.14.1", {
      publishedAt: start,
      publisher: { name: "jasonsaayman", email: "someone@mail.example", trustedPublisher: undefined },
    });

    look(start, [old, bad]);
    look(start + 10 * minute, [old, bad]);
    const sightings = look(start + 180 * minute, [old]);

    expect([...sightings.removed]).toEqual([["1.14.1", start + 180 * minute]]);
    expect(store.versionsOf("axios").find(({ version }) => version === "1.14.1")).toMatchObject({
      upstream: "public",
      firstSeenAt: start,
      lastSeenAt: start + 10 * minute,
      removedAt: start + 180 * minute,
      publisher: bad.publisher,
      integrity: bad.integrity,
      hasAttestation: true,
    });
    expect(await store.manifestOf("axios", "1.14.1")).toBe(bad.manifest);
  });

  test("observe notices when a removed version comes back with other bytes", async () => {
    const { store, look } = await makeSightings();
    const changed = buildVersion("1.14.0", { integrity: "sha512-other" });

    look(start, [old]);
    look(start + minute, []);
    const sightings = look(start + 2 * minute, [changed]);

    expect(sightings.removed.size).toBe(0);
    expect(store.versionsOf("axios")).toMatchObject([
      {
        integrity: old.integrity,
        removedAt: undefined,
        lastSeenAt: start + 2 * minute,
        changes: [{ at: start + 2 * minute, integrity: "sha512-other" }],
      },
    ]);
  });

  test("observe keeps every text as it was, and finds it unchanged", async () => {
    const { store, look } = await makeSightings();
    const text = fc.option(fc.string({ unit: "binary" }), { nil: undefined });
    const publisher = fc.record({ name: text, email: text, trustedPublisher: text });
    const facts = fc.record({
      integrity: text,
      publishedText: text,
      gitHead: text,
      publisher,
      tarball: text,
    });
    let at = start;
    fc.assert(
      fc.property(facts, (overrides) => {
        at += minute;
        const version = buildVersion(`${at}.0.0`, overrides);

        look(at, [version], "hostile");
        look(at + 1, [version, buildVersion(`${at}.0.1`)], "hostile");

        const history = store.versionsOf("axios").find((known) => known.version === version.version);
        expect(history).toMatchObject({ ...overrides, changes: [] });
      }),
      { numRuns: 50 },
    );
  });

  test("observe keeps upstreams apart", async () => {
    const { store, look } = await makeSightings();

    look(start, [old], "public");
    look(start + minute, [], "private");

    expect(store.versionsOf("axios").map(({ upstream, removedAt }) => [upstream, removedAt])).toEqual([
      ["public", undefined],
    ]);
  });

  test.each([
    ["is five minutes ahead of us", start + 5 * minute, undefined],
    ["is further ahead", start + 6 * minute, "disagrees"],
    ["is missing", undefined, undefined],
  ])("observe judges a first claim that %s", async (_what, publishedAt, contradiction) => {
    const { look } = await makeSightings();

    const sightings = look(start, [buildVersion("2.0.0", { publishedAt })]);

    expect(sightings.present.get("2.0.0")?.contradiction).toBe(contradiction);
  });

  test.each([
    ["was published since the last look", start + minute, undefined],
    ["may have been late in a cache", start - 15 * minute, undefined],
    ["should have been there at the last look", start - 16 * minute, "disagrees"],
  ])("observe judges a new version that %s", async (_what, publishedAt, contradiction) => {
    const { look } = await makeSightings();
    look(start, [old]);

    const sightings = look(start + 60 * minute, [old, buildVersion("2.0.0", { publishedAt })]);

    expect(sightings.present.get("2.0.0")?.contradiction).toBe(contradiction);
  });

  test("observe blames no version for our own clock that was set back", async () => {
    const { look } = await makeSightings();
    look(start + 1000 * minute, [old]);

    const sightings = look(start, [old, buildVersion("2.0.0", { publishedAt: start - minute })]);

    expect(sightings.present.get("2.0.0")?.contradiction).toBeUndefined();
  });

  test.each([
    ["the same", 0, undefined],
    ["a second earlier", -1000, undefined],
    ["earlier", -1001, "moved-backwards"],
    ["a little later", 10 * minute, undefined],
    ["later", 10 * minute + 1, "disagrees"],
  ])("observe judges a claim that becomes %s", async (_what, shift, contradiction) => {
    const { look } = await makeSightings();
    const claim = start - 1000 * minute;
    look(start, [buildVersion("2.0.0", { publishedAt: claim })]);

    const sightings = look(start + minute, [buildVersion("2.0.0", { publishedAt: claim + shift })]);

    expect(sightings.present.get("2.0.0")).toMatchObject({ firstClaim: claim, contradiction });
  });

  test("observe keeps a contradiction until a person clears it", async () => {
    const { store, look } = await makeSightings();
    const shifted = buildVersion("1.14.0", { publishedAt: 0 });
    look(start, [old]);
    look(start + minute, [shifted]);
    const back = look(start + 2 * minute, [old]);

    const wasThere = store.clearContradiction("axios", "1.14.0");
    const cleared = look(start + 3 * minute, [old, buildVersion("2.0.0", { publishedAt: start })]);

    expect(back.present.get("1.14.0")?.contradiction).toBe("moved-backwards");
    expect(wasThere).toBe(true);
    expect(cleared.present.get("1.14.0")?.contradiction).toBeUndefined();
    expect(store.clearContradiction("axios", "1.14.0")).toBe(false);
  });

  test("observe passes over versions that no database can keep", async () => {
    const { look } = await makeSightings();

    const sightings = look(start, [
      buildVersion("1\u0000"),
      buildVersion("\ud800"),
      buildVersion("1".repeat(300)),
      old,
    ]);

    expect([...sightings.present.keys()]).toEqual(["1.14.0"]);
  });

  test("observe keeps what it sees of 2,000 versions, and which one went", async () => {
    const { look } = await makeSightings();
    const versions = Array.from({ length: 2000 }, (_, index) => buildVersion(`1.0.${index}`));

    const first = look(start, versions);
    const second = look(start + minute, versions.slice(1));

    expect([first.present.size, first.removed.size]).toEqual([2000, 0]);
    expect([second.present.size, [...second.removed.keys()]]).toEqual([1999, ["1.0.0"]]);
  });
});

describe("observeMissing", () => {
  test("observeMissing notes that a whole package is gone, and a later look that it is back", async () => {
    const { store, look } = await makeSightings();
    look(start, [old]);

    store.observeMissing("axios", "public", start + minute);
    store.observeMissing("never-seen", "public", start + minute);
    const gone = store.recall("axios", "public");
    const back = look(start + 2 * minute, [old]);

    expect([...(gone?.removed ?? [])]).toEqual([["1.14.0", start + minute]]);
    expect(gone?.present.size).toBe(0);
    expect(back.present.get("1.14.0")?.firstSeenAt).toBe(start);
    expect(store.recall("never-seen", "public")).toBeUndefined();
  });
});

describe("manifestOf", () => {
  test("manifestOf answers the manifest as first seen, after a restart too", async () => {
    const { folder, store, look } = await makeSightings();
    look(start, [old, buildVersion("2.0.0", { manifest: Buffer.from('{ "a": "é\n" }') })]);
    look(start + minute, [buildVersion("1.14.0", { manifest: "{}", integrity: "sha512-other" })]);
    await store.flush();

    const again = await makeSightings(folder);

    expect(await again.store.manifestOf("axios", "1.14.0")).toBe(old.manifest);
    expect(await again.store.manifestOf("axios", "2.0.0")).toBe('{ "a": "é\n" }');
    expect(await again.store.manifestOf("axios", "3.0.0")).toBeUndefined();
  });

  test("manifestOf finds what neither vanished nor changed in the packument on disk", async () => {
    const sightings = await makeSightings();
    const versions = [old, buildVersion("__proto__"), buildVersion("constructor")];
    sightings.look(start, versions);
    await writeDocument(sightings, versions);

    for (const { version, manifest } of versions) {
      expect(await sightings.store.manifestOf("axios", version)).toBe(manifest);
    }
    expect(await readdir(sightings.folder.snapshotFolder)).toEqual([]);
    expect(await sightings.store.manifestOf("axios", "toString")).toBeUndefined();
    expect(await sightings.store.manifestOf("left", "1.14.0")).toBeUndefined();
  });

  test("manifestOf takes no manifest that states other bytes than were seen", async () => {
    const sightings = await makeSightings();
    const manifest = (integrity: string): string => JSON.stringify({ dist: { integrity } });
    const first = buildVersion("1.14.0", { integrity: "sha512-a", manifest: manifest("sha512-a") });
    sightings.look(start, [first]);

    await writeDocument(sightings, [{ ...first, manifest: manifest("sha512-b") }]);
    const other = await sightings.store.manifestOf("axios", "1.14.0");
    await writeDocument(sightings, [first]);

    expect(other).toBeUndefined();
    expect(await sightings.store.manifestOf("axios", "1.14.0")).toBe(first.manifest);
  });

  test.each(["purged", "evicted"])(
    "manifestOf finds the manifest in a packument that was %s",
    async (how) => {
      const sightings = await makeSightings();
      sightings.look(start, [old]);
      await writeDocument(sightings, [old]);
      await writePackument(
        sightings.packuments,
        { upstream: "public", name: "left" },
        {
          bytes: Buffer.from("{}"),
          etag: undefined,
          lastModified: undefined,
          fetchedAt: start + minute,
        },
      );
      // Eviction goes by the files' times, which two writes may share.
      await sightings.packuments.touch("public", "axios", start);
      await sightings.packuments.touch("public", "left", start + minute);
      const cramped = createPackumentCache(sightings.folder, {
        clock: createFakeClock(),
        logger: sightings.log,
        maxBytes: (await sizeOfFiles(sightings.folder.packumentFolder)) - 1,
      });

      if (how === "purged") await sightings.packuments.purge("axios");
      else await cramped.evict();
      await writeDocument(sightings, [], start + minute);
      sightings.store.observe({
        name: "axios",
        upstream: "public",
        at: start,
        sha256: "x",
        versions: () => [],
      });

      expect(await sightings.store.manifestOf("axios", "1.14.0")).toBe(old.manifest);
    },
  );

  test("manifestOf logs a damaged pack and sets it aside", async () => {
    const { folder, store, log, look } = await makeSightings();
    look(start, [old]);
    look(start + minute, []);
    await store.flush();
    const [part = ""] = await readdir(folder.snapshotFolder);
    const [file = ""] = await readdir(join(folder.snapshotFolder, part));
    await writeFile(join(folder.snapshotFolder, part, file), "garbage");

    expect(await store.manifestOf("axios", "1.14.0")).toBeUndefined();
    expect(await store.manifestOf("axios", "1.14.0")).toBeUndefined();
    expect(log.codes).toEqual(["STORE_SNAPSHOT_CORRUPT", "STORE_SNAPSHOT_CORRUPT"]);
    expect(await readdir(folder.corruptFolder)).toHaveLength(1);
  });

  test("manifests that could not be kept are kept at the next observation", async () => {
    const { folder, store, log, look } = await makeSightings();

    await makeUnwritable(folder.snapshotFolder);
    look(start, [old, buildVersion("2.0.0")]);
    look(start + minute, [buildVersion("2.0.0")]);
    await store.flush();
    await makeWritable(folder.snapshotFolder);
    look(start + 2 * minute, []);
    await store.flush();

    expect(log.codes).toContain("STORE_SNAPSHOT_FAILED");
    expect(await store.manifestOf("axios", "1.14.0")).toBe(old.manifest);
    expect(await store.manifestOf("axios", "2.0.0")).toContain("2.0.0");
  });
});

async function sizeOfFiles(folder: string): Promise<number> {
  let bytes = 0;
  for await (const file of walkFiles(folder)) bytes += file.bytes;
  return bytes;
}

/** A file in the place of a folder stops root too. */
async function makeUnwritable(path: string): Promise<void> {
  await rm(path, { recursive: true });
  await writeFile(path, "");
}

async function makeWritable(path: string): Promise<void> {
  await rm(path);
  await mkdir(path);
}

describe("observe of a version that is another file now", () => {
  const first = { integrity: `sha512-${"A".repeat(86)}==`, shasum: "a".repeat(40) };
  const other = { integrity: `sha512-${"B".repeat(86)}==`, shasum: "b".repeat(40) };

  test.each([
    ["both hashes changed", other],
    ["the stronger hash changed", { ...first, integrity: other.integrity }],
    ["another algorithm that cannot be compared", { ...first, integrity: `sha384-${"C".repeat(64)}` }],
    [
      "a further hash would let other bytes in",
      { ...first, integrity: `${first.integrity} ${other.integrity}` },
    ],
    ["only the other checksum is stated", { integrity: undefined, shasum: other.shasum }],
  ])("observe no longer believes its publish time: %s", async (_case, hashes) => {
    const { look } = await makeSightings();
    look(start, [{ ...old, ...first }]);

    const sightings = look(start + minute, [{ ...old, ...hashes }]);

    expect(sightings.present.get("1.14.0")?.contradiction).toBe("other-bytes");
  });

  test.each([
    ["the integrity is left out", { ...first, integrity: undefined }],
    ["the checksum is in capitals", { integrity: undefined, shasum: first.shasum.toUpperCase() }],
    ["nothing is stated, so nothing can be served", { integrity: undefined, shasum: undefined }],
  ])("observe takes it for the same file: %s", async (_case, hashes) => {
    const { look } = await makeSightings();
    look(start, [{ ...old, ...first }]);

    const sightings = look(start + minute, [{ ...old, ...hashes }]);

    expect(sightings.present.get("1.14.0")?.contradiction).toBeUndefined();
  });

  test("observe remembers it across a removal and another process", async () => {
    const { folder, look, store } = await makeSightings();
    look(start, [{ ...old, ...first }]);
    look(start + minute, []);
    await store.flush();
    const later = await makeSightings(folder);

    const sightings = later.look(start + 2 * minute, [{ ...old, ...other }]);

    expect(sightings.present.get("1.14.0")?.contradiction).toBe("other-bytes");
    expect(later.store.versionsOf("axios")[0]?.contradiction).toBe("other-bytes");
  });
});

import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";

async function createTerminal(): Promise<FakeTerminal> {
  return await createFakeTerminal({ now: "2030-06-01T00:00:00Z" });
}

describe("campaign list", () => {
  test("lists what is built in, the newest first, and makes no data folder", async () => {
    const { run, folder } = await createTerminal();

    const { code, out } = await run("campaign", "list");

    expect(code).toBe(0);
    expect(out.split("\n")[1]).toContain("tensorlake-2026");
    expect(out).toContain("phantom-raven-2025");
    await expect(readFile(join(folder, "data", "format.json"))).rejects.toMatchObject({ code: "ENOENT" });
  });

  test("--json has the promised fields", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("campaign", "list", "--json");

    expect(lines).toHaveLength(47);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("campaign list", "campaign, the newest first (`kind` is `campaign`)"),
    );
  });
});

describe("campaign show", () => {
  test("shows hosts so that nobody follows them, and traps before notes", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("campaign", "show", "tanstack-2026");

    expect(code).toBe(0);
    expect(out).toContain("git-tanstack[.]com");
    expect(out).not.toContain("git-tanstack.com");
    expect(out.indexOf("remove before rotate")).toBeGreaterThan(0);
    expect(out.indexOf("remove before rotate")).toBeLessThan(out.indexOf("\n  check\n"));
  });

  test("--json is what campaign import reads", async () => {
    const { run, folder } = await createTerminal();

    const { lines, code } = await run("campaign", "show", "mastra-2026", "--json");
    const shown = lines[0]?.["campaign"];
    const own = typeof shown === "object" && shown !== null ? { ...shown, id: "own-2030" } : {};
    await writeFile(join(folder, "own.json"), JSON.stringify(own));
    const imported = await run("campaign", "import", join(folder, "own.json"), "--json");

    expect(code).toBe(0);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(
      promisedFields(
        "campaign show",
        "campaign; `campaign` has the form of `campaign export`, `advisories` counts what stands for unlisted versions",
      ),
    );
    expect(imported.lines).toMatchObject([{ kind: "campaign", id: "own-2030", outcome: "added" }]);
  });

  test("names the near ones of an id that is not known", async () => {
    const { run } = await createTerminal();

    const { code, err } = await run("campaign", "show", "keyv");

    expect(code).toBe(2);
    expect(err).toContain("CLI_UNKNOWN_SUBJECT");
    expect(err).toContain("chaindrop-2026");
  });
});

describe("campaign export", () => {
  test("writes versions, indicators, records and bundles", async () => {
    const { run } = await createTerminal();

    const list = await run("campaign", "export", "axios-2026", "--format", "list");
    const iocs = await run("campaign", "export", "axios-2026", "--format", "iocs");
    const osv = await run("campaign", "export", "axios-2026", "--format", "osv");
    const stix = await run("campaign", "export", "axios-2026", "--format", "stix");

    expect(list.out).toContain("plain-crypto-js@*\naxios@1.14.1\naxios@0.30.4\n");
    expect(iocs.out).toContain("sfrclak.com,domain,");
    expect(osv.out.split("\n").filter((line) => line !== "")).toHaveLength(4);
    expect(JSON.parse(stix.out)).toMatchObject({ type: "bundle" });
    expect(stix.err).toContain("notice: stix has no place for\n  axios-2026: persistence MicrosoftUpdate\n");
  });

  test("writes into a file, and says with --json what became of it", async () => {
    const { run, folder } = await createTerminal();
    const file = join(folder, "all.jsonl");

    const { code, lines } = await run("campaign", "export", "--all", "--output", file, "--json");

    expect(code).toBe(0);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(
      promisedFields("campaign export", "export; `content` is null where a file was written"),
    );
    expect(lines[0]).toMatchObject({ file, content: null });
    expect((await readFile(file, "utf8")).split("\n").filter((line) => line !== "")).toHaveLength(47);
  });

  test("refuses to export nothing, and ids together with --all", async () => {
    const { run } = await createTerminal();

    expect(await run("campaign", "export")).toMatchObject({ code: 2 });
    expect(await run("campaign", "export", "axios-2026", "--all")).toMatchObject({ code: 2 });
  });
});

describe("advisories that stand for versions", () => {
  test("are counted by campaign show and written by campaign export --resolve", async () => {
    const { run, folder } = await createTerminal();
    const record = {
      id: "MAL-2026-99999",
      published: "2026-07-09T00:00:00Z",
      modified: "2026-07-09T00:00:00Z",
      affected: [{ package: { ecosystem: "npm", name: "@injectivelabs/left" }, versions: ["1.20.21"] }],
    };
    await writeFile(join(folder, "record.json"), JSON.stringify(record));

    const before = await run("campaign", "show", "injective-2026");
    await run("intel", "import", join(folder, "record.json"));
    const after = await run("campaign", "show", "injective-2026");
    const listed = await run("campaign", "export", "injective-2026", "--format", "list");
    const resolved = await run("campaign", "export", "injective-2026", "--format", "list", "--resolve");

    expect(before.out).toContain("(not here yet: intel update)");
    expect(after.out).toContain("(1 here)");
    expect(listed.out).toBe("");
    expect(resolved.out).toBe("@injectivelabs/left@1.20.21\n");
  });
});

describe("campaign import", () => {
  test("takes a list, names what it refuses, and has it count in intel, scan and exposure until it is removed", async () => {
    const { run, folder } = await createTerminal();
    const file = join(folder, "night.csv");
    await writeFile(file, "name,version\nleft,1.0.0\nleft,newest\n");
    await writeFile(
      join(folder, "package-lock.json"),
      JSON.stringify({ lockfileVersion: 3, packages: { "": {}, "node_modules/left": { version: "1.0.0" } } }),
    );

    const dry = await run("campaign", "import", file, "--id", "acme-2030", "--dry-run");
    const none = await run("campaign", "list", "--own");
    const taken = await run("campaign", "import", file, "--id", "acme-2030", "--title", "Our night");
    const status = await run("intel", "status", "--json");
    const scanned = await run("scan", join(folder, "package-lock.json"));
    const removed = await run("campaign", "remove", "acme-2030");
    const again = await run("campaign", "remove", "acme-2030");

    expect(dry).toMatchObject({
      code: 1,
      out: expect.stringContaining("would be added acme-2030") as string,
    });
    expect(none.out).toBe("No campaigns.\n");
    expect(taken.code).toBe(1);
    expect(taken.out).toBe(
      'added acme-2030: Our night (1 package, 0 indicators)\nrefused night.csv: line 3: "newest" is not an exact version of "left"\n',
    );
    expect(status.lines[0]).toMatchObject({ campaigns: 48, ownCampaigns: ["acme-2030"] });
    expect(scanned.out).toContain("named by the campaign acme-2030");
    expect(removed).toMatchObject({ code: 0, out: "Removed acme-2030.\n" });
    expect(again.code).toBe(2);
  });

  test("does not let a campaign stand for a built-in one", async () => {
    const { run, folder } = await createTerminal();
    const { out } = await run("campaign", "export", "axios-2026");
    await writeFile(join(folder, "axios.json"), out);

    const { code, lines } = await run("campaign", "import", join(folder, "axios.json"), "--json");

    expect(code).toBe(1);
    expect(lines).toMatchObject([{ kind: "refused", where: "axios-2026" }]);
  });

  test("shows hostile titles and file names without what steers a terminal", async () => {
    const { run, folder } = await createTerminal();
    const file = join(folder, "hostile.txt");
    await writeFile(file, "left@1.0.0\n\u001B[2Jbad row\n");

    const { out } = await run(
      "campaign",
      "import",
      file,
      "--id",
      "acme-2030",
      "--title",
      "\u001B]0;owned\u0007",
    );

    expect(out).not.toContain("\u001B");
    expect(out).toContain("acme-2030");
  });

  test("ends with 2 for a path that is not there", async () => {
    const { run } = await createTerminal();

    const { code, err } = await run("campaign", "import", "nowhere.csv");

    expect(code).toBe(2);
    expect(err).toContain("INTEL_SOURCE_UNREADABLE");
  });
});

import { mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { silentLogger } from "@lockkeeper/core";
import { openDataFolder, openLedger } from "@lockkeeper/store";
import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { promisedFields } from "../test/json-form.ts";
import { keepAccusations } from "./exposure/keep-accusations.ts";
import { createEntry, recordNight } from "../test/ledger-entries.ts";

async function createTerminal(): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
  await recordNight(terminal);
  return terminal;
}

async function makeFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "lockkeeper-exposure-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("exposure", () => {
  test("exposure answers in its first line, then names who took it, when, and what to do", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("exposure", "--campaign", "axios-2026", "--channel", "ledger");

    expect(code).toBe(1);
    expect(out.split("\n", 1)[0]).toBe("1 place: 1 fetched; nothing in 2 more.");
    expect(out).toContain("FETCHED  identity token:0123456789ab  axios@1.14.1");
    expect(out).toContain("2026-03-31 00:40 UTC");
    expect(out).toContain("the firewall only observed");
    expect(out).toContain("FETCHED: what next");
  });

  test("exposure keeps its promise on every line for programs", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("exposure", "axios@1.14.1", "--json");

    const fieldsOf = (kind: string): readonly (readonly string[])[] => [
      ...new Set(lines.filter((line) => line["kind"] === kind).map((line) => Object.keys(line).toSorted())),
    ];
    expect(fieldsOf("exposure")[0]).toEqual(promisedFields("exposure", "place"));
    expect(fieldsOf("summary")).toEqual([promisedFields("exposure", "question")]);
    expect(lines[0]).toMatchObject({
      schema: 1,
      where: { kind: "identity", id: "token:0123456789ab" },
      what: "axios@1.14.1",
      grade: "fetched",
      since: "2026-03-31T00:40:02.000Z",
      evidence: [{ channel: "ledger", ref: "ledger:4", at: "2026-03-31T00:40:02.000Z" }],
    });
  });

  test("exposure takes the window of a version from what the firewall saw", async () => {
    const { run } = await createTerminal();

    const { out } = await run("exposure", "axios@1.14.1");

    expect(out).toContain("Served by the registry from 2026-03-31 00:21 UTC to 2026-03-31 03:16 UTC");
  });

  test("exposure says what was not looked at where nothing was found, and ends with 0", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("exposure", "left-pad@1.3.0");

    expect(code).toBe(0);
    expect(out).toContain("No evidence: nothing that the data folder knows speaks of it.");
    expect(out).toContain("ledger cannot show what was taken past the firewall");
  });

  test("exposure leaves out what happened outside the window that was asked about", async () => {
    const { run } = await createTerminal();

    const { code } = await run("exposure", "axios@1.14.1", "--since", "2026-03-31T02:00:00Z");

    expect(code).toBe(0);
  });

  test("exposure ends with 1 only from the grade on that was asked for", async () => {
    const { run } = await createTerminal();

    const { code } = await run("exposure", "axios@1.14.1", "--fail-on", "executed");

    expect(code).toBe(0);
  });

  test("exposure reads an advisory's file, and knows the ids that campaigns name", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();
    const file = join(folder, "advisory.json");
    const affected = [{ package: { ecosystem: "npm", name: "axios" }, versions: ["1.14.1"] }];
    await writeFile(file, JSON.stringify({ id: "MAL-2026-1", modified: "2026-03-31T03:15:49Z", affected }));

    const byFile = await run("exposure", "--advisory", file, "--channel", "ledger");
    const byId = await run("exposure", "--advisory", "mal-2026-2307", "--channel", "ledger");

    expect([byFile.code, byId.code]).toEqual([1, 1]);
    expect(byFile.out).toContain("MAL-2026-1");
  });

  test.each([
    [["exposure"], "nothing is named"],
    [["exposure", "--campaign", "axios-2031"], "nobody here knows it"],
    [["exposure", "--advisory", "MAL-1999-1"], "nobody here knows it"],
    [["exposure", "axios@latest"], "neither a version nor a range"],
    [["exposure", "axios@1.14.1", "./nowhere"], "no such file or folder"],
    [["exposure", "axios@1.14.1", "--remember"], "none is named"],
    [["exposure", "axios@1.14.1", "--since", "1h", "--until", "2h"], "ends before it begins"],
    [["exposure", "axios@1.14.1", "--channel", "rumours"], "Channels are"],
  ])("%j is refused with 2: %s", async (words, message) => {
    const { run } = await createTerminal();

    const { code, err } = await run(...words);

    expect(code).toBe(2);
    expect(err).toContain(message);
  });

  test("exposure does not take a folder for a package of the same name", async () => {
    const { run, environment } = await createTerminal();
    const folder = await makeFolder();
    await mkdir(join(folder, "app"));
    Object.assign(environment, { cwd: folder });

    const bare = await run("exposure", "axios@1.14.1", "app");
    const path = await run("exposure", "axios@1.14.1", "./app", "app@*");

    expect(bare).toMatchObject({ code: 2, err: expect.stringContaining("./app for the folder") });
    expect(path.code).toBe(1);
  });

  test("exposure suggests the campaign that was probably meant", async () => {
    const { run } = await createTerminal();

    const { err } = await run("exposure", "--campaign", "axios");

    expect(err).toContain("Did you mean axios-2026?");
  });

  test("exposure makes no data folder where there is none, and says that nobody can say", async () => {
    const { run } = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
    const folder = await makeFolder();

    const { code, out } = await run("exposure", "axios@1.14.1", "--data", join(folder, "none"));

    expect(code).toBe(3);
    expect(out).toContain("Nobody can say: there is no data folder");
    expect(await readdir(folder)).toEqual([]);
  });

  test("exposure names the secrets that code of the version could take, and what to do before replacing them", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();
    const packages = { "": {}, "node_modules/axios": { version: "1.14.1" } };
    await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
    await mkdir(join(folder, ".github", "workflows"), { recursive: true });
    await writeFile(
      join(folder, ".github", "workflows", "ci.yml"),
      "on: push\njobs:\n  build:\n    env: { NPM_TOKEN: '${{ secrets.NPM_TOKEN }}' }\n    steps:\n      - run: npm ci\n",
    );

    const { out } = await run("exposure", "axios@1.14.1", folder);
    const { lines } = await run("exposure", "axios@1.14.1", folder, "--json");

    expect(out).toMatch(/Secrets in reach: \d+ secrets?, in this order/);
    expect(out).toMatch(/npm +NPM_TOKEN \[\.github\/workflows\/ci\.yml:4\]/);
    expect(lines.find(({ where }) => JSON.stringify(where).includes(folder))).toMatchObject({
      grade: "locked",
      secrets: expect.arrayContaining([
        expect.objectContaining({ name: "NPM_TOKEN", provider: "npm", ref: ".github/workflows/ci.yml:4" }),
      ]),
    });
  });

  test("exposure --remember keeps what lockfiles pin, so that a later question knows it without the folder", async () => {
    const { run, clock } = await createTerminal();
    const folder = await makeFolder();
    const lockfile = (version: string): string =>
      JSON.stringify({ lockfileVersion: 3, packages: { "": {}, "node_modules/left-pad": { version } } });
    await writeFile(join(folder, "package-lock.json"), lockfile("1.3.0"));
    const remember = ["exposure", "left-pad@1.3.0", folder, "--remember", "--json"];

    const first = await run(...remember);
    await writeFile(join(folder, "package-lock.json"), lockfile("1.2.0"));
    clock.set("2026-03-31T05:00:00Z");
    const second = await run(...remember);
    const later = await run("exposure", "left-pad@1.3.0", "--json", "--since", "2026-03-31T04:30:00Z");
    await rm(join(folder, "package-lock.json"));
    const gone = await run(...remember);

    const rememberedOf = ({ lines }: typeof first): unknown => lines.at(-1)?.["remembered"];
    expect(rememberedOf(first)).toMatchObject({ lockfiles: 1, packages: 1, added: 1, removed: 0 });
    expect(rememberedOf(second)).toMatchObject({ lockfiles: 1, added: 1, removed: 1 });
    expect(later.lines[0]).toMatchObject({
      where: { kind: "project", id: folder },
      until: "2026-03-31T05:00:00.000Z",
      evidence: [{ channel: "inventory", ref: "lockfile:package-lock.json", kind: "locked" }],
    });
    expect(rememberedOf(gone)).toMatchObject({ lockfiles: 0, removed: 1 });
  });

  test("exposure --remember changes nothing for a lockfile that cannot be read", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();
    const file = join(folder, "package-lock.json");
    const packages = { "": {}, "node_modules/left-pad": { version: "1.3.0" } };
    await writeFile(file, JSON.stringify({ lockfileVersion: 3, packages }));
    await run("exposure", "left-pad@1.3.0", folder, "--remember");
    await writeFile(file, "<<<<<<< HEAD\n");

    const torn = await run("exposure", "left-pad@1.3.0", folder, "--remember", "--json");

    expect(torn.lines.at(-1)?.["remembered"]).toMatchObject({ lockfiles: 1, unread: 1, removed: 0 });
    expect(torn.lines[0]).toMatchObject({ grade: "locked", evidence: [{ channel: "inventory" }] });
  });

  test("exposure goes on without a data folder that is damaged, and never calls that clean", async () => {
    const { run, environment } = await createTerminal();
    const folder = await makeFolder();
    const packages = { "": {}, "node_modules/axios": { version: "1.14.1" } };
    await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
    const database = join(environment.env["LOCKKEEPER_DATA"] ?? "", "lockkeeper.db");
    await writeFile(database, "no database");

    const both = await run("exposure", "axios@1.14.1", folder);
    const alone = await run("exposure", "axios@1.14.1");

    expect(both.code).toBe(1);
    expect(both.out).toContain(`LOCKED  project ${folder}  axios@1.14.1`);
    expect(both.out).toContain("not read: ledger");
    expect(alone.code).toBe(3);
    expect(alone.out.split("\n", 1)[0]).toContain("Nothing found in what could be read");
  });

  test("exposure shows what strangers wrote without letting it speak to the terminal", async () => {
    const { run, environment, clock } = await createTerminal();
    const folder = await openDataFolder(environment.env["LOCKKEEPER_DATA"] ?? "");
    const ledger = await openLedger(folder, { clock, logger: silentLogger });
    const at = "2026-03-31T01:00:00Z";
    const identity = "person:eve\u001b]0;owned\u0007\nEXECUTED\u202e";
    ledger.append(createEntry({ at, identity, kind: "tarball", version: "1.14.1" }));
    await ledger.close();

    const { out } = await run("exposure", "axios@1.14.1");

    expect(out).toContain("person:eve");
    // oxlint-disable-next-line no-control-regex -- Security: exactly these must not reach the terminal.
    expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
    expect(out).not.toMatch(/^EXECUTED/m);
  });

  test("exposure looks into the folders that are named and says so", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();
    await mkdir(join(folder, "empty"));

    const { lines } = await run("exposure", "left-pad@1.3.0", folder, "--json");

    expect(lines.at(-1)).toMatchObject({ kind: "summary", folders: [folder], skipped: [] });
  });
});

describe("exposure --new", () => {
  test("exposure --new tells who had what turned out to be bad, and tells it once", async () => {
    const { run } = await createTerminal();

    const first = await run("exposure", "--new");
    const second = await run("exposure", "--new");

    expect([first.code, second.code]).toEqual([1, 0]);
    expect(first.out).toContain("EXPOSED  axios@1.14.1  1 place");
    expect(first.out).toContain("identity token:0123456789ab: fetched, since 2026-03-31 00:40 UTC");
    expect(second.out).toContain("Nothing new");
  });

  test("exposure --new --dry-run tells it again next time", async () => {
    const { run } = await createTerminal();

    const codes = [await run("exposure", "--new", "--dry-run"), await run("exposure", "--new")];

    expect(codes.map(({ code }) => code)).toEqual([1, 1]);
  });

  test("exposure --new counts what the policy denies since, and keeps its promise for programs", async () => {
    const { run, environment } = await createTerminal();
    await run("exposure", "--new");
    const policy = join(environment.env["LOCKKEEPER_DATA"] ?? "", "policy.yaml");
    await writeFile(
      policy,
      "version: 1\npreset: balanced\ndeny: [{ match: axios@1.14.0, reason: incident 7 }]\n",
    );

    const { code, lines } = await run("exposure", "--new", "--json");

    expect(code).toBe(1);
    expect(lines).toMatchObject([
      {
        kind: "late",
        name: "axios",
        version: "1.14.0",
        accusations: [{ source: "policy", reason: "incident 7" }],
        places: [{ where: { kind: "identity", id: "user:ada" }, grade: "fetched" }],
      },
      { kind: "late-summary", versions: 1, places: 1 },
    ]);
    expect(Object.keys(lines[0] ?? {}).toSorted()).toEqual(promisedFields("exposure --new", "version"));
  });

  test("exposure --new counts what lockfiles pinned when they were remembered", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();
    const packages = { "": {}, "node_modules/plain-crypto-js": { version: "4.2.1" } };
    await writeFile(join(folder, "package-lock.json"), JSON.stringify({ lockfileVersion: 3, packages }));
    await run("exposure", "left-pad@1.3.0", folder, "--remember");

    const { out } = await run("exposure", "--new");

    expect(out).toContain("EXPOSED  plain-crypto-js@4.2.1  1 place");
    expect(out).toContain(`project ${folder}: locked`);
  });

  test("exposure --new counts what an inspection blocked after it was served, and keepAccusations makes no data folder", async () => {
    const { run, environment } = await createTerminal();
    const folder = await makeFolder();
    await run("exposure", "--new");
    const blocked = [{ name: "axios", version: "1.14.0", reason: "it drops a file" }];

    await keepAccusations(blocked, join(folder, "none"), environment);
    await keepAccusations(blocked, undefined, environment);
    const { out } = await run("exposure", "--new");

    expect(await readdir(folder)).toEqual([]);
    expect(out).toContain("EXPOSED  axios@1.14.0  1 place");
    expect(out).toContain("inspection: it drops a file");
  });

  test("exposure --new makes no data folder, and takes no question", async () => {
    const { run } = await createTerminal();
    const folder = await makeFolder();

    const none = await run("exposure", "--new", "--data", join(folder, "none"));
    const mixed = await run("exposure", "axios@1.14.1", "--new");
    const dry = await run("exposure", "axios@1.14.1", "--dry-run");

    expect([none.code, mixed.code, dry.code]).toEqual([0, 2, 2]);
    expect(await readdir(folder)).toEqual([]);
  });
});

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeOptions, FakeTerminal } from "../test/fake-environment.ts";
import { blockedAxios, createFakeInspectorEngine, finding, inspection } from "../test/fake-inspector.ts";
import type { AskedInspection } from "../test/fake-inspector.ts";
import { promisedFields } from "../test/json-form.ts";
import { problemsBySchema } from "../test/json-schema.ts";
import { inspectionLineSchema } from "./inspection-schema.ts";

const held = inspection({
  spec: "lib@2.0.0",
  verdict: "hold",
  findings: [finding({ id: "new-outflow", family: "history", message: "It talks to a new host." })],
});
const answers = [blockedAxios, held, inspection({ spec: "left-pad@1.3.0" })];

function createTerminal(options: FakeOptions = {}, asked: AskedInspection[] = []): Promise<FakeTerminal> {
  return createFakeTerminal({ engine: createFakeInspectorEngine(answers, asked), ...options });
}

describe("inspect", () => {
  test("inspect says on one screen what, why, what to do, and shows the evidence", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("inspect", "axios@1.14.1");

    expect(code).toBe(1);
    expect(out).toMatchInlineSnapshot(`
      "BLOCK axios@1.14.1: do not install

        A new dependency, plain-crypto-js@4.2.1, was published 22 minutes before this release, is imported
        by nothing in the package and runs a script at install (postinstall).
        Also: The account jasonsaayman published under the address �[31mifstap@proton.invalid.

        Do not install it; take axios@1.14.0, the release before it. Where it has run already, replace
        every secret that was within its reach.

        Dependencies
          ! A dependency is added that nothing in the package uses.
            package.json:34:5  decisive  dependency-unseen
            | "plain-crypto-js": "^4.2.1"
            before: nothing  after: ^4.2.1

        Publisher and provenance
          ! The account jasonsaayman published under the address �[31mifstap@proton.invalid; it is new.
            strong  publisher-change
            before: GitHub Actions <npm-oidc@host.example>  after: jasonsaayman <ifstap@proton.invalid>

        Published 2026-03-31 00:21 UTC. Compared with axios@1.14.0 of 2026-03-27 21:40 UTC.
        Not looked at: the registry's signature (the registry serves no signatures)
        Policy: built-in preset balanced.
      "
    `);
  });

  test("inspect is short about what is let in, and says what it could not look at", async () => {
    const { run } = await createTerminal();

    const { code, out } = await run("inspect", "left-pad@1.3.0");

    expect(code).toBe(0);
    expect(out).toMatchInlineSnapshot(`
      "ALLOW left-pad@1.3.0: nothing adds up to an attack

        Nothing was found that speaks against this version.

        Policy: built-in preset balanced.
      "
    `);
  });

  test("inspect answers in order, and a finding beats what could not be decided", async () => {
    const { run } = await createTerminal();

    const all = await run("inspect", "nosuch", "axios@1.14.1", "left-pad@1.3.0", "--json");
    const undecided = await run("inspect", "nosuch", "left-pad@1.3.0");
    const lenient = await run("inspect", "lib@2.0.0", "--fail-on", "block");

    expect(all.lines.map(({ spec, verdict }) => [spec, verdict])).toEqual([
      ["nosuch", "unknown"],
      ["axios@1.14.1", "block"],
      ["left-pad@1.3.0", "allow"],
    ]);
    expect([all.code, undecided.code, lenient.code]).toEqual([1, 3, 0]);
    expect(undecided.out).toContain("2 versions inspected: 0 blocked, 0 held, 1 undecided, 1 allowed");
  });

  test("inspect writes lines of the form that is promised, with null for what is missing", async () => {
    const { run } = await createTerminal();

    const { lines } = await run("inspect", "nosuch", "axios@1.14.1", "--json");

    expect(Object.keys(lines[1] ?? {}).toSorted()).toEqual(promisedFields("inspect", "subject"));
    expect(lines.flatMap((line) => problemsBySchema(line, inspectionLineSchema))).toEqual([]);
    expect(problemsBySchema({ ...lines[0], verdict: "fine" }, inspectionLineSchema)).not.toEqual([]);
    expect(lines[0]).toMatchObject({ name: null, error: { code: "INSPECT_NO_PACKAGE" } });
  });

  test("inspect takes --format json for --json", async () => {
    const { run } = await createTerminal();

    const { out } = await run("inspect", "left-pad@1.3.0", "--format", "json");

    expect(JSON.parse(out)).toMatchObject({ schema: 1, spec: "left-pad@1.3.0" });
  });

  test("inspect shows only findings from a strength on, or all of them", async () => {
    const { run } = await createTerminal();

    const decisive = await run("inspect", "axios@1.14.1", "--min-strength", "decisive");
    const all = await run("inspect", "axios@1.14.1", "--show-all");

    expect(decisive.out).not.toContain("publisher-change");
    expect(all.out).toContain("install-hook");
  });

  test("inspect reads specs from standard input, and shows what is not let in", async () => {
    const { run } = await createTerminal({ input: ["left-pad@1.3.0\n\n lib@2.", "0.0\r\naxios@1.14.1"] });

    const { code, out } = await run("inspect", "-");

    expect(code).toBe(1);
    expect(out).not.toContain("left-pad");
    expect(out.indexOf("HOLD lib@2.0.0")).toBeLessThan(out.indexOf("BLOCK axios@1.14.1"));
    expect(out).toContain("3 versions inspected: 1 blocked, 1 held, 0 undecided, 1 allowed");
  });

  test("inspect writes a line for everything in a list", async () => {
    const { run } = await createTerminal({ input: ["left-pad@1.3.0\nlib@2.0.0\n"] });

    const { lines } = await run("inspect", "-", "--json");

    expect(lines.map(({ spec }) => spec)).toEqual(["left-pad@1.3.0", "lib@2.0.0"]);
  });

  test("inspect reads a list that NUL separates, in which paths may hold line ends", async () => {
    const asked: AskedInspection[] = [];
    const { run, folder } = await createTerminal({ input: ["./a\nb.tgz\0left-pad@1.3.0\0"] }, asked);

    await run("inspect", "-", "-0");

    expect(asked.map(({ target }) => target)).toHaveLength(2);
    expect(asked.map(({ target }) => target)).toEqual(
      expect.arrayContaining([
        { kind: "tarball", path: join(folder, "a\nb.tgz") },
        { kind: "spec", spec: "left-pad@1.3.0" },
      ]),
    );
  });

  test("inspect tells a folder from a tarball on the disk, and hands on what it is asked with", async () => {
    const asked: AskedInspection[] = [];
    const { run, folder } = await createTerminal({}, asked);
    await mkdir(join(folder, "lib"));

    const flags = ["--at", "2026-03-31T00:40Z", "--offline", "--budget", "10s", "--no-detonate"];
    const { code } = await run(
      "inspect",
      "./lib",
      "--predecessor",
      "lib@1.0.0",
      "--packument",
      "p.json",
      ...flags,
    );

    expect(code).toBe(3);
    expect(asked).toEqual([
      {
        target: { kind: "folder", path: join(folder, "lib") },
        options: {
          isOffline: true,
          isDetonated: false,
          at: Date.parse("2026-03-31T00:40:00Z"),
          budgetMs: 10_000,
          packumentFile: join(folder, "p.json"),
          predecessor: { kind: "spec", spec: "lib@1.0.0" },
        },
      },
    ]);
  });

  test.each([
    [["inspect"], "nothing is named"],
    [["inspect", "-", "-"], "standard input twice"],
    [["inspect", "a", "b", "--packument", "p.json"], "--packument"],
    [["inspect", "a", "--only-new-since", "main"], "without --lockfile"],
    [["inspect", "a", "--resume"], "Cannot resume"],
    [["inspect", "a", "--at", "soon"], "soon"],
    [["inspect", "a", "--format", "pdf"], "one of text, json, sarif, markdown, html"],
    [["inspect", "a", "--suppressions", "nosuch.yaml"], "nosuch.yaml"],
    [["inspect", "--lockfile", "nosuch.lock"], "nosuch.lock"],
  ])("inspect refuses %j", async (argv, expected) => {
    const { run } = await createTerminal();

    const { code, err } = await run(...argv);

    expect([2, 3]).toContain(code);
    expect(err).toContain(expected);
  });

  test("inspect refuses an address, and goes on", async () => {
    const { run } = await createTerminal();

    const { code, lines } = await run("inspect", "https://host.example/a.tgz", "left-pad@1.3.0", "--json");

    expect(code).toBe(3);
    expect(lines.map(({ verdict }) => verdict)).toEqual(["unknown", "allow"]);
    expect(lines[0]).toMatchObject({ error: { code: "CLI_NOT_INSPECTABLE" } });
  });
});

describe("inspect --lockfile", () => {
  const pinned = (integrity: string): string =>
    JSON.stringify({
      lockfileVersion: 3,
      packages: { "node_modules/left-pad": { version: "1.3.0", integrity } },
    });
  const hash = (character: string): string => `sha512-${character.repeat(86)}==`;

  test("inspect --lockfile says where each version stands, and how many there are", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(join(folder, "package-lock.json"), pinned(hash("a")));

    const { code, err, lines } = await run("inspect", "--lockfile", "package-lock.json", "--json");

    expect(code).toBe(0);
    expect(err).toContain("note CLI_LOCKFILE: package-lock.json: 1 version to inspect");
    expect(lines).toMatchObject([{ spec: "left-pad@1.3.0", origin: { file: "package-lock.json", line: 1 } }]);
  });

  test("inspect --lockfile does not let in other bytes than those it has looked at", async () => {
    const leftPad = inspection({ spec: "left-pad@1.3.0", integrity: hash("b") });
    const { run, folder } = await createTerminal({ engine: createFakeInspectorEngine([leftPad]) });
    await writeFile(join(folder, "package-lock.json"), pinned(hash("a")));

    const other = await run("inspect", "--lockfile", "package-lock.json", "--json");
    await writeFile(join(folder, "package-lock.json"), pinned(hash("b")));
    const same = await run("inspect", "--lockfile", "package-lock.json", "--json");

    expect(other.code).toBe(3);
    expect(other.lines).toMatchObject([{ verdict: "unknown", error: { code: "CLI_LOCKED_OTHERWISE" } }]);
    expect(same.lines).toMatchObject([{ verdict: "allow", error: null }]);
  });
});

describe("inspect --out", () => {
  test("inspect --out adds lines as they are done, and --resume does only what is left", async () => {
    const asked: AskedInspection[] = [];
    const { run, folder } = await createTerminal({}, asked);
    const file = join(folder, "r.jsonl");
    await run("inspect", "lib@2.0.0", "nosuch", "--json", "--out", "r.jsonl");
    await writeFile(file, `${await readFile(file, "utf8")}{"schema":1,"spec":"left-p`);
    asked.length = 0;

    const again = await run(
      "inspect",
      "lib@2.0.0",
      "nosuch",
      "left-pad@1.3.0",
      "--json",
      "--out",
      "r.jsonl",
      "--resume",
    );

    const lines = (await readFile(file, "utf8")).trimEnd().split("\n");
    expect(lines.map((line) => (JSON.parse(line) as { readonly spec: string }).spec)).toEqual([
      "lib@2.0.0",
      "nosuch",
      "left-pad@1.3.0",
    ]);
    expect(asked.map(({ target }) => target)).toEqual([
      { kind: "spec", spec: "nosuch" },
      { kind: "spec", spec: "left-pad@1.3.0" },
    ]);
    expect(again.code).toBe(1);
    expect(again.out).toBe("");
  });

  test("inspect --out does not write over a file of lines", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(join(folder, "r.jsonl"), "mine");

    const { code, err } = await run("inspect", "lib@2.0.0", "--json", "--out", "r.jsonl");

    expect(code).toBe(2);
    expect(err).toContain("CLI_FILE_EXISTS");
    expect(await readFile(join(folder, "r.jsonl"), "utf8")).toBe("mine");
  });

  test.each([
    ["sarif", '"version": "2.1.0"'],
    ["markdown", "### BLOCK `axios@1.14.1`"],
    ["html", "<!doctype html>"],
  ])(
    "inspect --format %s makes one document, for a file or for standard output",
    async (format, expected) => {
      const { run, folder } = await createTerminal();

      const shown = await run("inspect", "axios@1.14.1", "left-pad@1.3.0", "--format", format);
      const written = await run("inspect", "axios@1.14.1", "--format", format, "--out", "report");

      expect([shown.code, written.code]).toEqual([1, 1]);
      expect(shown.out).toContain(expected);
      expect(await readFile(join(folder, "report"), "utf8")).toContain(expected);
      expect(written.out).not.toContain(expected);
    },
  );
});

describe("inspect, with suppressions", () => {
  const entry = (name: string, id: string, expires = "2026-12-31"): string =>
    `  - { finding: ${id}, package: "${name}", reason: looked at, owner: alice, expires: ${expires} }\n`;

  test("inspect judges without what is suppressed, and shows it as such", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(
      join(folder, "lockkeeper.suppressions.yaml"),
      `version: 1\nsuppressions:\n${entry("lib@^2", "new-outflow")}`,
    );

    const text = await run("inspect", "lib@2.0.0", "--show-all");
    const json = await run("inspect", "lib@2.0.0", "--json");

    expect(text.code).toBe(0);
    expect(text.out).toContain("ALLOW lib@2.0.0");
    expect(text.out).toContain("suppressed by alice until 2026-12-31: looked at");
    expect(text.err).toContain("1 suppression of lockkeeper.suppressions.yaml in this folder in force");
    expect(json.lines[0]).toMatchObject({
      verdict: "allow",
      findings: [
        { id: "new-outflow", suppressed: { owner: "alice", reason: "looked at", expires: "2026-12-31" } },
      ],
    });
  });

  test("inspect suppresses a decisive finding for one exact version only, and tells what has ended", async () => {
    const { run, folder } = await createTerminal();
    await writeFile(
      join(folder, "wide.yaml"),
      `version: 1\nsuppressions:\n${entry("axios", "dependency-unseen")}${entry("lib", "new-outflow", "2026-03-01")}`,
    );
    await writeFile(
      join(folder, "exact.yaml"),
      `version: 1\nsuppressions:\n${entry("axios@1.14.1", "dependency-unseen")}`,
    );

    const wide = await run("inspect", "axios@1.14.1", "--suppressions", "wide.yaml", "--json");
    const exact = await run("inspect", "axios@1.14.1", "--suppressions", "exact.yaml", "--json");

    expect(wide.lines[0]).toMatchObject({ verdict: "block" });
    expect(wide.err).toContain(
      "warn CLI_SUPPRESSION_EXPIRED: new-outflow of lib counts again since 2026-03-01",
    );
    expect(exact.lines[0]).toMatchObject({ verdict: "hold" });
  });
});

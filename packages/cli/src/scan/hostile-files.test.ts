import { execFileSync } from "node:child_process";
import { mkdir, symlink, writeFile } from "node:fs/promises";
import { join } from "node:path";

import { buildTarball } from "@lockkeeper/drill";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../../test/fake-environment.ts";
import type { FakeTerminal } from "../../test/fake-environment.ts";

const manifest = JSON.stringify({ name: "app", version: "1.0.0", dependencies: { axios: "1.14.1" } });
const lockfile = JSON.stringify({
  name: "app",
  lockfileVersion: 3,
  packages: {
    "": { name: "app", version: "1.0.0", dependencies: { axios: "1.14.1" } },
    "node_modules/axios": { version: "1.14.1", integrity: "sha512-AA==" },
  },
});

async function project(files: Readonly<Record<string, string | Uint8Array>>): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal();
  await mkdir(join(terminal.folder, "p"));
  for (const [name, content] of Object.entries(files))
    await writeFile(join(terminal.folder, "p", name), content);
  return terminal;
}

function unreadOf(line: Readonly<Record<string, unknown>> | undefined): readonly string[] {
  const unread = (line?.["unread"] ?? []) as readonly { readonly file: string }[]; // our own lines
  return unread.map(({ file }) => file);
}

describe("scan of files that are none", () => {
  test.each(["package-lock.json", "package.json", ".npmrc", ".mcp.json", "bom.json", "index.html"])(
    "scan neither waits for a pipe named %s nor passes over it",
    async (name) => {
      const { folder, run } = await project({ "yarn.lock": "# yarn lockfile v1\n" });
      execFileSync("mkfifo", [join(folder, "p", name)]);

      const { code, lines } = await run("scan", "p", "--json");

      expect(code).toBe(3);
      expect(unreadOf(lines[0])).toContain(name);
    },
  );

  test.each(["pnpm-lock.yaml", "package.json", "bun.lock"])(
    "scan reads no device, and no circle of links, behind %s",
    async (name) => {
      const { folder, run } = await createFakeTerminal();
      for (const each of ["device", "circle"]) await mkdir(join(folder, each));
      await symlink("/dev/zero", join(folder, "device", name));
      await symlink(name, join(folder, "circle", name));

      const { code, lines } = await run("scan", ".", "--json");

      expect(code).toBe(3);
      expect(lines.map((line) => [line["target"], unreadOf(line)])).toEqual([
        ["circle", [name]],
        ["device", [name]],
      ]);
    },
  );
});

describe("scan of what is not whole", () => {
  test("scan exits with 3 for a lockfile that names packages and has no entries for them", async () => {
    const { run } = await project({
      "pnpm-lock.yaml":
        "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n      axios: {specifier: 1.14.1, version: 1.14.1}\n",
    });

    const { code, lines, out } = await run("scan", "p", "--json");

    expect(code).toBe(3);
    expect(lines[0]).toMatchObject({ verdict: "unknown", unread: [{ file: "pnpm-lock.yaml" }] });
    expect(out).toContain("axios");
  });

  test("scan names the line of a manifest, a configuration and a bill that are no JSON", async () => {
    const { run } = await project({
      "package.json": '{\n"name": "app",\n<<<<<<< HEAD\n}',
      ".mcp.json": '{\n// editors write comments\n"mcpServers": {\n',
      "bom.json": '{\n"bomFormat": "CycloneDX",\n"spec',
    });

    const { lines } = await run("scan", "p", "--json");

    expect(lines[0]).toMatchObject({
      unread: [
        { file: "package.json", line: 3 },
        { file: ".mcp.json", line: 4 },
        { file: "bom.json", line: 3 },
      ],
    });
  });

  test("scan reads a page in UTF-16 as browsers do", async () => {
    const page = Buffer.from(
      '\ufeff<script src="https://cdn.jsdelivr.net/npm/axios@1.14.1"></script>',
      "utf16le",
    );
    const { run } = await project({ "index.html": page });

    const { code, lines } = await run("scan", "p", "--json");

    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ id: "malicious-version", name: "axios" })]),
    });
  });

  test("scan finds malware that a manifest names exactly, with no lockfile and with one that cannot be read", async () => {
    const { run } = await project({ "package.json": manifest });
    const broken = await project({ "package.json": manifest, "package-lock.json": "{" });

    const alone = await run("scan", "p", "--json");
    const beside = await broken.run("scan", "p", "--json");
    const bill = await run("scan", "p", "--format", "cyclonedx");

    for (const { code, lines } of [alone, beside]) {
      expect(code).toBe(1);
      expect(lines[0]).toMatchObject({
        findings: expect.arrayContaining([
          expect.objectContaining({ id: "malicious-version", name: "axios", file: "package.json" }),
        ]),
      });
    }
    expect(bill.out).toContain("is not locked: only what it names exactly is listed");
  });

  test("scan tells beside a document, and in annotations, that no advisories were at hand", async () => {
    const { run } = await project({ "package.json": manifest, "package-lock.json": lockfile });

    const sarif = await run("scan", "p", "--format", "sarif");
    const annotations = await run("scan", "p", "--format", "github");

    expect(sarif.err).toContain("CLI_NO_ADVISORIES");
    expect(annotations.out).toContain("::warning title=No advisories::");
  });

  test("scan of package.json is one of its project", async () => {
    const { run } = await project({ "package.json": manifest, "package-lock.json": lockfile });

    const { code, lines } = await run("scan", "p/package.json", "--json");

    expect(code).toBe(1);
    expect(lines[0]).toMatchObject({ target: "p/package.json", packages: 1 });
  });

  test.each([
    ["bom.xml", '<?xml version="1.0"?><bom/>', "it is XML"],
    ["bom.spdx", "SPDXVersion: SPDX-2.3\n", "tags and values"],
  ])("scan of %s says which forms of bills are read", async (name, text, why) => {
    const { run } = await project({ [name]: text });

    const { code, out } = await run("scan", `p/${name}`);

    expect(code).toBe(3);
    expect(out).toContain(why);
  });

  test("scan of an archive tells of lockfiles and manifests that are links", async () => {
    const { folder, run } = await createFakeTerminal();
    const link = (path: string, target: string): Parameters<typeof buildTarball>[0][number] => ({
      path,
      content: "",
      link: { kind: "hard", target },
    });
    const files = [
      { path: "app/package.json", content: JSON.stringify({ name: "app", version: "1.0.0" }) },
      link("app/package-lock.json", "store/lock"),
      link("app/node_modules/axios/package.json", "store/a"),
      link("app/node_modules/other/package.json", "store/b"),
    ];
    await writeFile(join(folder, "image.tar"), buildTarball(files, { prefix: "", isCompressed: false }));

    const { code, lines } = await run("scan", "image.tar", "--json");

    expect(code).toBe(3);
    expect(unreadOf(lines[0])).toEqual(["app/package-lock.json", "app/node_modules/axios/package.json"]);
  });
});

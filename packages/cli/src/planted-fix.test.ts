import { cp, mkdir, readFile, rename, symlink } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";

import { describe, expect, onTestFinished, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { createFakeInspectorEngine } from "../test/fake-inspector.ts";

const planted = join(import.meta.dirname, "..", "..", "..", "examples", "planted");
/** Every group is proved by a process of its own. */
const timeout = 240_000;
const registry = "https://registry.example/npm/";

type Documents = ReadonlyMap<string, object>;
type Locked = Readonly<Record<string, { readonly version?: string; readonly integrity?: string }>>;

const strong = (letter: string): string => `sha512-${letter.repeat(86)}==`;

/** What the registry says: the locked versions with their hashes, and what is to be taken instead. */
async function listDocuments(): Promise<Documents> {
  const lock = JSON.parse(await readFile(join(planted, "shop", "package-lock.json"), "utf8")) as {
    readonly packages: Locked;
  }; // our own file
  const documents = new Map<string, object>();
  for (const [place, { version, integrity }] of Object.entries(lock.packages)) {
    if (!place.startsWith("node_modules/planted-") || version === undefined) continue;
    const name = place.slice("node_modules/".length);
    const isStrong = integrity?.startsWith("sha512-") === true;
    documents.set(name, documentOf(name, { [version]: isStrong ? integrity : strong("A") }));
  }
  documents.set("axios", documentOf("axios", { "1.14.0": strong("B"), "1.14.1": strong("C") }));
  documents.set(
    "planted-vulnerable",
    documentOf("planted-vulnerable", { "1.0.0": strong("D"), "1.0.1": strong("E") }),
  );
  for (const name of ["planted-forgotten", "planted-generator", "planted-server"])
    documents.set(name, documentOf(name, { "1.0.0": strong("F") }));
  return documents;
}

function documentOf(name: string, versions: Readonly<Record<string, string>>): object {
  const names = Object.keys(versions);
  return {
    name,
    "dist-tags": { latest: names.at(-1) },
    time: Object.fromEntries(
      ["created", "modified", ...names].map((each, index) => [
        each,
        `2024-01-0${String(index + 1)}T00:00:00.000Z`,
      ]),
    ),
    versions: Object.fromEntries(
      Object.entries(versions).map(([version, integrity]) => [
        version,
        { name, version, dist: { tarball: `${registry}${name}/-/${name}-${version}.tgz`, integrity } },
      ]),
    ),
  };
}

async function serve(documents: Documents): Promise<string> {
  const server = createServer((request, response) => {
    const document = documents.get(decodeURIComponent((request.url ?? "").slice(1)));
    response.writeHead(document === undefined ? 404 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(document ?? { error: "not found" }));
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  onTestFinished(() => {
    server.close();
  });
  const { port } = server.address() as AddressInfo; // it listens on a port
  return `http://127.0.0.1:${String(port)}/`;
}

/** The project with its installed tree, and a path on which there is Node and a shell, and no client. */
async function plant(): Promise<FakeTerminal> {
  const first = await createFakeTerminal();
  const bin = join(first.folder, "bin");
  await mkdir(bin);
  await symlink(process.execPath, join(bin, "node"));
  await symlink("/bin/sh", join(bin, "sh"));
  const terminal = await createFakeTerminal({ env: { PATH: bin }, engine: createFakeInspectorEngine([]) });
  await cp(planted, join(terminal.folder, "planted"), { recursive: true });
  const shop = join(terminal.folder, "planted", "shop");
  await rename(join(shop, "installed"), join(shop, "node_modules"));
  await terminal.run("intel", "import", join(terminal.folder, "planted", "advisories.jsonl"));
  return terminal;
}

async function findingsOf({ run }: FakeTerminal): Promise<readonly string[]> {
  const { lines } = await run("scan", "planted/shop", "--json");
  const findings = lines[0]?.["findings"] as readonly {
    readonly id: string;
    readonly name: string | null;
    readonly file: string;
  }[]; // our own line
  return findings.map(({ id, name, file }) => `${id} ${name ?? file}`).toSorted();
}

describe("scan --fix of the planted project", () => {
  test(
    "repairs what a machine can, with its tests green, and leaves what takes a person or an installation",
    { timeout },
    async () => {
      const terminal = await plant();
      const upstream = await serve(await listDocuments());

      const { out, err } = await terminal.run(
        "scan",
        "planted/shop",
        "--fix",
        "--yes",
        "--upstream",
        upstream,
        "--verify",
        "node total.test.mjs",
        "--no-install",
      );

      expect(out + err).not.toContain("taken back");
      expect(await findingsOf(terminal)).toEqual(left);
    },
  );
});

/** Each is told under "Left to people", with its reason. */
const left: readonly string[] = [
  "deprecated-version planted-deprecated",
  "git-dependency planted-git",
  "git-unpinned planted-branch",
  "install-script planted-added",
  "install-script planted-edited",
  "install-script planted-gone",
  "install-script planted-vanished",
  "installed-differs planted-stale",
  "installed-missing planted-removed",
  "integrity-differs planted-differs",
  "manifest-swapped planted-swapped",
  "name-of-malware @planted/shared",
  "not-in-lockfile planted-stranger",
  "page-insecure-url index.html",
  "page-integrity-unusable index.html",
  "page-unpinned-version planted-newest",
  "page-without-crossorigin index.html",
  "page-without-integrity index.html",
  "script-added planted-added",
  "script-file-gone planted-gone",
  "script-vanished planted-vanished",
  "token-in-file .npmrc",
  "unscoped-private planted-internal",
  "url-dependency planted-url",
];

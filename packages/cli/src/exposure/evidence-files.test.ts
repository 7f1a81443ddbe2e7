import { mkdir, mkdtemp, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";

import type { EvidenceItem, ExposureQuestion } from "@lockkeeper/exposure";
import { buildTarball } from "@lockkeeper/drill";
import { afterEach, beforeEach, describe, expect, test } from "vitest";

import type { ChannelReader } from "./channel-reader.ts";
import { billReader } from "./bill-reader.ts";
import { ciLogReader } from "./ci-log-reader.ts";
import { readEvidenceTree } from "./evidence-tree.ts";
import { imageReader } from "./image-reader.ts";
import { proxyLogReader } from "./proxy-log-reader.ts";

const question: ExposureQuestion = {
  targets: [
    {
      name: "axios",
      versions: ["1.14.1"],
      except: [],
      window: { since: Date.parse("2026-03-31T00:21:00Z"), until: Date.parse("2026-03-31T03:30:00Z") },
      integrity: [],
      source: "test",
    },
  ],
  window: { since: undefined, until: undefined },
  now: Date.parse("2026-04-01T00:00:00Z"),
};
const accessLine = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET /axios/-/axios-1.14.1.tgz HTTP/1.1" 200 9\n`;
const bill = JSON.stringify({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  components: [{ type: "library", name: "axios", version: "1.14.1", purl: "pkg:npm/axios@1.14.1" }],
});

let root: string;

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), "lockkeeper-evidence-"));
});

afterEach(() => rm(root, { recursive: true, force: true }));

async function write(path: string, content: string | Buffer): Promise<void> {
  const place = join(root, ...path.split("/"));
  await mkdir(dirname(place), { recursive: true });
  await writeFile(place, content);
}

async function read(
  reader: ChannelReader,
  roots: readonly string[] = [root],
): Promise<readonly EvidenceItem[]> {
  const tree = readEvidenceTree(roots);
  const context = {
    question,
    roots,
    tree: () => tree,
    dataFolder: join(root, "data"),
    tell: () => undefined,
  };
  const items: EvidenceItem[] = [];
  // The readers under test take nothing from the process.
  for await (const item of reader.read(context as unknown as Parameters<ChannelReader["read"]>[0]))
    items.push(item);
  return items;
}

/** `fetched pipeline acme/web`, with folders below the root alone. */
function wordsOf(items: readonly EvidenceItem[]): readonly string[] {
  return items.map((item) => {
    const { where } = item.kind === "observation" ? item.observation : item.unreadable;
    const what = item.kind === "observation" ? item.observation.kind : item.unreadable.code;
    return `${what} ${where.kind} ${where.id.replace(`${root}/`, "")}`;
  });
}

describe("ciLogReader", () => {
  test("a log belongs to the run whose record lies beside it, and has its times", async () => {
    const record = {
      id: 987654,
      name: "CI",
      run_number: 5,
      run_attempt: 1,
      run_started_at: "2026-03-31T00:24:00Z",
      updated_at: "2026-03-31T00:40:00Z",
      repository: { full_name: "acme/web" },
    };
    await write("runs/runs.json", JSON.stringify({ workflow_runs: [record] }));
    await write("runs/logs/987654.log", "installed axios@1.14.1\nadded 1 package in 1s\n");
    const [item] = await read(ciLogReader);

    expect(item).toMatchObject({
      observation: {
        kind: "fetched",
        where: { kind: "pipeline", id: "acme/web CI 987654" },
        since: { at: Date.parse("2026-03-31T00:24:00Z"), basis: "stated" },
      },
    });
  });

  test("Jenkins keeps a build's times beside its log", async () => {
    await write(
      "jobs/web/builds/12/log",
      "Started by user admin\n+ npm install\n+ axios@1.14.1\nadded 1 package in 1s\n",
    );
    await write(
      "jobs/web/builds/12/build.xml",
      "<b><startTime>1774917000000</startTime><duration>60000</duration></b>",
    );
    const [item] = await read(ciLogReader);

    expect(item).toMatchObject({ observation: { kind: "fetched", since: { at: 1_774_917_000_000 } } });
  });

  test("npm's own log is of its host, from the start that its name tells", async () => {
    await write(
      "home/.npm/_logs/2026-03-31T00_30_00_000Z-debug-0.log",
      "0 verbose cli /usr/bin/node /usr/bin/npm\n21 silly placeDep ROOT axios@1.14.1 OK for: app@1.0.0 want: ^1\n",
    );
    const [item] = await read(ciLogReader);

    expect(item).toMatchObject({
      observation: {
        kind: "resolved",
        where: { kind: "host", id: join(root, "home", ".npm") },
        since: { at: Date.parse("2026-03-31T00:30:00Z"), basis: "stated" },
      },
    });
  });

  test("a log without any time is bounded by its file's date", async () => {
    await write("build.log", "installed axios@1.14.1\nadded 1 package in 1s\n");
    const written = new Date("2026-03-31T01:00:00Z");
    await utimes(join(root, "build.log"), written, written);
    const [item] = await read(ciLogReader);

    expect(item).toMatchObject({
      observation: { since: undefined, until: { at: written.getTime(), basis: "file-date" } },
    });
  });

  test("a client that comes late in a log of other tools is found", async () => {
    const others = "[INFO] Compiling a module of the reactor\n".repeat(40_000);
    await write("maven/build.log", `${others}[INFO] added 1 package in 1s\ninstalled axios@1.14.1\n`);
    await write("text/build.log", others);

    expect(wordsOf(await read(ciLogReader))).toEqual(["fetched pipeline maven/build.log"]);
  });

  test("a log whose only sign of a client is an install script that ran is a log", async () => {
    await write("build.log", "Schritt 1/3\n> axios@1.14.1 postinstall\n> node setup.js\n\nfertig\n");

    expect(wordsOf(await read(ciLogReader))).toEqual(["executed pipeline build.log"]);
  });

  test("texts that are no logs are nobody's", async () => {
    await write("README.txt", "To begin:\n$ npm install\n");
    await write("notes.log", "dear diary\n");

    expect(await read(ciLogReader)).toEqual([]);
  });

  test("a file that a person names is read whatever it is called", async () => {
    await write("oddly-named", "npm warn deprecated axios@1.14.1: x\n");

    expect(wordsOf(await read(ciLogReader, [join(root, "oddly-named")]))).toEqual([
      "resolved pipeline oddly-named",
    ]);
  });
});

describe("proxyLogReader, billReader and imageReader", () => {
  test("an access log is known by its lines, also when it is packed with gzip", async () => {
    await write("request.log", accessLine);
    await write("old/request.log.2026-03-31.gz", gzipSync(accessLine));

    expect(wordsOf(await read(proxyLogReader))).toEqual(["fetched host 10.0.0.7", "fetched host 10.0.0.7"]);
    expect(await read(ciLogReader)).toEqual([]);
  });

  test("a bill is read, and one in a form that is not read is told", async () => {
    await write("web.cdx.json", bill);
    await write("web.cdx.xml", '<?xml version="1.0"?><bom/>');

    expect([...wordsOf(await read(billReader))].sort()).toEqual([
      "SBOM_BAD_FORMAT bill web.cdx.xml",
      "locked bill web.cdx.json",
    ]);
  });

  test("archives are read wherever they lie, and damaged ones are told", async () => {
    const lock = JSON.stringify({
      lockfileVersion: 3,
      packages: { "node_modules/axios": { version: "1.14.1" } },
    });
    await write(
      "a/app.tgz",
      buildTarball([{ path: "package-lock.json", content: lock }], { prefix: "app/" }),
    );
    await write("b/cut.tar.gz", gzipSync("no tar").subarray(0, 12));

    expect(wordsOf(await read(imageReader))).toEqual([
      "locked image a/app.tgz",
      "EXPOSURE_BAD_ARCHIVE image b/cut.tar.gz",
    ]);
  });

  test("a folder in OCI's layout is one image", async () => {
    const blob = "a".repeat(64);
    const layer = buildTarball([{ path: "package.json", content: '{"name":"axios","version":"1.14.1"}' }], {
      prefix: "app/node_modules/axios/",
    });
    await write("layout/oci-layout", '{"imageLayoutVersion":"1.0.0"}');
    await write(`layout/blobs/sha256/${blob}`, layer);

    expect(wordsOf(await read(imageReader))).toEqual(["present image layout"]);
  });

  test("an empty folder is nothing to any of them", async () => {
    const items = await Promise.all(
      [ciLogReader, proxyLogReader, billReader, imageReader].map((reader) => read(reader)),
    );

    expect(items.flat()).toEqual([]);
  });
});

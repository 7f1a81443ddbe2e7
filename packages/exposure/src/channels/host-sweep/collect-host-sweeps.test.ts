import { generateKeyPairSync } from "node:crypto";

import { sealSweep } from "@lockkeeper/store";
import fc from "fast-check";
import { describe, expect, test } from "vitest";

import type { EvidenceItem } from "../../observation.ts";
import type { ExposureQuestion, ExposureTarget } from "../../question.ts";
import { collectHostSweeps } from "./collect-host-sweeps.ts";
import { parseSweepDocument } from "./sweep-document.ts";

const window = { since: undefined, until: undefined };

function createTarget(name: string, versions: readonly string[] | "all"): ExposureTarget {
  return { name, versions, except: [], window, integrity: [], source: "axios-2026" };
}

const question: ExposureQuestion = {
  targets: [createTarget("axios", ["1.14.1"]), createTarget("plain-crypto-js", "all")],
  window,
  now: Date.parse("2026-04-01T00:00:00Z"),
};

const header = {
  schema: 1,
  kind: "sweep",
  host: "laptop-7",
  isLive: true,
  isWhole: true,
  folders: ["/home/alice", "/tmp"],
  startedAt: "2026-03-31T09:00:00.000Z",
  campaigns: ["axios-2026"],
};
const summary = { schema: 1, kind: "summary", isComplete: true, unreadable: 0 };

function createMatch(draft: object): object {
  return {
    schema: 1,
    kind: "match",
    subject: "file",
    grade: "executed",
    rule: "file-path",
    campaigns: ["axios-2026"],
    place: "/tmp/ld.py",
    evidence: "the remote access tool",
    package: null,
    at: { at: "2026-03-31T01:00:00.000Z", basis: "file-date" },
    ...draft,
  };
}

function createText(...lines: readonly object[]): Buffer {
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(""));
}

async function collect(bytes: Buffer): Promise<readonly EvidenceItem[]> {
  const items: EvidenceItem[] = [];
  const source = { ref: "laptop-7.jsonl", read: async () => bytes };
  for await (const item of collectHostSweeps(question, [source])) items.push(item);
  return items;
}

function kinds(items: readonly EvidenceItem[]): readonly string[] {
  return items.map((item) => (item.kind === "observation" ? item.observation.kind : item.unreadable.code));
}

describe("collectHostSweeps", () => {
  test("collectHostSweeps takes a tool at work for execution, of the package that the campaign was made with", async () => {
    const items = await collect(createText(header, createMatch({}), summary));

    expect(items).toEqual([
      {
        kind: "observation",
        observation: {
          channel: "host-sweep",
          where: { kind: "host", id: "laptop-7" },
          kind: "executed",
          name: "plain-crypto-js",
          version: undefined,
          since: { at: Date.parse("2026-03-31T01:00:00Z"), basis: "file-date", toleranceMs: 1000 },
          until: undefined,
          ref: "laptop-7.jsonl:2",
          detail: "/tmp/ld.py: the remote access tool",
        },
      },
    ]);
  });

  test("collectHostSweeps takes a folder of the package as present, and a listed one of npx too", async () => {
    const folder = createMatch({ grade: "present", package: { name: "axios", version: "1.14.1" } });
    const npx = {
      kind: "inventory",
      what: "npx",
      place: "/root/.npm/_npx/1",
      packages: ["axios@1.14.1", "a@1.0.0"],
    };

    const items = await collect(createText(header, folder, npx, summary));

    expect(kinds(items)).toEqual(["present", "present"]);
  });

  test("collectHostSweeps says that a machine is clean only of a whole sweep that knew what to look for", async () => {
    const unaware = { ...header, campaigns: ["mastra-2026"] };

    expect(kinds(await collect(createText(header, summary)))).toEqual(["clean"]);
    expect(kinds(await collect(createText(header)))).toEqual(["EXPOSURE_CUT_OFF"]);
    expect(kinds(await collect(createText(header, { ...summary, isComplete: false })))).toEqual([
      "EXPOSURE_CUT_OFF",
    ]);
    expect(kinds(await collect(createText(header, { ...summary, unreadable: 2 })))).toEqual([
      "EXPOSURE_NOT_READ",
    ]);
    expect(kinds(await collect(createText(unaware, summary)))).toEqual(["EXPOSURE_NOT_SWEPT_FOR"]);
    expect(kinds(await collect(Buffer.concat([createText(header, summary), Buffer.from("{cut\n")])))).toEqual(
      ["EXPOSURE_BAD_LINES"],
    );
  });

  test("collectHostSweeps clears no more than what was looked at, and nothing that came later", async () => {
    const partial = await collect(createText({ ...header, isWhole: false, folders: ["/srv"] }, summary));
    const disk = await collect(createText({ ...header, isLive: false, folders: ["/mnt/disk/tmp"] }, summary));
    const early = { ...question, window: { since: undefined, until: Date.parse("2026-03-31T09:00:01Z") } };
    const items: EvidenceItem[] = [];

    const source = { ref: "a", read: async () => createText(header, summary) };
    for await (const item of collectHostSweeps(early, [source])) items.push(item);

    expect([...partial, ...disk]).toMatchObject([
      { observation: { kind: "clean", where: { kind: "project", id: "laptop-7: /srv" } } },
      { observation: { kind: "clean", where: { kind: "project", id: "laptop-7: /mnt/disk/tmp" } } },
    ]);
    expect(kinds(items)).toEqual(["EXPOSURE_NOT_SWEPT_FOR"]);
  });

  test("collectHostSweeps knows by its campaigns that a sweep looked for versions that somebody names", async () => {
    const ask = async (version: string): Promise<readonly string[]> => {
      const items: EvidenceItem[] = [];
      const named = {
        ...question,
        targets: [{ ...createTarget("axios", [version]), source: `axios@${version}` }],
      };
      const source = { ref: "a", read: async () => createText(header, summary) };
      for await (const item of collectHostSweeps(named, [source])) items.push(item);
      return kinds(items);
    };

    expect(await ask("1.14.1")).toEqual(["clean"]);
    expect(await ask("1.14.0")).toEqual(["EXPOSURE_NOT_SWEPT_FOR"]);
  });

  test("collectHostSweeps takes what is only suspicious neither for a hit nor for none", async () => {
    const items = await collect(createText(header, createMatch({ grade: "suspicious" }), summary));

    expect(kinds(items)).toEqual(["EXPOSURE_SUSPICIOUS"]);
  });

  test("collectHostSweeps leaves out matches of other campaigns and packages", async () => {
    const other = createMatch({ campaigns: ["mastra-2026"] });
    const version = createMatch({ grade: "present", package: { name: "axios", version: "1.14.0" } });

    expect(kinds(await collect(createText(header, other, version, summary)))).toEqual(["clean"]);
  });

  test("collectHostSweeps believes a seal that holds, and nothing under one that does not", async () => {
    const { privateKey } = generateKeyPairSync("ed25519");
    const sealed = sealSweep(createText(header, createMatch({}), summary), privateKey);
    const changed = Buffer.from(sealed.toString("utf8").replace("executed", "ignored!"));

    expect(kinds(await collect(sealed))).toEqual(["executed"]);
    expect(kinds(await collect(changed))).toEqual(["EXPOSURE_BAD_SEAL"]);
  });

  test("collectHostSweeps tells of a result that cannot be read, and goes on", async () => {
    const sources = [
      { ref: "a", read: () => Promise.reject(Object.assign(new Error("no"), { code: "EACCES" })) },
      { ref: "b", read: async () => createText(header, summary) },
    ];
    const items: EvidenceItem[] = [];

    for await (const item of collectHostSweeps(question, sources)) items.push(item);

    expect(kinds(items)).toEqual(["EACCES", "clean"]);
  });
});

describe("parseSweepDocument", () => {
  test("parseSweepDocument never throws, and takes no text of another kind for a whole sweep", () => {
    const line = fc.oneof(
      fc.json(),
      fc.string(),
      fc.constantFrom(JSON.stringify(header), JSON.stringify(createMatch({}))),
    );
    fc.assert(
      fc.property(fc.array(line), (lines) => {
        const reading = parseSweepDocument(Buffer.from(lines.join("\n")));

        expect(reading.kind === "refused" || !reading.document.isComplete).toBe(true);
      }),
    );
  });
});

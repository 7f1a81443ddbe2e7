import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { gatherItems, nightQuestion, summaryOf } from "../../../test/log-kit.ts";
import type { EvidenceItem, Observation } from "../../observation.ts";
import { collectProxyLog, looksLikeProxyLog } from "./collect-proxy-log.ts";

async function read(text: string): Promise<readonly EvidenceItem[]> {
  return await gatherItems(
    collectProxyLog(nightQuestion, { ref: "request.log", chunks: [Buffer.from(text)] }),
  );
}

async function readOne(text: string): Promise<Observation> {
  const [item] = await read(`${text}\n`);
  if (item?.kind !== "observation") throw new TypeError(JSON.stringify(item));
  return item.observation;
}

const path = "/api/npm/npm-remote/axios/-/axios-1.14.1.tgz";

const lines: readonly (readonly [string, string, Partial<Observation>])[] = [
  [
    "Artifactory 7",
    `2026-03-31T00:25:10.123Z|7b1f0c2d|10.0.0.7|ci-bot|GET|${path}|200|-1|456789|45|npm/10.9.4 node/v22 linux x64`,
    { kind: "fetched", where: { kind: "identity", id: "ci-bot" } },
  ],
  [
    "Artifactory 7 without a user",
    `2026-03-31T00:25:10.123Z|7b1f0c2d|10.0.0.7|anonymous|GET|${path}|200|-1|456789|45|npm/10`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "Artifactory 6",
    `20260331002510|45|REQUEST|10.0.0.7|ci-bot|GET|/npm-remote/axios/-/axios-1.14.1.tgz|HTTP/1.1|200|456789`,
    { kind: "fetched", where: { kind: "identity", id: "ci-bot" } },
  ],
  [
    "Artifactory's account of access",
    "2026-03-31T00:25:10.123Z [7b1f0c2d9e8a7b6c] [ACCEPTED DOWNLOAD] npm-remote-cache:axios/-/axios-1.14.1.tgz  for client : ci-bot / 10.0.0.7 [token]",
    { kind: "fetched", where: { kind: "identity", id: "ci-bot" } },
  ],
  [
    "Nexus",
    `10.0.0.7 - ci-bot [31/Mar/2026:00:25:10 +0000] "GET /repository/npm-proxy/axios/-/axios-1.14.1.tgz HTTP/1.1" 200 - 456789 45 "npm/10.9.4" [qtp1234-45]`,
    { kind: "fetched", where: { kind: "identity", id: "ci-bot" } },
  ],
  [
    "Nexus' audit",
    `{"timestamp":"2026-03-31 00:25:10,123+0000","nodeId":"n","initiator":"ci-bot/10.0.0.7","domain":"repository.asset","type":"created","context":"/axios/-/axios-1.14.1.tgz","attributes":{"repository.name":"npm-proxy","name":"/axios/-/axios-1.14.1.tgz"}}`,
    { kind: "fetched", where: { kind: "cache", id: "request.log" } },
  ],
  [
    "Verdaccio as JSON",
    `{"level":35,"time":1774916710123,"pid":1,"hostname":"h","request":{"method":"GET","url":"/axios/-/axios-1.14.1.tgz"},"user":null,"remoteIP":"10.0.0.7","status":200,"bytes":{"in":0,"out":9},"msg":"x"}`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "Verdaccio for people",
    "2026-03-31T00:25:10.123Z http <-- 200, user: ci-bot(10.0.0.7), req: 'GET /axios/-/axios-1.14.1.tgz', bytes: 0/456789",
    { kind: "fetched", where: { kind: "identity", id: "ci-bot" } },
  ],
  [
    "Verdaccio's own request",
    "2026-03-31T00:25:10.123Z http --> 200, req: 'GET https://registry.example/axios/-/axios-1.14.1.tgz' (streaming)",
    { kind: "fetched", where: { kind: "cache", id: "request.log" } },
  ],
  [
    "nginx and Apache, combined",
    `10.0.0.7 - - [31/Mar/2026:02:25:10 +0200] "GET ${path}?x=1 HTTP/2.0" 206 456789 "-" "pnpm/10.34.9"`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "nginx as JSON",
    `{"time_iso8601":"2026-03-31T00:25:10+00:00","remote_addr":"10.0.0.7","remote_user":"","request":"GET ${path} HTTP/1.1","status":"200"}`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "Caddy",
    `{"level":"info","ts":1774916710.123,"logger":"http.log.access","request":{"remote_ip":"10.0.0.7","method":"GET","host":"npm.example","uri":"${path}"},"user_id":"","status":200}`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "Traefik",
    `{"ClientHost":"10.0.0.7","DownstreamStatus":200,"RequestMethod":"GET","RequestPath":"${path}","StartUTC":"2026-03-31T00:25:10.123Z"}`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "Squid",
    "1774916710.123     45 10.0.0.7 TCP_MISS/200 456789 GET http://registry.example/axios/-/axios-1.14.1.tgz - HIER_DIRECT/192.0.2.1 application/octet-stream",
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
  [
    "HAProxy",
    `Mar 31 00:25:10 lb haproxy[99]: 10.0.0.7:41234 [31/Mar/2026:00:25:10.123] npm~ back/one 0/0/1/2/3 200 456789 - - ---- 1/1/0/0/0 0/0 "GET ${path} HTTP/1.1"`,
    { kind: "fetched", where: { kind: "host", id: "10.0.0.7" } },
  ],
];

describe("collectProxyLog", () => {
  test.each(lines)("%s: who took what, and when", async (_system, line, expected) => {
    const observation = await readOne(line);

    expect(observation).toMatchObject({
      name: "axios",
      version: "1.14.1",
      ref: "request.log:1",
      ...expected,
    });
    expect(new Date(observation.since?.at ?? 0).toISOString().slice(0, 19)).toBe("2026-03-31T00:25:10");
  });

  test.each([
    ["GET", 200, "fetched"],
    ["GET", 304, "present"],
    ["HEAD", 200, "resolved"],
    ["GET", 404, "refused"],
    ["GET", 403, "refused"],
    ["GET", 302, "resolved"],
    ["GET", 502, "resolved"],
  ])("%s answered %i is %s", async (method, status, kind) => {
    const line = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "${method} ${path} HTTP/1.1" ${status} 9 "-" "x"`;

    expect((await readOne(line)).kind).toBe(kind);
  });

  test.each([
    "/@scope%2fname/-/name-1.0.0.tgz",
    "/@scope/name/-/@scope/name-1.0.0.tgz",
    "/deep/path/@scope/name/-/name-1.0.0.tgz?token=x",
  ])("%s names a version of a scope", async (address) => {
    const targets = nightQuestion.targets.map((target) => ({
      ...target,
      name: "@scope/name",
      versions: "all" as const,
    }));
    const chunks = [
      Buffer.from(`10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET ${address} HTTP/1.1" 200 9\n`),
    ];
    const items = await gatherItems(collectProxyLog({ ...nightQuestion, targets }, { ref: "r", chunks }));

    expect(summaryOf(items)).toEqual(["fetched @scope/name@1.0.0"]);
  });

  test("a name that is written with escapes is found", async () => {
    const line = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET /%61xios/-/%61xios-1.14.1.tgz HTTP/1.1" 200 9`;

    expect(summaryOf(await read(line))).toEqual(["fetched axios@1.14.1"]);
  });

  test("requests that are alike are one observation from the first to the last", async () => {
    const line = (time: string): string =>
      `10.0.0.7 - - [31/Mar/2026:${time} +0000] "GET ${path} HTTP/1.1" 200 9`;
    const items = await read(["02:00:00", "00:30:00", "01:00:00"].map(line).join("\n"));

    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({
      observation: {
        since: { at: Date.parse("2026-03-31T00:30:00Z") },
        until: { at: Date.parse("2026-03-31T02:00:00Z") },
      },
    });
  });

  test("a packument, another version and another package are nothing", async () => {
    const line = (target: string): string =>
      `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET ${target} HTTP/1.1" 200 9`;
    const items = await read(
      ["/axios", "/axios/-/axios-1.14.0.tgz", "/axios-mock/-/axios-mock-1.14.1.tgz"].map(line).join("\n"),
    );

    expect(summaryOf(items)).toEqual(["clean"]);
    expect(JSON.stringify(items)).toContain("2026-03-31 00:25 UTC");
  });

  test("many lines of an unknown form are unreadable, and the log is not clean", async () => {
    const known = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET /axios HTTP/1.1" 200 9\n`.repeat(97);
    const items = await read(`${known}${"what is this\n".repeat(3)}`);

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_UNKNOWN_LINES"]);
    expect(JSON.stringify(items)).toContain("3.0 %");
  });

  test("one unknown line among many is told with what is clean", async () => {
    const known = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET /axios HTTP/1.1" 200 9\n`.repeat(400);
    const items = await read(`${known}what is this\n`);

    expect(summaryOf(items)).toEqual(["clean"]);
    expect(JSON.stringify(items)).toContain("0.2 %");
  });

  test("an unknown line that names what is asked for is unreadable, however few there are", async () => {
    const known = `10.0.0.7 - - [31/Mar/2026:00:25:10 +0000] "GET /x HTTP/1.1" 200 9\n`.repeat(400);
    const items = await read(`${known}odd axios line with token=secretsecret\n`);

    expect(summaryOf(items)).toEqual(["unreadable EXPOSURE_UNKNOWN_WORDS"]);
    expect(JSON.stringify(items)).not.toContain("secretsecret");
  });

  test("a name far behind in a line of megabytes is not passed over", async () => {
    const items = await read(`${"x".repeat(300_000)} axios-1.14.1.tgz of axios\n`);

    expect(summaryOf(items)).toContain("unreadable EXPOSURE_UNKNOWN_WORDS");
  });

  test("tunnels hide what went through them", async () => {
    const line =
      "1774916710.123 45 10.0.0.7 TCP_TUNNEL/200 9 CONNECT registry.example:443 - HIER_DIRECT/192.0.2.1 -";

    expect(summaryOf(await read(line))).toEqual(["unreadable EXPOSURE_TUNNELS"]);
  });

  test("any bytes are read without an error", async () => {
    const pieces = [
      "|",
      '"GET ',
      path,
      '" 200',
      "[31/Mar/2026:00:25:10 +0000]",
      "{",
      '"status":200,',
      "\n",
      "10.0.0.7 - - ",
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ unit: "binary", maxLength: 20 })), {
          maxLength: 50,
        }),
        async (parts) => {
          expect((await read(parts.join(""))).length).toBeGreaterThan(0);
        },
      ),
    );
  });
});

describe("looksLikeProxyLog", () => {
  test.each(lines)("%s is one", (_system, line) => {
    expect(looksLikeProxyLog(`${line}\n`.repeat(3))).toBe(true);
  });

  test.each(["added 3 packages\n+ axios@1.14.1\n", "# comment\n\n", "{}\n", "", "a | b | c\n"])(
    "%j is none",
    (text) => {
      expect(looksLikeProxyLog(text)).toBe(false);
    },
  );
});

import fc from "fast-check";
import { describe, expect, test } from "vitest";

import { createSweepKit } from "../../test/sweep-kit.ts";
import { judgeConnections, judgeHostsFile, judgeNames } from "./judge-network.ts";
import {
  parseDisplayDns,
  parseHostsFile,
  parseLsof,
  parseNetstat,
  parseProcNet,
  parseResolvedCache,
} from "./parse-connections.ts";

const header =
  "  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n";

describe("parseProcNet", () => {
  test("parseProcNet reads addresses of both kinds, and leaves out who only listens", () => {
    const tcp = `${header}   0: 0100007F:1F40 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 11 1\n   1: 0500000A:C350 0971 00\n   2: 0500000A:C350 097100CB:1F40 01 00000000:00000000 00:00000000 00000000  1000        0 4242 1\n`;
    const tcp6 = `${header}   0: 00000000000000000000000001000000:0050 B80D0120000000000000000001000000:01BB 01 00000000:00000000 00:00000000 00000000     0        0 9 1\n   1: 0000000000000000FFFF00000100007F:0050 0000000000000000FFFF0000097100CB:01BB 01 00000000:00000000 00:00000000 00000000     0        0 10 1\n`;

    expect(parseProcNet(tcp)).toEqual([
      { address: "203.0.113.9", port: 8000, pid: undefined, inode: "4242" },
    ]);
    expect(parseProcNet(tcp6).map(({ address, port }) => `${address} ${port}`)).toEqual([
      "2001:db8::1 443",
      "203.0.113.9 443",
    ]);
  });

  test("the parsers of connections and names never throw", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const all = [
          parseProcNet(text),
          parseLsof(text),
          parseNetstat(text),
          parseDisplayDns(text),
          parseHostsFile(text),
        ];

        expect(all.every(Array.isArray)).toBe(true);
      }),
    );
  });
});

describe("parseLsof", () => {
  test("parseLsof gives each connection to the process above it", () => {
    const text =
      "p41\nf12\nnlocalhost:80\np42\nf3\nn10.0.0.5:50000->203.0.113.9:8000\nn[::1]:1->[2001:db8::2]:443\n";

    expect(parseLsof(text)).toEqual([
      { address: "203.0.113.9", port: 8000, pid: 42, inode: undefined },
      { address: "2001:db8::2", port: 443, pid: 42, inode: undefined },
    ]);
  });
});

describe("parseNetstat", () => {
  test("parseNetstat reads connections whatever the language of the system", () => {
    const text =
      "\r\nAktive Verbindungen\r\n\r\n  Proto  Lokale Adresse  Remoteadresse  Status  PID\r\n  TCP    10.0.0.5:50000   203.0.113.9:8000   HERGESTELLT   4321\r\n  TCP    0.0.0.0:135   0.0.0.0:0   ABHÖREN   900\r\n";

    expect(parseNetstat(text)).toEqual([{ address: "203.0.113.9", port: 8000, pid: 4321, inode: undefined }]);
  });
});

describe("judgeConnections", () => {
  test("judgeConnections names the process that holds a connection to a known address", () => {
    const kit = createSweepKit([{ kind: "address", address: "203.0.113.9" }]);
    const table = new Map([
      [
        42,
        {
          pid: 42,
          parent: 1,
          name: "python3",
          command: "python3 x.py",
          program: undefined,
          folder: undefined,
          lifecycle: undefined,
          startedAt: undefined,
        },
      ],
    ]);

    judgeConnections([{ address: "203.0.113.9", port: 8000, pid: 42, inode: undefined }], {
      index: kit.index,
      sink: kit.sink,
      table,
      proc: undefined,
    });

    expect(kit.matches()).toMatchObject([
      { grade: "executed", place: "203.0.113.9:8000", evidence: expect.stringContaining("python3 x.py") },
    ]);
  });
});

describe("judgeNames", () => {
  test("judgeNames knows a host that was looked up, and names below it where that is meant", () => {
    const kit = createSweepKit([
      { kind: "host", host: "collector.invalid" },
      { kind: "host", host: "*.wide.invalid" },
    ]);
    const names = parseDisplayDns(
      "Windows IP Configuration\r\n\r\n    collector.invalid\r\n    ----------------------------------------\r\n    Record Name . . . . . : collector.invalid\r\n\r\n    a.wide.invalid\r\n    -----------\r\n    honest.example\r\n    -----------\r\n",
    );

    judgeNames(names, "the cache of names", kit);

    expect(names).toEqual(["collector.invalid", "a.wide.invalid", "honest.example"]);
    expect(kit.matches().map(({ place }) => place)).toEqual([
      "the cache of names collector.invalid",
      "the cache of names a.wide.invalid",
    ]);
  });
});

describe("parseResolvedCache", () => {
  test("parseResolvedCache reads the names of records", () => {
    const text =
      "Scope protocol=dns interface=eth0 ifindex=2\n\ncollector.invalid IN A 203.0.113.9\ncollector.invalid IN AAAA ::\na.example. IN CNAME b.example\n";

    expect(parseResolvedCache(text)).toEqual(["collector.invalid", "a.example"]);
  });
});

describe("judgeHostsFile", () => {
  test("judgeHostsFile tells of a known host that leads somewhere, and not of one that a defender shut", () => {
    const kit = createSweepKit([{ kind: "host", host: "collector.invalid" }]);
    const entries = parseHostsFile(
      "# ours\n127.0.0.1 localhost\n0.0.0.0 collector.invalid # shut\n203.0.113.9 Collector.invalid other\n",
    );

    judgeHostsFile(entries, "/etc/hosts", kit);

    expect(kit.matches()).toMatchObject([{ place: "/etc/hosts:4", grade: "suspicious" }]);
  });
});

import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { parseInstant } from "@lockkeeper/core";
import { startReplay } from "@lockkeeper/drill";
import { expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import { startFirewallUnderTest } from "../support/running-firewall.ts";

const run = promisify(execFile);
const command = join(import.meta.dirname, "..", "..", "packages", "cli", "bin", "lockkeeper.js");

/** A line of `ledger --json`. */
interface LedgerLine {
  readonly kind: "request" | "exposure" | "version";
  readonly identity: string;
  readonly what: string;
  readonly version: string | null;
}

/** How five identities met the night: who resolved, who locked, who fetched. */
const npm = (verb: string) => ({
  "user-agent": "npm/11.19.1 node/v20.20.2 linux x64 workspaces/false",
  "npm-command": verb,
});
const people = [
  {
    who: "alice",
    headers: npm("install"),
    paths: ["/axios", "/axios/-/axios-1.14.1.tgz", "/plain-crypto-js/-/plain-crypto-js-4.2.1.tgz"],
  },
  { who: "pipeline-7", headers: npm("ci"), paths: ["/axios/-/axios-1.14.1.tgz"] },
  { who: "bob-npx", headers: npm("exec"), paths: ["/axios", "/axios/-/axios-0.30.4.tgz"] },
  {
    who: "carol",
    headers: { "user-agent": "pnpm/10.34.9 npm/? node/v20.20.2 linux x64" },
    paths: ["/axios"],
  },
  { who: "dave", headers: { "user-agent": "Bun/1.4.5" }, paths: ["/axios", "/axios/-/axios-1.14.0.tgz"] },
];

test(
  "after the registry has removed the versions, the ledger names everyone and the snapshot the publisher",
  { timeout: 60_000 },
  async () => {
    const replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
    // Observe-only stands for a team that had not switched the firewall to enforcing yet: the versions got in.
    const firewall = await startFirewallUnderTest({
      upstream: replay.url,
      clock: replay.clock,
      knownBy: parseInstant("2026-03-31T01:10:00Z"),
      isObserving: true,
    });
    try {
      for (const { who, headers, paths } of people) {
        const authorization = `Basic ${Buffer.from(`${who}:x`).toString("base64")}`;
        for (const path of paths)
          expect((await ask(firewall.url, path, { headers: { ...headers, authorization } })).status).toBe(
            200,
          );
      }
      replay.setTime(parseInstant("2026-03-31T05:00:00Z"));
      const gone = await ask(replay.url, "/axios/1.14.1");
      await ask(firewall.url, "/axios");

      const why = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/axios/1.14.1"));
      const window = [
        "--since",
        "2026-03-31T00:21:00Z",
        "--until",
        "2026-03-31T03:16:00Z",
        "--data",
        firewall.dataFolder,
      ];
      const { stdout: text } = await run(process.execPath, [
        command,
        "ledger",
        "--package",
        "axios",
        ...window,
      ]);
      const { stdout: lines } = await run(process.execPath, [
        command,
        "ledger",
        "--package",
        "axios",
        "--json",
        ...window,
      ]);
      const { stdout: publishers } = await run(process.execPath, [
        command,
        "ledger",
        "--package",
        "axios",
        "--version",
        "1.14.1",
        ...window,
      ]);

      const rows = lines
        .trim()
        .split("\n")
        .map((line) => JSON.parse(line) as LedgerLine)
        .filter(({ kind }) => kind === "request");
      const fetched = rows
        .filter(({ what, version }) => what === "tarball" && version !== "1.14.0")
        .map(({ identity }) => identity);
      expect(gone.status).toBe(404);
      expect(new Set(rows.map(({ identity }) => identity))).toEqual(
        new Set(people.map(({ who }) => `user:${who}`)),
      );
      expect(fetched).toEqual(["user:alice", "user:pipeline-7", "user:bob-npx"]);
      expect(text).toMatch(/axios@1\.14\.1 \(.*\) was fetched by user:alice, user:pipeline-7\n/);
      expect(publishers).toContain("ifstap@proton.invalid");
      expect(publishers).not.toContain("nobody fetched");
      expect(why).toMatchObject({
        version: "1.14.1",
        facts: {
          publisher: { name: "jasonsaayman", email: "ifstap@proton.invalid" },
          hasAttestation: false,
          gitHead: null,
        },
      });
      expect(why["facts"]).toMatchObject({ removedUpstreamAt: "2026-03-31T05:00:00.000Z" });
    } finally {
      await firewall.close();
      await replay.close();
    }
  },
);

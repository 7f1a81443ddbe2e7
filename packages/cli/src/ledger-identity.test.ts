import { silentLogger } from "@lockkeeper/core";
import { openDataFolder, openStore } from "@lockkeeper/store";
import { describe, expect, test } from "vitest";

import { createFakeTerminal } from "../test/fake-environment.ts";
import type { FakeTerminal } from "../test/fake-environment.ts";
import { createEntry } from "../test/ledger-entries.ts";

const identities = ["person:ada#tk-1", "person:ada#tk-2", "person:adam#tk-3", "person:ada", "anonymous"];

async function createTerminal(): Promise<FakeTerminal> {
  const terminal = await createFakeTerminal({ now: "2026-03-31T04:00:00Z" });
  const folder = await openDataFolder(terminal.environment.env["LOCKKEEPER_DATA"] ?? "");
  const store = await openStore(folder, { clock: terminal.clock, logger: silentLogger });
  for (const identity of identities) {
    const asked = { at: "2026-03-31T00:25:00Z", identity, kind: "tarball", version: "1.14.0" } as const;
    store.ledger.append(createEntry(asked));
  }
  await store.close();
  return terminal;
}

describe("ledger --identity", () => {
  test.each([
    ["person:ada", ["tk-1", "tk-2", null]],
    ["person:ada#tk-2", ["tk-2"]],
    ["person:ada#", []],
    ["anonymous", [null]],
  ])("ledger --identity %s finds the tokens %j", async (identity, tokens) => {
    const { run } = await createTerminal();

    const { lines } = await run("ledger", "--identity", identity, "--json");

    expect(lines.map(({ token }) => token)).toEqual(tokens);
  });

  test("ledger --package counts somebody with two tokens once, and shows the token of each request", async () => {
    const { run } = await createTerminal();

    const { out } = await run("ledger", "--package", "axios");

    expect(out).toContain("axios: 0 identities only looked, 3 fetched a tarball.");
    expect(out).toContain("fetched  person:ada, person:adam, anonymous at 192.0.2.7");
    expect(out).toMatch(/person:ada#tk-1 .*\n.*person:ada#tk-2 /);
  });
});

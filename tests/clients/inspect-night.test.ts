import { parseInstant } from "@lockkeeper/core";
import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import { clients } from "./support/clients.ts";
import type { PoisonSigns } from "./support/poison.ts";
import { poisoned, readPoisonSigns } from "./support/poison.ts";
import { visit } from "./support/visit.ts";

const night = parseInstant("2026-03-31T01:10:00Z");
const timeout = 180_000;
/** Neither age nor any report speaks against the versions: what is left is to look at them. */
const policy = "version: 1\ncooldown: { effect: off }\n";

let replay: Replay;
let signs: PoisonSigns;
let firewall: ClientFirewall;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: night });
  signs = await readPoisonSigns(replay.url);
  firewall = await startClientFirewall({ upstream: replay.url, clock: replay.clock, knownBy: night, policy });
}, timeout);

afterAll(async () => {
  await firewall.close();
  await replay.close();
});

describe.concurrent.each(clients)("$title, where only inspections speak", { timeout }, (client) => {
  test("is given the release before, since the new one was looked at first", async () => {
    const args = [...client.add, "axios"];

    const run = await visit({ client, origin: firewall.url, args, signs, watched: "axios" });

    expect(run, run.output).toMatchObject({ exitCode: 0, installed: "1.14.0", poison: [] });
  });

  test.each(poisoned)("is refused the exact pin %s@%s", async (name, version) => {
    const args = [...client.add, `${name}@${version}`];

    const run = await visit({ client, origin: firewall.url, args, signs, watched: name });

    expect(run, run.output).toMatchObject({ exitCode: 1, installed: undefined, poison: [] });
    if (client.id === "npm")
      expect(run.output).toMatch(new RegExp(`Lockkeeper withholds ${name} .*${version}: inspect`));
  });
});

test("nothing went wrong inside the firewall meanwhile", () => {
  expect(firewall.logged).toEqual([]);
});

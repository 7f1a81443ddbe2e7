import { parseInstant } from "@lockkeeper/core";
import { startReplay } from "@lockkeeper/drill";
import { startServer } from "@lockkeeper/server";
import { expect, test } from "vitest";
import { ask, jsonOf } from "../support/ask.ts";
import { settingsFor, startFirewallUnderTest } from "../support/running-firewall.ts";

test("in a drill the knowledge of campaigns grows with its clock", async () => {
  const replay = await startReplay({ campaign: "axios-2026", at: parseInstant("2026-03-31T01:10:00Z") });
  const ground = await startFirewallUnderTest({ upstream: replay.url, clock: replay.clock });
  await ground.stop();
  const settings = settingsFor({ upstream: replay.url, clock: replay.clock }, ground.dataFolder, []);
  const server = await startServer({ ...settings, knownBy: () => replay.now() });
  const clauseOf = async (name: string): Promise<unknown> => {
    await ask(server.url, `/${name}`);
    return jsonOf(await ask(server.url, `/-/lockkeeper/decision/${name}`))["clause"];
  };
  try {
    const early = await clauseOf("plain-crypto-js/4.2.1");
    replay.setTime(parseInstant("2026-03-31T02:10:00Z"));
    const later = [await clauseOf("plain-crypto-js/4.2.1"), await clauseOf("axios/1.14.1")];

    expect(early).toBe("inspect");
    expect(later).toEqual(["malware", "inspect"]);
  } finally {
    await server.close();
    await ground.close();
    await replay.close();
  }
});

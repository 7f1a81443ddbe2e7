import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { parseInstant } from "@lockkeeper/core";
import type { LedgerRow } from "@lockkeeper/store";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { ClientFirewall } from "./support/client-firewall.ts";
import { startClientFirewall } from "./support/client-firewall.ts";
import type { Client } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import type { PoisonSigns } from "./support/poison.ts";
import { poisoned, readPoisonSigns } from "./support/poison.ts";
import type { PoisonedProject, PoisonedProjects } from "./support/poisoned-lock.ts";
import { lockPoison, optional, ordinary } from "./support/poisoned-lock.ts";
import type { Visit } from "./support/visit.ts";
import { visit } from "./support/visit.ts";
import type { WorkplaceOptions } from "./support/workplace.ts";

const night = parseInstant("2026-03-31T01:10:00Z");
const timeout = 180_000;

/** Whether what later reports said is known already: it decides which clause stops the versions. */
const states = [
  { catalogue: "hidden", clause: "cooldown", verb: "holds", knownBy: night },
  { catalogue: "shown", clause: "malware", verb: "blocks", knownBy: undefined },
] as const;

const fallbacks = [
  ["axios", "1.14.0"],
  ["axios@^1", "1.14.0"],
  ["axios@legacy", "0.30.3"],
  ["axios@^0.30.0", "0.30.3"],
] as const;

const dlxClients = clients.filter((client) => client.dlx !== undefined);

let replay: Replay;
let signs: PoisonSigns;
let locks: { readonly ordinary: PoisonedProjects; readonly optional: PoisonedProjects };

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: night });
  signs = await readPoisonSigns(replay.url);
  locks = {
    ordinary: await lockPoison(replay.url, replay.clock, ordinary),
    optional: await lockPoison(replay.url, replay.clock, optional),
  };
}, timeout);

afterAll(() => replay.close());

describe.concurrent.each(clients)("without a firewall", { timeout }, (client) => {
  test(`${client.title} gets the poisoned version, and the signs tell`, async () => {
    const run = await visit({
      client,
      origin: replay.url,
      args: [...client.add, "axios"],
      signs,
      watched: "axios",
    });

    expect(run, run.output).toMatchObject({ exitCode: 0, installed: "1.14.1" });
    expect(run.poison.length).toBeGreaterThan(0);
  });
});

describe.each(states)("the axios night with the catalogue $catalogue", ({ clause, verb, knownBy }) => {
  let firewall: ClientFirewall;

  beforeAll(async () => {
    const hiding = knownBy === undefined ? {} : { knownBy };
    firewall = await startClientFirewall({ upstream: replay.url, clock: replay.clock, ...hiding });
  });

  afterAll(() => firewall.close());

  function perform(
    client: Client,
    args: readonly string[],
    watched?: string,
    options?: WorkplaceOptions,
  ): Promise<Visit> {
    return visit({ client, args, origin: firewall.url, signs, watched, options });
  }

  describe.concurrent.each(clients)("$title", { timeout }, (client) => {
    test.each(fallbacks)("%s falls back to %s", async (spec, expected) => {
      const run = await perform(client, [...client.add, spec], "axios");

      expect(run, run.output).toMatchObject({ exitCode: 0, installed: expected, poison: [] });
    });

    test("a project that points at the firewall by its own file falls back as well", async () => {
      const run = await visit({
        client,
        origin: undefined,
        args: [...client.add, "axios"],
        signs,
        watched: "axios",
        options: { pointsTo: firewall.url },
      });

      expect(run, run.output).toMatchObject({ exitCode: 0, installed: "1.14.0", poison: [] });
    });

    test.each(poisoned)("the exact pin %s@%s is refused", async (name, version) => {
      const run = await perform(client, [...client.add, `${name}@${version}`], name);

      expect(run, run.output).toMatchObject({ exitCode: 1, installed: undefined, poison: [] });
      // Of all clients, npm alone shows why an exact version is not in a packument.
      if (client.id === "npm")
        expect(run.output).toMatch(new RegExp(`Lockkeeper withholds ${name} .*${version}: ${clause}`));
    });

    test("a frozen install of a poisoned lockfile is refused and nothing of it arrives", async () => {
      const project = projectOf(locks.ordinary, client);
      const lock = project.lockFor(firewall.url);

      const run = await perform(client, client.frozen, "axios", { manifest: project.manifest, lock });

      expect(lock).toMatch(/axios.+1\.14\.1/);
      expect(run, run.output).toMatchObject({ exitCode: 1, poison: [] });
      if (showsPhrase(client)) expect(run.output).toMatch(refusalOf(verb, clause));
    });

    test("a poisoned optional dependency never arrives, whatever the client makes of it", async () => {
      const project = projectOf(locks.optional, client);
      const lock = project.lockFor(firewall.url);

      const run = await perform(client, client.frozen, "axios", { manifest: project.manifest, lock });

      expect(lock).toMatch(/axios.+0\.30\.4/);
      expect(run, run.output).toMatchObject({ poison: [] });
    });
  });

  describe.concurrent.each(dlxClients)("$title without an install", { timeout }, (client) => {
    test("a tool that leans on axios runs with the version before", async () => {
      const run = await perform(client, [...(client.dlx ?? []), "fetch-quote"]);

      expect(run, run.output).toMatchObject({ exitCode: 0, poison: [] });
      expect(run.output).toContain("axios 1.14.0");
    });

    test("an exact pin of the armed package is refused", async () => {
      const run = await perform(client, [...(client.dlx ?? []), "plain-crypto-js@4.2.1"]);

      expect(run, run.output).toMatchObject({ exitCode: 1, poison: [] });
    });
  });

  test(
    "a Bun lockfile that was made at the default registry, and so holds no address, is refused too",
    { timeout },
    async () => {
      const bun = clientOf("bun");
      const project = projectOf(locks.ordinary, bun);
      const lock = project.lockFor(firewall.url).replaceAll(new RegExp(`"${firewall.url}/[^"]+"`, "g"), '""');

      const run = await perform(bun, bun.frozen, "axios", { manifest: project.manifest, lock });

      expect(run, run.output).toMatchObject({ exitCode: 1, poison: [] });
    },
  );

  test("the ledger has refused every client's request for a poisoned tarball and names the clause", async () => {
    const rows = (await firewall.ledger({ kind: "tarball" })).filter(isPoisoned);

    expect(rows.filter((row) => row.outcome !== "refused" || row.status !== 403)).toEqual([]);
    expect(new Set(rows.map((row) => row.clause))).toEqual(new Set([clause]));
    expect(new Set(rows.map(clientOfRow))).toEqual(
      new Set(["npm", "pnpm 10", "pnpm 12", "yarn 1", "yarn-berry", "bun"]),
    );
  });

  test("the ledger knows of no poisoned bytes that were served", async () => {
    const served = (await firewall.ledger())
      .map((row) => row.integrityServed)
      .filter((integrity) => integrity !== null);

    expect(served.length).toBeGreaterThan(0);
    expect(served.filter((integrity) => signs.integrities.has(integrity))).toEqual([]);
  });

  test("the ledger shows which versions each packument of axios went without", async () => {
    const rows = await firewall.ledger({ kind: "packument", package: "axios" });

    expect(rows.length).toBeGreaterThan(0);
    expect(rows.filter(({ withheld }) => withheld.join() !== "1.14.1,0.30.4")).toEqual([]);
  });

  test.each(poisoned)("the decision URL of %s %s names the clause", async (name, version) => {
    const response = await fetch(`${firewall.url}/-/lockkeeper/decision/${name}/${version}`);

    // Who asks about a version has it inspected, whatever else withholds it.
    const expected = clause === "cooldown" ? "inspect" : clause;
    expect(await response.json()).toMatchObject({ version, clause: expected });
  });

  test("nothing went wrong inside the firewall meanwhile", () => {
    expect(firewall.logged).toEqual([]);
  });
});

/** Whether the client's terminal shows the reason phrase of a refused tarball. */
function showsPhrase({ id }: Client): boolean {
  return id === "npm" || id === "pnpm-10" || id === "yarn-berry";
}

function refusalOf(verb: string, clause: string): RegExp {
  return new RegExp(`Lockkeeper ${verb} (?:axios@1\\.14\\.1|plain-crypto-js@4\\.2\\.1): ${clause}`);
}

function projectOf(projects: PoisonedProjects, { id, title }: Client): PoisonedProject {
  const project = projects.get(id);
  if (project === undefined) throw new Error(`No poisoned lockfile was made for ${title}`);
  return project;
}

function isPoisoned({ package: name, version }: LedgerRow): boolean {
  return poisoned.some(([badName, badVersion]) => name === badName && version === badVersion);
}

function clientOfRow({ client, clientVersion }: LedgerRow): string {
  return client === "pnpm" || client === "yarn" ? `${client} ${clientVersion?.split(".")[0]}` : client;
}

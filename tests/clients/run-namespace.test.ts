import { mkdtemp, rm } from "node:fs/promises";
import type { Server } from "node:http";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { readRegistryDefaults } from "@lockkeeper/server";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import { plant } from "./support/run-behind.ts";
import { runClient } from "./support/run-client.ts";
import type { WorldJob, WorldResult } from "./support/run-namespace.ts";
import { runInWorld, startRelay, upstreamPort, whyNoNamespace } from "./support/run-namespace.ts";
import type { Workplace } from "./support/workplace.ts";
import { createWorkplace } from "./support/workplace.ts";

const lockkeeper = join(import.meta.dirname, "..", "..", "packages", "cli", "bin", "lockkeeper.js");
const timeout = 2_400_000;
const { defaultRegistry, userRegistry } = readRegistryDefaults();
const reason = whyNoNamespace();

/** Dependencies of three real projects: a service, a page, a tool. */
const projects: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  service: { express: "^5.1.0", debug: "^4.4.0" },
  page: { react: "^19.1.0", "react-dom": "^19.1.0", zod: "^4.0.0" },
  tool: { commander: "^14.0.0", semver: "^7.7.0", yaml: "^2.8.0", "@types/node": "^22.15.0" },
};

/** Settings that lead to the default hosts without any proxy, as far as files of a project can. */
const astray: Readonly<Record<string, string>> = {
  ".npmrc": `registry=${defaultRegistry}\nnoproxy=*\n@types:registry=${defaultRegistry}\n`,
  "bunfig.toml": `[install]\nregistry = "${defaultRegistry}"\n`,
};

let folder: string;
let relay: Server;
let results: ReadonlyMap<string, WorldResult>;
let workplaces: readonly Workplace[] = [];

describe.skipIf(reason !== undefined)(
  `run in a network namespace${reason === undefined ? "" : `: ${reason}`}`,
  () => {
    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), "lockkeeper-world-"));
      const socketPath = join(folder, "registry.sock");
      relay = await startRelay(socketPath, userRegistry);
      const jobs = [...(await unguardedJobs()), ...(await Promise.all(clients.map(jobsOf))).flat()];
      const hosts = [new URL(defaultRegistry).hostname, await yarnHost()];
      const list = await runInWorld(folder, { socketPath, hosts, jobs });
      results = new Map(list.map((result) => [result.name, result]));
    }, timeout);

    afterAll(async () => {
      await Promise.all(workplaces.map((workplace) => workplace.dispose()));
      relay.close();
      await rm(folder, { recursive: true, force: true });
    });

    test.each(clients)("$title without run meets the trap: it is where the default hosts are", (client) => {
      expect(resultOf(`${client.id} alone`).trapped).toBeGreaterThan(0);
    });

    describe.each(clients)("$title", (client) => {
      test.each(Object.keys(projects))(
        "installs the %s fresh and frozen, and no connection goes by",
        (project) => {
          const fresh = resultOf(`${client.id} ${project} fresh`);
          const frozen = resultOf(`${client.id} ${project} frozen`);

          expect(fresh, fresh.output).toMatchObject({ exitCode: 0, trapped: 0 });
          expect(frozen, frozen.output).toMatchObject({ exitCode: 0, trapped: 0 });
        },
      );
    });

    test.each(clients.filter(({ dlx }) => dlx !== undefined))(
      "$title runs a tool without an install, and no connection goes by",
      (client) => {
        const tool = resultOf(`${client.id} tool without install`);

        expect(tool, tool.output).toMatchObject({ exitCode: 0, trapped: 0 });
        expect(tool.output).toContain("< behind a firewall >");
      },
    );
  },
);

function resultOf(name: string): WorldResult {
  const result = results.get(name);
  if (result === undefined) throw new Error(`There was no job "${name}"`);
  return result;
}

/** Asks Yarn itself, since its default host is nobody else's constant. */
async function yarnHost(): Promise<string> {
  const yarn = clientOf("yarn-1");
  const workplace = await workplaceOf(yarn, {});
  const { stdout } = await runClient({
    client: yarn,
    workplace,
    origin: undefined,
    args: ["config", "get", "registry"],
  });
  return new URL(stdout.trim()).hostname;
}

async function unguardedJobs(): Promise<readonly WorldJob[]> {
  return await Promise.all(
    clients.map(async (client) => {
      const workplace = await workplaceOf(client, { debug: "^4.4.0" });
      const [program, ...first] = client.program;
      return job({
        client,
        workplace,
        name: "alone",
        program,
        args: [...first, ...client.install],
        timeoutMs: 8000,
      });
    }),
  );
}

async function jobsOf(client: Client): Promise<readonly WorldJob[]> {
  const jobs: WorldJob[] = [];
  for (const [project, dependencies] of Object.entries(projects)) {
    const workplace = await workplaceOf(client, dependencies);
    await plant(workplace, astray);
    jobs.push(
      guarded({ client, workplace, name: `${project} fresh`, words: client.install }),
      guarded({ client, workplace, name: `${project} frozen`, words: client.frozen }),
    );
  }
  if (client.dlx === undefined) return jobs;
  const workplace = await workplaceOf(client, {});
  const words = [...client.dlx, "cowsay", "behind a firewall"];
  return [...jobs, guarded({ client, workplace, name: "tool without install", words })];
}

interface GuardedJob {
  readonly client: Client;
  readonly workplace: Workplace;
  readonly name: string;
  readonly words: readonly string[];
}

/** One data folder for all, one after another: what is young is inspected by the first that takes it. */
function guarded({ client, workplace, name, words }: GuardedJob): WorldJob {
  const data = join(folder, "data");
  const own = ["run", "--data", data, "--upstream", `http://127.0.0.1:${upstreamPort}/`, "--"];
  const args = [lockkeeper, ...own, ...client.program, ...words];
  return job({ client, workplace, name, program: process.execPath, args, timeoutMs: 240_000 });
}

function job({
  client,
  workplace,
  name,
  program,
  args,
  timeoutMs,
}: Pick<WorldJob, "name" | "program" | "args" | "timeoutMs"> &
  Pick<GuardedJob, "client" | "workplace">): WorldJob {
  return {
    name: `${client.id} ${name}`,
    program,
    args,
    cwd: workplace.project,
    removes: [join(workplace.project, "node_modules")],
    timeoutMs,
    env: {
      PATH: `${dirname(process.execPath)}:/usr/local/bin:/usr/bin:/bin`,
      HOME: workplace.home,
      TMPDIR: join(workplace.root, "tmp"),
      ...client.isolation(workplace.home),
    },
  };
}

async function workplaceOf(
  client: Client,
  dependencies: Readonly<Record<string, string>>,
): Promise<Workplace> {
  const workplace = await createWorkplace(client, { manifest: { dependencies } });
  workplaces = [...workplaces, workplace];
  return workplace;
}

import type { Replay } from "@lockkeeper/drill";
import { startReplay } from "@lockkeeper/drill";
import { parseInstant } from "@lockkeeper/core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Client, ClientId } from "./support/clients.ts";
import { clientOf, clients } from "./support/clients.ts";
import { plant, projectFiles, runBehind, startTrap } from "./support/run-behind.ts";
import type { Trap } from "./support/run-behind.ts";
import { createWorkplace, installedVersion } from "./support/workplace.ts";

const night = parseInstant("2026-03-31T01:10:00Z");
const timeout = 240_000;

type Files = (trap: string) => Readonly<Record<string, string>>;

/** What npm, pnpm, Yarn 1 and Bun read. */
const npmrc = (trap: string): string =>
  [
    `registry=${trap}/`,
    `@types:registry=${trap}/`,
    `proxy=${trap}`,
    `https-proxy=${trap}`,
    "noproxy=*",
    "strict-ssl=false",
    "prefer-offline=true",
    "replace-registry-host=never",
    "cache=./kept-by-npm",
    "",
  ].join("\n");

/** Settings of a project that send a client elsewhere, which the environment of `run` overrules. */
const hostileFiles: Readonly<Record<ClientId, Files>> = {
  npm: (trap) => ({ ".npmrc": `${npmrc(trap)}cafile=/nowhere.pem\nca=none\n` }),
  "pnpm-10": (trap) => ({
    ".npmrc": `${npmrc(trap)}cafile=/nowhere.pem\n`,
    "pnpm-workspace.yaml": `packages:\n  - .\nregistry: ${trap}/\nregistries:\n  default: ${trap}/\nnoProxy: "*"\nstrictSsl: false\n`,
  }),
  "pnpm-12": (trap) => ({
    ".npmrc": `${npmrc(trap)}cafile=/nowhere.pem\n`,
    "pnpm-workspace.yaml": `packages:\n  - .\nregistry: ${trap}/\nregistries:\n  default: ${trap}/\nnoProxy: "*"\nstrictSsl: false\n`,
  }),
  "yarn-1": (trap) => ({
    ".npmrc": npmrc(trap),
    ".yarnrc": `registry "${trap}/"\nproxy "${trap}"\nhttps-proxy "${trap}"\nstrict-ssl false\ncafile "/nowhere.pem"\ncache-folder "./kept-by-yarn"\n`,
  }),
  "yarn-berry": (trap) => ({
    ".yarnrc.yml": `npmRegistryServer: "${trap}"\nnpmScopes:\n  types:\n    npmRegistryServer: "${trap}"\nhttpProxy: "${trap}"\nhttpsProxy: "${trap}"\nhttpsCaFilePath: /nowhere.pem\nenableStrictSsl: false\nunsafeHttpWhitelist:\n  - "*"\nglobalFolder: ./kept-by-yarn\n`,
  }),
  bun: (trap) => ({
    ".npmrc": npmrc(trap),
    "bunfig.toml": `[install]\nregistry = "${trap}/"\n[install.scopes]\ntypes = "${trap}/"\n[install.cache]\ndir = "./kept-by-bun"\n`,
  }),
};

/** Settings that a client prefers to its environment. */
const unbeatable: readonly (readonly [ClientId, string, Files])[] = [
  ["pnpm-10", "httpsProxy", (trap) => ({ "pnpm-workspace.yaml": `packages:\n  - .\nhttpsProxy: ${trap}\n` })],
  ["pnpm-10", "cacheDir", () => ({ "pnpm-workspace.yaml": "packages:\n  - .\ncacheDir: ./kept\n" })],
  [
    "yarn-berry",
    "networkSettings",
    (trap) => ({ ".yarnrc.yml": `networkSettings:\n  "*":\n    httpsProxy: "${trap}"\n` }),
  ],
];

let replay: Replay;

beforeAll(async () => {
  replay = await startReplay({ campaign: "axios-2026", at: night });
});

afterAll(() => replay.close());

describe.concurrent.each(clients)("run with $title in a hostile project", { timeout }, (client) => {
  test("an install is answered by the firewall alone, and the settings stay as they are", async ({
    onTestFinished,
  }) => {
    const { workplace, trap, before } = await stage(client, hostileFiles[client.id], onTestFinished);

    const run = await runBehind({ client, workplace, upstream: replay.url, args: client.install });

    expect(run, run.output).toMatchObject({ exitCode: 0 });
    expect(await installedVersion(workplace, "axios")).toBe("1.14.0");
    expect(run.output).toContain("taken instead: axios@1.14.0");
    expect(run.output).toContain(`in place of registries that only the project's files name: ${trap.url}`);
    expect(trap.asked).toEqual([]);
    expect(await projectFiles(workplace)).toMatchObject(before);
  });
});

describe.concurrent.each(unbeatable)("run with %s and %s of a project", { timeout }, (id, setting, files) => {
  test("refuses to start and names the setting", async ({ onTestFinished }) => {
    const client = clientOf(id);
    const { workplace, trap } = await stage(client, files, onTestFinished);

    const run = await runBehind({ client, workplace, upstream: replay.url, args: client.install });

    expect(run.exitCode, run.output).toBe(125);
    expect(run.output).toMatch(new RegExp(`CLI_RUN_PASSED_BY: .*${setting}`));
    expect(trap.asked).toEqual([]);
  });
});

test("run --strict lets nothing through that is no registry's", { timeout }, async ({ onTestFinished }) => {
  const npm = clientOf("npm");
  const { workplace, trap } = await stage(npm, () => ({}), onTestFinished);
  const script = `require("node:http").get({ host: new URL(process.env.HTTP_PROXY).hostname, port: new URL(process.env.HTTP_PROXY).port, path: "${trap.url}/x", headers: { "proxy-authorization": "Basic " + Buffer.from(decodeURIComponent(new URL(process.env.HTTP_PROXY).username + ":" + new URL(process.env.HTTP_PROXY).password)).toString("base64") } }, (answer) => console.log("status", answer.statusCode))`;
  const node: Client = { ...npm, program: [process.execPath, "-e", script] };

  const strict = await runBehind({
    client: node,
    workplace,
    upstream: replay.url,
    args: [],
    flags: ["--strict"],
  });
  const asked = [...trap.asked];
  const open = await runBehind({ client: node, workplace, upstream: replay.url, args: [] });

  expect(strict.output).toContain("status 403");
  expect(asked).toEqual([]);
  expect(open.output).toContain("status 404");
  expect(open.output).toContain(`did not look into: ${trap.url}`);
});

interface Stage {
  readonly workplace: Awaited<ReturnType<typeof createWorkplace>>;
  readonly trap: Trap;
  readonly before: Readonly<Record<string, string>>;
}

async function stage(
  client: Client,
  files: Files,
  onTestFinished: (done: () => Promise<void>) => void,
): Promise<Stage> {
  const trap = await startTrap();
  const workplace = await createWorkplace(client, { manifest: { dependencies: { axios: "^1.0.0" } } });
  onTestFinished(async () => {
    await trap.close();
    await workplace.dispose();
  });
  const planted = files(trap.url);
  await plant(workplace, planted);
  return { workplace, trap, before: planted };
}

import { access } from "node:fs/promises";
import { dirname, resolve } from "node:path";

import { findClients, findWorkspaceRoot, readClientSettings, renderClient } from "@lockkeeper/clients";
import type { Client, ClientCommand, ClientPlace, FoundClient } from "@lockkeeper/clients";
import { systemErrorCode } from "@lockkeeper/core";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import { identifyClient } from "../doctor-clients.ts";
import type { DoctorFirewall } from "../doctor-firewall.ts";
import { connectDoctorFirewall } from "../doctor-firewall.ts";
import type { DoctorItem, Statement } from "../doctor-report.ts";
import { tryClient } from "../doctor-trials.ts";
import { createDoctorWorkplace } from "../doctor-workplace.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import type { ExitCode } from "../exit-code.ts";
import { renderDoctorItem } from "../views/doctor.ts";

/** What the command line says. */
export interface DoctorInput {
  readonly folder: string | undefined;
  /** Empty for every client that is found. */
  readonly clients: readonly ClientCommand[];
  readonly data: string | undefined;
  readonly url: string | undefined;
}

/** `doctor`: what is proved of the protection, for one folder and each client. */
export const doctorCommand: CommandModule<DoctorInput, DoctorItem> = {
  run: examine,
  views: { person: renderDoctorItem, json: toLine },
  exitCode: exitCodeFor,
};

const clientTimeoutMs = 60_000;

async function* examine(input: DoctorInput, environment: Environment): AsyncIterable<DoctorItem> {
  const firewall = await findFirewall(input, environment);
  const place = await placeOf(input, environment);
  const found = await clientsToTry(input, environment);
  const counts = { proved: 0, refuted: 0, "not-proved": 0 };
  yield { kind: "start", firewall: firewall.url, folder: place.folder };
  for (const each of found) {
    const client = await identifyClient(each, environment.env);
    if (client === undefined) continue;
    yield { kind: "client", client: renderClient(client), file: each.file };
    for (const statement of await examineClient({ client, file: each.file, place, firewall }, environment)) {
      counts[statement.result] += 1;
      yield { kind: "statement", client: renderClient(client), statement };
    }
  }
  yield { kind: "summary", counts };
}

interface Examination {
  readonly client: Client;
  readonly file: string;
  readonly place: ClientPlace;
  readonly firewall: DoctorFirewall;
}

async function examineClient(
  { client, file, place, firewall }: Examination,
  environment: Environment,
): Promise<readonly Statement[]> {
  const { files } = await readClientSettings(client, place);
  const seed = client.kind === "yarn-berry" ? "yarn.lock" : undefined;
  const workplace = await createDoctorWorkplace({ folder: place.folder, files, seed });
  try {
    return await tryClient({
      client,
      program: [file],
      env: environment.env,
      firewall,
      workplace,
      nonce: environment.randomBytes(16).toString("hex"),
      setUp: `npx --no lockkeeper setup --client ${client.kind}`,
      timeoutMs: clientTimeoutMs,
      now: () => environment.clock.now(),
      progress: (what) => environment.stderr.write(`${renderClient(client)} ${what} …\n`),
    });
  } finally {
    await workplace.dispose();
  }
}

async function findFirewall(input: DoctorInput, environment: Environment): Promise<DoctorFirewall> {
  const token = environment.env["LOCKKEEPER_TOKEN"];
  if (input.url !== undefined) return connectDoctorFirewall(input.url, token);
  const engine = await environment.engine();
  const dataFolder = dataFolderOf(input.data, environment);
  const running = await engine.runningServer(dataFolder);
  if (running !== undefined) return connectDoctorFirewall(running.url, token);
  throw new CliError("CLI_NO_FIREWALL", {
    message: `Cannot prove anything as no firewall runs on the data folder ${JSON.stringify(dataFolder)}`,
    hint: "Start one with `npx --no lockkeeper start`, name one with --url, or let --run start a private one.",
  });
}

async function placeOf({ folder }: DoctorInput, environment: Environment): Promise<ClientPlace> {
  const { cwd, homeFolder, env, platform } = environment;
  const whole = folder === undefined ? cwd : resolve(cwd, folder);
  return {
    folder: whole,
    workspaceRoot: await findWorkspaceRoot(whole, homeFolder, exists),
    home: homeFolder,
    env,
    platform,
    nodePrefix: dirname(dirname(process.execPath)),
  };
}

async function clientsToTry(
  { clients }: DoctorInput,
  { env, platform }: Environment,
): Promise<readonly FoundClient[]> {
  const extensions = platform === "win32" ? (env["PATHEXT"] ?? ".EXE;.CMD") : "";
  const all = await findClients({ path: env["PATH"] ?? env["Path"] ?? "", extensions });
  const wanted = clients.length === 0 ? all : all.filter(({ command }) => clients.includes(command));
  const missing = clients.filter((command) => !all.some((each) => each.command === command));
  if (wanted.length > 0 && missing.length === 0) return wanted;
  throw new CliError("CLI_NO_CLIENT", {
    message: `Cannot try ${missing.length === 0 ? "any client" : missing.join(", ")} as none is on the search path`,
    hint: "Install it, or leave --client away.",
  });
}

async function exists(path: string): Promise<boolean> {
  try {
    await access(path);
    return true;
  } catch (error) {
    if (systemErrorCode(error) !== undefined) return false;
    throw error;
  }
}

function exitCodeFor(item: DoctorItem): ExitCode {
  if (item.kind !== "statement") return 0;
  const codes = { proved: 0, refuted: 1, "not-proved": 3 } as const;
  return codes[item.statement.result];
}

function toLine(item: DoctorItem): object | undefined {
  if (item.kind !== "statement") return undefined;
  const { id, result, evidence, fix } = item.statement;
  return { kind: "statement", client: item.client, statement: id, result, evidence, fix: fix ?? null };
}

import { dirname, join, resolve } from "node:path";

import {
  ClientsError,
  commandOf,
  findClients,
  findProjectRoots,
  isStartedByClient,
  parseSettings,
  projectFolders,
  readBounded,
  readClientSettings,
  userEnvironment,
  wantedClients,
} from "@lockkeeper/clients";
import type { Client, ClientCommand, ClientPlace, FoundClient, WantedClient } from "@lockkeeper/clients";
import { unreachable } from "@lockkeeper/core";
import { readLockedPackages } from "@lockkeeper/lockfile";
import type { LockfileReading } from "@lockkeeper/lockfile";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import { identifyClient } from "../doctor-clients.ts";
import { examineClient, examineMissing } from "../doctor-examine.ts";
import type { Examination } from "../doctor-examine.ts";
import type { DoctorFirewall } from "../doctor-firewall.ts";
import { openDoctorFirewall } from "../doctor-open.ts";
import type { DoctorItem } from "../doctor-report.ts";
import { pathExists } from "../doctor-settings.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import type { ExitCode } from "../exit-code.ts";
import { readRepositoryPolicy } from "../policy-file.ts";
import { renderDoctorItem } from "../views/doctor.ts";

/** What the command line says. */
export interface DoctorInput {
  readonly folder: string | undefined;
  /** Empty for every client that is found. */
  readonly clients: readonly ClientCommand[];
  readonly data: string | undefined;
  readonly url: string | undefined;
  /** Proves `lockkeeper run` instead of the user's own configuration. */
  readonly isUnderRun: boolean;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
}

/** `doctor`: what is proved of the protection, for one folder and each client. */
export const doctorCommand: CommandModule<DoctorInput, DoctorItem> = {
  run: examine,
  views: { person: renderDoctorItem, json: toLine },
  exitCode: exitCodeFor,
};

async function* examine(input: DoctorInput, environment: Environment): AsyncIterable<DoctorItem> {
  const stop = new AbortController();
  const forget = environment.lifecycle.onSignal(() => stop.abort());
  const open = await openDoctorFirewall(input, environment);
  try {
    yield* examineFolder({ input, environment, stop: stop.signal }, open.firewall);
  } finally {
    await open.close();
    forget();
  }
}

interface Call {
  readonly input: DoctorInput;
  readonly environment: Environment;
  readonly stop: AbortSignal;
}

async function* examineFolder(call: Call, firewall: DoctorFirewall): AsyncIterable<DoctorItem> {
  const { input, environment } = call;
  const place = await placeOf(input, environment);
  yield { kind: "start", firewall: firewall.url, folder: place.folder, isUnderRun: input.isUnderRun };
  const counts = { proved: 0, refuted: 0, "not-proved": 0 };
  let bypasses = 0;
  for await (const item of examineClients(call, firewall, place)) {
    if (item.kind === "statement") counts[item.statement.result] += 1;
    if (item.kind === "bypass") bypasses += 1;
    yield item;
  }
  yield { kind: "summary", counts, bypasses, firewall: firewall.url, folder: place.folder };
}

async function* examineClients(
  { input, environment, stop }: Call,
  firewall: DoctorFirewall,
  place: ClientPlace,
): AsyncIterable<DoctorItem> {
  const { defaultRegistry } = (await environment.engine()).readRegistryDefaults();
  const lockfiles = await readAllLockfiles(place);
  const policy = await readRepositoryPolicy({ ...environment, cwd: place.folder });
  const runData = input.isUnderRun ? dataFolderOf(input.data, environment) : undefined;
  const examination: Examination = {
    place,
    firewall,
    defaultRegistry,
    lockfiles,
    runData,
    stop,
    policyFile: policy?.source,
  };
  const known: Client[] = [];
  const { env, platform } = place;
  for (const found of await clientsToTry(input, { env, platform })) {
    const client = await identifyClient(found, { env, platform });
    if (client !== undefined) known.push(client);
    yield* examineClient(examination, { found, client }, environment);
  }
  for (const wanted of await wantedHere(lockfiles, place)) {
    const { kind } = wanted.client;
    const isAsked = input.clients.length === 0 || input.clients.includes(commandOf(kind));
    if (isAsked && !known.some((each) => each.kind === kind)) yield* examineMissing(examination, wanted);
  }
}

/** A project may lie in a repository of several, each with a lockfile, or be a workspace of another. */
async function readAllLockfiles(place: ClientPlace): Promise<LockfileReading> {
  const readings = await Promise.all(projectFolders(place).map((folder) => readLockedPackages(folder)));
  return {
    files: readings.flatMap(({ files }) => files),
    unreadable: readings.flatMap(({ unreadable }) => unreadable),
  };
}

async function wantedHere(
  lockfiles: LockfileReading,
  { folder, npmRoot = folder }: ClientPlace,
): Promise<readonly WantedClient[]> {
  const kinds = lockfiles.files.map(({ kind }) => kind);
  return wantedClients(kinds, await readPackageManager(join(npmRoot, "package.json")));
}

async function readPackageManager(manifest: string): Promise<string | undefined> {
  try {
    const settings = parseSettings("manifest", (await readBounded(manifest)) ?? "{}", {});
    const value = settings.find(({ path: [key] }) => key === "packageManager")?.value;
    return typeof value === "string" ? value : undefined;
  } catch (error) {
    // That it cannot be read is told with the settings.
    if (error instanceof ClientsError) return undefined;
    throw error;
  }
}

async function placeOf({ folder }: DoctorInput, environment: Environment): Promise<ClientPlace> {
  const { cwd, homeFolder, env, platform } = environment;
  const whole = folder === undefined ? cwd : resolve(cwd, folder);
  if (!(await pathExists(join(whole, ".")))) {
    throw new CliError("CLI_BAD_FILE", {
      message: `Cannot examine ${JSON.stringify(whole)} as there is no such folder`,
    });
  }
  const place: ClientPlace = {
    folder: whole,
    ...(await findProjectRoots(whole, homeFolder, pathExists)),
    home: homeFolder,
    env,
    platform,
    nodePrefix: dirname(dirname(process.execPath)),
    isRoot: process.getuid?.() === 0,
  };
  // `npx lockkeeper` must find what the user's shell would, and not what npm makes of it.
  return isStartedByClient(env) ? { ...place, env: await shellEnvironment(place, cwd) } : place;
}

/** npm echoes the settings of the folder that it was called in, which need not be the one that is examined. */
async function shellEnvironment(place: ClientPlace, cwd: string): Promise<ClientPlace["env"]> {
  const npm = { kind: "npm", version: "11", major: 11 } as const;
  const here = { ...place, folder: cwd, ...(await findProjectRoots(cwd, place.home, pathExists)) };
  return userEnvironment(place, (await readClientSettings(npm, here)).settings);
}

async function clientsToTry(
  { clients }: DoctorInput,
  { env, platform }: Pick<ClientPlace, "env" | "platform">,
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

function exitCodeFor(item: DoctorItem): ExitCode {
  if (item.kind !== "statement") return 0;
  const codes = { proved: 0, refuted: 1, "not-proved": 3 } as const;
  return codes[item.statement.result];
}

function toLine(item: DoctorItem): object | undefined {
  switch (item.kind) {
    case "statement": {
      const { id, result, evidence, fix } = item.statement;
      return { kind: "statement", client: item.client, statement: id, result, evidence, fix: fix ?? null };
    }
    case "bypass": {
      const { id, weight, area, file, line, variable, message, fix } = item.bypass;
      const place = { file: file ?? null, line: line ?? null, variable: variable ?? null };
      return { kind: "bypass", client: item.client, id, weight, area, ...place, message, fix };
    }
    case "fact":
      return { kind: "fact", client: item.client, ...item.fact };
    case "summary":
      return {
        kind: "summary",
        firewall: item.firewall,
        folder: item.folder,
        ...item.counts,
        bypasses: item.bypasses,
      };
    case "start":
    case "client":
      return undefined;
    default:
      return unreachable(item);
  }
}

import { dirname, resolve } from "node:path";
import { fileURLToPath } from "node:url";

import {
  commandOf,
  effectiveRegistries,
  findClients,
  findWorkspaceRoot,
  isAtFirewall,
  readClientSettings,
  renderClient,
} from "@lockkeeper/clients";
import type { Client, ClientCommand, ClientPlace, ClientSettings, FoundClient } from "@lockkeeper/clients";
import { unreachable } from "@lockkeeper/core";
import { readLockedPackages } from "@lockkeeper/lockfile";
import type { LockfileReading } from "@lockkeeper/lockfile";

import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import { identifyClient } from "../doctor-clients.ts";
import type { DoctorFirewall } from "../doctor-firewall.ts";
import type { DoctorItem, Statement } from "../doctor-report.ts";
import { openDoctorFirewall } from "../doctor-open.ts";
import { notProved } from "../doctor-report.ts";
import { examineSettings, pathExists } from "../doctor-settings.ts";
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

const clientTimeoutMs = 60_000;

async function* examine(input: DoctorInput, environment: Environment): AsyncIterable<DoctorItem> {
  const open = await openDoctorFirewall(input, environment);
  try {
    yield* examineFolder(input, environment, open.firewall);
  } finally {
    await open.close();
  }
}

async function* examineFolder(
  input: DoctorInput,
  environment: Environment,
  firewall: DoctorFirewall,
): AsyncIterable<DoctorItem> {
  const place = await placeOf(input, environment);
  const engine = await environment.engine();
  const { defaultRegistry } = engine.readRegistryDefaults();
  const lockfiles = await readLockedPackages(place.workspaceRoot);
  const counts = { proved: 0, refuted: 0, "not-proved": 0 };
  let bypasses = 0;
  yield { kind: "start", firewall: firewall.url, folder: place.folder, isUnderRun: input.isUnderRun };
  const shared = { input, place, firewall, defaultRegistry, lockfiles };
  for (const found of await clientsToTry(input, environment)) {
    for await (const item of examineClient({ ...shared, found }, environment)) {
      if (item.kind === "statement") counts[item.statement.result] += 1;
      if (item.kind === "bypass") bypasses += 1;
      yield item;
    }
  }
  yield { kind: "summary", counts, bypasses };
}

interface Examination {
  readonly input: DoctorInput;
  readonly found: FoundClient;
  readonly place: ClientPlace;
  readonly firewall: DoctorFirewall;
  readonly defaultRegistry: string;
  readonly lockfiles: LockfileReading;
}

async function* examineClient(
  { input, found, place, firewall, defaultRegistry, lockfiles }: Examination,
  environment: Environment,
): AsyncIterable<DoctorItem> {
  const known = await identifyClient(found, environment);
  if (known === undefined) {
    yield { kind: "client", client: found.command, file: found.file };
    const statement = notProved("registry", "it did not say its version, so that nothing was tried with it");
    yield { kind: "statement", client: found.command, statement };
    return;
  }
  const client = renderClient(known);
  yield { kind: "client", client, file: found.file };
  const settings = await readClientSettings(known, place);
  const answer = await examineSettings({
    settings,
    place,
    firewall: firewall.url,
    defaultRegistry,
    lockfiles,
    isUnderRun: input.isUnderRun,
  });
  const trials = await runTrials(
    { input, client: known, file: found.file, settings, place, firewall },
    environment,
  );
  for (const statement of [...trials, ...answer.statements]) yield { kind: "statement", client, statement };
  for (const bypass of answer.bypasses) yield { kind: "bypass", client, bypass };
  for (const fact of answer.facts) yield { kind: "fact", client, fact };
}

interface Trials {
  readonly input: DoctorInput;
  readonly client: Client;
  readonly file: string;
  readonly settings: ClientSettings;
  readonly place: ClientPlace;
  readonly firewall: DoctorFirewall;
}

async function runTrials(
  { input, client, file, settings, place, firewall }: Trials,
  environment: Environment,
): Promise<readonly Statement[]> {
  const seed = client.kind === "yarn-berry" ? "yarn.lock" : undefined;
  const workplace = await createDoctorWorkplace({ folder: place.folder, files: settings.files, seed });
  try {
    return await tryClient({
      client,
      program: input.isUnderRun ? [...runWords(input, environment), file] : [file],
      platform: environment.platform,
      env: environment.env,
      firewall,
      workplace,
      nonce: environment.randomBytes(16).toString("hex"),
      setUp: `npx --no lockkeeper setup --client ${commandOf(client.kind)}`,
      scopes: input.isUnderRun ? scopesElsewhere(settings, firewall.url) : [],
      timeoutMs: clientTimeoutMs,
      now: () => environment.clock.now(),
      progress: (what) => environment.stderr.write(`${renderClient(client)} ${what} …\n`),
    });
  } finally {
    await workplace.dispose();
  }
}

/** Scopes that settings send past the firewall; `run` is to bring them back. */
function scopesElsewhere(settings: ClientSettings, firewall: string): readonly string[] {
  return effectiveRegistries(settings)
    .filter(({ subject, isOverridden }) => subject.startsWith("@") && !isOverridden)
    .filter(({ url }) => !isAtFirewall(url, firewall))
    .map(({ subject }) => subject);
}

/** The command line of `lockkeeper run`, as a person would write it. */
function runWords({ data }: DoctorInput, environment: Environment): readonly string[] {
  const command = fileURLToPath(new URL("../../bin/lockkeeper.js", import.meta.url));
  return [process.execPath, command, "run", "--quiet", "--data", dataFolderOf(data, environment), "--"];
}

async function placeOf({ folder }: DoctorInput, environment: Environment): Promise<ClientPlace> {
  const { cwd, homeFolder, env, platform } = environment;
  const whole = folder === undefined ? cwd : resolve(cwd, folder);
  return {
    folder: whole,
    workspaceRoot: await findWorkspaceRoot(whole, homeFolder, pathExists),
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
      return { kind: "summary", ...item.counts, bypasses: item.bypasses };
    case "start":
    case "client":
      return undefined;
    default:
      return unreachable(item);
  }
}

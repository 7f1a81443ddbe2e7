import { dirname } from "node:path";

import { findClients, userConfigurations } from "@lockkeeper/clients";
import type { ClientCommand, ClientPlace, FoundClient } from "@lockkeeper/clients";
import { redact, unreachable } from "@lockkeeper/core";
import type { RunFile } from "@lockkeeper/server";

import { renderCiSnippet } from "../ci-snippet.ts";
import type { CiSystem } from "../ci-system.ts";
import type { CommandModule } from "../command.ts";
import { dataFolderOf } from "../data-folder.ts";
import { identifyClient } from "../doctor-clients.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { fetchFirewallState, isLoopbackUrl, parseFirewallUrl } from "../setup-firewall.ts";
import { writeUserFile } from "../setup-file.ts";
import type { FileChange, SetupItem } from "../setup-item.ts";
import { setupNotes } from "../setup-notes.ts";
import { planFile } from "../setup-plan.ts";
import type { PlannedFile } from "../setup-plan.ts";
import { readSetupRecord, writeSetupRecord } from "../setup-record.ts";
import type { SetupEntry, SetupRecord } from "../setup-record.ts";
import { renderSetupItem, setupItemJson } from "../views/setup.ts";

/** What `setup` was called with. */
export interface SetupInput {
  /** Those found on the search path when `undefined`. */
  readonly clients: readonly ClientCommand[] | undefined;
  readonly url: string | undefined;
  readonly tokenVariable: string | undefined;
  /** Prints the snippet for a pipeline instead. */
  readonly ci: CiSystem | undefined;
  readonly data: string | undefined;
  readonly isDryRun: boolean;
}

const defaultUrl = "http://127.0.0.1:4880/";
const maxUrls = 10;

/** `setup`: points the user's clients at a firewall, in a way that `unsetup` can take back. */
export const setupCommand: CommandModule<SetupInput, SetupItem> = {
  run: setUp,
  views: { person: renderSetupItem, json: setupItemJson },
  exitCode: (item) => (item.kind === "file" && item.action === "refused" ? 3 : 0),
};

async function* setUp(input: SetupInput, environment: Environment): AsyncIterable<SetupItem> {
  const { ci, isDryRun, tokenVariable } = input;
  const situation = await readSituation(input, environment);
  if (ci !== undefined) {
    yield renderPipeline(ci, situation.url, tokenVariable);
    return;
  }
  const { url, record, dataFolder, found, previousRegistry } = situation;
  const commands = input.clients ?? found.map(({ command }) => command);
  if (commands.length === 0) throw noClients();
  const state = await fetchFirewallState(url);
  yield { kind: "firewall", url, state };
  const described = await describeClients(commands, found, environment);
  yield* described;
  const configurations = userConfigurations(commands, placeOf(environment), {
    registry: url,
    tokenVariable,
    isYarnClassicUsed: described.some(isYarnClassic),
  });
  const planned = await Promise.all(configurations.map((each) => planFile(each, record)));
  if (!isDryRun) {
    const urls = [...new Set([url, ...(record?.urls ?? [])])].slice(0, maxUrls);
    const entries = record?.entries ?? [];
    await writeAll(dataFolder, { urls, previousRegistry: previousRegistry ?? null, entries }, planned);
  }
  for (const file of planned) yield describeFile(file, isDryRun);
  yield* setupNotes({
    ...situation,
    commands,
    state,
    tokenVariable,
    environment,
    isYarnClassicUsed: described.some(isYarnClassic),
  });
  const written = planned.filter(({ kind }) => kind === "write").length;
  yield { kind: "end", written, isDryRun };
}

interface Situation {
  readonly dataFolder: string;
  readonly url: string;
  readonly record: SetupRecord | undefined;
  readonly found: readonly FoundClient[];
  /** The registry that npm had before; `undefined` for its default. */
  readonly previousRegistry: string | undefined;
  /** Whether the firewall is the one of this data folder, which asks the record for that registry. */
  readonly isOwnFirewall: boolean;
  readonly scopes: ReadonlyMap<string, string>;
}

async function readSituation(input: SetupInput, environment: Environment): Promise<Situation> {
  const dataFolder = dataFolderOf(input.data, environment);
  const engine = await environment.engine();
  const running = clientUrlOf(await engine.runningServer(dataFolder));
  const own = running === undefined ? defaultUrl : reachableUrl(parseFirewallUrl(running));
  const url = input.url === undefined ? own : parseFirewallUrl(input.url);
  const record = await readSetupRecord(dataFolder);
  const { userRegistry, defaultRegistry, scopes } = engine.readRegistryDefaults();
  const isOurs = userRegistry === url || record?.urls.includes(userRegistry) === true;
  const before = isOurs ? (record?.previousRegistry ?? defaultRegistry) : userRegistry;
  return {
    dataFolder,
    url,
    record,
    found: await findPrograms(environment),
    previousRegistry: before === defaultRegistry ? undefined : before,
    // On this machine it is most likely the one of this data folder, which only has not been started.
    isOwnFirewall: url === own || isLoopbackUrl(url),
    scopes,
  };
}

/** Where clients reach a running server, which may be another address than this machine's own. */
function clientUrlOf(server: RunFile | undefined): string | undefined {
  return server?.clientUrl ?? server?.url;
}

function renderPipeline(system: CiSystem, url: string, tokenVariable = "LOCKKEEPER_TOKEN"): SetupItem {
  return { kind: "snippet", system, text: renderCiSnippet({ system, url, tokenVariable }) };
}

function noClients(): CliError {
  return new CliError("CLI_USAGE", {
    message:
      "Cannot set up anything as no client is found: there is no npm, pnpm, yarn or bun on the search path",
    hint: "Name those that will be there: --client npm,pnpm",
  });
}

/** A server on every address is asked on the loopback one: "every" is none to connect to. */
function reachableUrl(url: string): string {
  return url
    .replace(/^(https?:\/\/)0\.0\.0\.0(?=[:/])/, "$1127.0.0.1")
    .replace(/^(https?:\/\/)\[::\](?=[:/])/, "$1[::1]");
}

function findPrograms({ env, platform }: Environment): Promise<readonly FoundClient[]> {
  const extensions = platform === "win32" ? (env["PATHEXT"] ?? ".EXE;.CMD") : "";
  return findClients({ path: env["PATH"] ?? "", extensions });
}

/** The user's place alone: no project counts. */
function placeOf({ env, homeFolder, platform }: Environment): ClientPlace {
  return {
    folder: homeFolder,
    workspaceRoot: homeFolder,
    home: homeFolder,
    env,
    platform,
    nodePrefix: dirname(dirname(process.execPath)),
  };
}

type ClientItem = SetupItem & { readonly kind: "client" };

async function describeClients(
  commands: readonly ClientCommand[],
  found: readonly FoundClient[],
  environment: Environment,
): Promise<readonly ClientItem[]> {
  return await Promise.all(
    commands.map(async (command) => {
      const program = found.find((each) => each.command === command);
      const client = program === undefined ? undefined : await identifyClient(program, environment);
      return { kind: "client", command, client, program: program?.file } as const;
    }),
  );
}

/** Whoever does not say which Yarn it is may be Yarn 1. */
function isYarnClassic({ command, client }: ClientItem): boolean {
  return command === "yarn" && (client === undefined || client.kind === "yarn-classic");
}

/** The record goes first: whatever happens then, unsetup knows of it. */
async function writeAll(
  dataFolder: string,
  record: SetupRecord,
  planned: readonly PlannedFile[],
): Promise<void> {
  const writes = planned.filter((file) => file.kind === "write");
  const others = record.entries.filter(({ file }) => writes.every(({ entry }) => entry.file !== file));
  const isSame = writes.length === 0 && record.entries.length === 0;
  if (isSame) return;
  await writeSetupRecord(dataFolder, {
    ...record,
    entries: [...others, ...writes.map(({ entry }) => entry)],
  });
  for (const { current, text } of writes) await writeUserFile(current, text);
  const settled = writes.map(({ entry }): SetupEntry => ({ ...entry, states: entry.states.slice(0, 1) }));
  await writeSetupRecord(dataFolder, { ...record, entries: [...others, ...settled] });
}

function describeFile(file: PlannedFile, isDryRun: boolean): SetupItem {
  const { file: path, commands } = file.configuration;
  const common = { kind: "file", file: path, commands, reason: null, isDryRun } as const;
  switch (file.kind) {
    case "write":
      return {
        ...common,
        action: file.current.text === undefined ? "created" : "changed",
        changes: file.edits.map(({ removed, inserted }) => showChange(removed, inserted)),
      };
    case "keep":
      return { ...common, action: "unchanged", changes: [] };
    case "refuse":
      return { ...common, action: "refused", changes: [], reason: file.error.message };
    default:
      return unreachable(file);
  }
}

/** Security: what is replaced may hold a token. */
function showChange(removed: string, inserted: string): FileChange {
  const show = (text: string): readonly string[] =>
    text
      .split(/\r?\n/)
      .filter((line) => line.trim() !== "")
      .map((line) =>
        redact(line.replace(/((?:_authToken|_auth|_password|token)"?\s*[=:]\s*)(?!\$\{).*/i, "$1***")),
      );
  return { removed: show(removed), inserted: show(inserted) };
}

import { fileURLToPath } from "node:url";

import {
  ClientsError,
  commandOf,
  effectiveRegistries,
  findYarnLockVersion,
  isAtFirewall,
  projectFolders,
  readClientSettings,
  renderClient,
} from "@lockkeeper/clients";
import type {
  Bypass,
  Client,
  ClientPlace,
  ClientSettings,
  FoundClient,
  WantedClient,
} from "@lockkeeper/clients";
import { tryParsePackageName } from "@lockkeeper/core";
import type { LockfileReading } from "@lockkeeper/lockfile";

import type { DoctorFirewall } from "./doctor-firewall.ts";
import { notProved } from "./doctor-report.ts";
import type { DoctorItem, Fact, Statement } from "./doctor-report.ts";
import { examineSettings } from "./doctor-settings.ts";
import type { SettingsAnswer } from "./doctor-settings.ts";
import { tryClient } from "./doctor-trials.ts";
import { createDoctorWorkplace } from "./doctor-workplace.ts";
import type { Environment } from "./environment.ts";

/** What all clients of one examination share. */
export interface Examination {
  readonly place: ClientPlace;
  readonly firewall: DoctorFirewall;
  readonly defaultRegistry: string;
  readonly lockfiles: LockfileReading;
  /** The data folder for `lockkeeper run`; `undefined` where clients are started as the user starts them. */
  readonly runData: string | undefined;
  /** The policy that the folder brings, if it does. */
  readonly policyFile: string | undefined;
  /** Ends everything when a person does not want to wait any longer. */
  readonly stop: AbortSignal;
}

/** A client's program, and which client it is as far as it says. */
export interface ClientAtHand {
  readonly found: FoundClient;
  readonly client: Client | undefined;
}

const clientTimeoutMs = 60_000;

/** Examines one client that is installed: what can be tried is tried, what can be read is read. */
export async function* examineClient(
  examination: Examination,
  { found, client }: ClientAtHand,
  environment: Environment,
): AsyncIterable<DoctorItem> {
  if (client === undefined) {
    yield { kind: "client", client: found.command, file: found.file };
    const statement = notProved("registry", "it did not say its version, so that nothing was tried with it");
    yield { kind: "statement", client: found.command, statement };
    return;
  }
  const name = renderClient(client);
  yield { kind: "client", client: name, file: found.file };
  const settings = await readClientSettings(client, examination.place);
  const answer = await readAnswer(examination, settings);
  const trials = await runTrials(examination, { file: found.file, settings, answer }, environment);
  yield* itemsOf(name, trials, answer);
}

/** Examines the settings for a client that the project is made for and that is not installed. */
export async function* examineMissing(
  examination: Examination,
  { client, reason }: WantedClient,
): AsyncIterable<DoctorItem> {
  const name = `${renderClient(client)} (not found)`;
  yield { kind: "client", client: name, file: reason };
  const settings = await readClientSettings(client, examination.place);
  const statement = notProved(
    "registry",
    `the project is made for it (${reason}), but it is not on the search path: nothing was tried`,
    `install it and run doctor again; its settings are read as those of ${renderClient(client)}`,
  );
  yield* itemsOf(name, [statement], await readAnswer(examination, settings));
}

async function readAnswer(
  { place, firewall, defaultRegistry, lockfiles, runData, policyFile }: Examination,
  settings: ClientSettings,
): Promise<SettingsAnswer> {
  const isUnderRun = runData !== undefined;
  const answer = await examineSettings({
    settings,
    place,
    firewall: firewall.url,
    defaultRegistry,
    lockfiles,
    isUnderRun,
  });
  return policyFile === undefined
    ? answer
    : { ...answer, facts: [...answer.facts, policyFact(policyFile, isUnderRun)] };
}

/** A firewall that many share never sees a folder's policy: `run` sends it along. */
function policyFact(file: string, isUnderRun: boolean): Fact {
  const message = isUnderRun
    ? "the folder's own policy tightens what run lets in"
    : "the folder has a policy of its own, which only lockkeeper run and explain apply";
  return { id: "policy", message, where: file };
}

function* itemsOf(
  client: string,
  trials: readonly Statement[],
  { statements, bypasses, facts }: SettingsAnswer,
): Iterable<DoctorItem> {
  for (const statement of [...trials, ...statements]) yield { kind: "statement", client, statement };
  for (const bypass of bypasses) yield { kind: "bypass", client, bypass };
  for (const fact of facts) yield { kind: "fact", client, fact };
}

interface ReadClient {
  readonly file: string;
  readonly settings: ClientSettings;
  readonly answer: SettingsAnswer;
}

async function runTrials(
  examination: Examination,
  { file, settings, answer }: ReadClient,
  environment: Environment,
): Promise<readonly Statement[]> {
  const { place, firewall, runData, stop } = examination;
  const { client } = settings;
  const seed = client.kind === "yarn-berry" ? await seedOf(place) : undefined;
  const isNested = commandOf(client.kind) === "yarn";
  const { folder } = place;
  const workplace = await createDoctorWorkplace({ folder, files: settings.files, isNested, seed });
  try {
    return await tryClient({
      client,
      program: runData === undefined ? [file] : [...runWords(runData), file],
      platform: environment.platform,
      env: place.env,
      firewall,
      workplace,
      nonce: environment.randomBytes(16).toString("hex"),
      setUp: setUpOf(client, answer.bypasses),
      scopes: runData === undefined ? [] : scopesElsewhere(settings, firewall.url),
      timeoutMs: clientTimeoutMs,
      now: () => environment.clock.now(),
      stop,
      progress: (what) => environment.stderr.write(`${renderClient(client)} ${what} …\n`),
    });
  } catch (error) {
    // Settings that nobody can read are told as such; the client would meet the same file.
    if (!(error instanceof ClientsError)) throw error;
    return [notProved("registry", `nothing was tried: ${error.message}`, error.hint)];
  } finally {
    await workplace.dispose();
  }
}

/**
 * Without a lockfile of its own, Yarn takes a folder for part of a project further up. By its version it decides whether
 * the project is an older one, whose scripts it lets run on.
 */
async function seedOf(place: ClientPlace): Promise<{ readonly name: string; readonly text: string }> {
  const lock = await findYarnLockVersion(projectFolders(place));
  const text = lock === undefined ? "" : `__metadata:\n  version: ${lock.version}\n  cacheKey: 10c0\n`;
  return { name: "yarn.lock", text };
}

/** What puts a client behind the firewall: undoing the setting that leads elsewhere, or making one. */
function setUpOf(client: Client, bypasses: readonly Bypass[]): string {
  const open = bypasses.find(({ id, weight }) => id === "registry-elsewhere" && weight === "open");
  if (open === undefined) return `npx --no lockkeeper setup --client ${commandOf(client.kind)}`;
  const { file, line, fix } = open;
  return file === undefined ? fix : `${fix}: ${file}${line === undefined ? "" : `:${line}`}`;
}

/** Scopes that settings send past the firewall; `run` is to bring them back. */
function scopesElsewhere(settings: ClientSettings, firewall: string): readonly string[] {
  return (
    effectiveRegistries(settings)
      .filter(({ subject, isOverridden }) => subject.startsWith("@") && !isOverridden)
      // A project may write anything where a scope should be.
      .filter(
        ({ subject, url }) =>
          !isAtFirewall(url, firewall) && tryParsePackageName(`${subject}/a`) !== undefined,
      )
      .map(({ subject }) => subject)
  );
}

/** The command line of `lockkeeper run`, as a person would write it. */
function runWords(dataFolder: string): readonly string[] {
  const command = fileURLToPath(new URL("../bin/lockkeeper.js", import.meta.url));
  return [process.execPath, command, "run", "--quiet", "--data", dataFolder, "--"];
}

import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { LockedVersion } from "@lockkeeper/firewall";

import type { CommandModule } from "../command.ts";
import type { Environment } from "../environment.ts";
import { CliError } from "../errors.ts";
import { renderJsonLine } from "../foreign-text.ts";
import { readRepositoryPolicy } from "../policy-file.ts";
import { runChild } from "../run-child.ts";
import { announceRun } from "../run-client.ts";
import type { FirewallRequest } from "../run-client.ts";
import { openRunFirewall } from "../run-firewall.ts";
import { createRunFolder } from "../run-folder.ts";
import { readLocked } from "../run-locked.ts";
import { refuseObstacles } from "../run-obstacles.ts";
import { resolveProgram } from "../run-program.ts";
import { scanFolders } from "../run-scan.ts";
import { openSession } from "../run-session.ts";
import { summarizeRun } from "../run-summary.ts";
import type { RunSummary } from "../run-summary.ts";
import { userScopes } from "../run-upstreams.ts";
import { readEngineSettings } from "../settings.ts";
import { renderRunSummary, reportLines } from "../views/run.ts";

interface RunInput {
  readonly words: readonly string[];
  readonly data: string | undefined;
  readonly upstream: string | undefined;
  readonly policy: string | undefined;
  readonly failsOnWithheld: boolean;
  readonly isStrict: boolean;
  readonly allowedHosts: readonly string[];
  readonly report: string | undefined;
  readonly isQuiet: boolean;
  readonly ignoresObstacles: boolean;
}

/** A command that has ended, with what a person should know. */
export interface FinishedRun {
  readonly summary: RunSummary;
  readonly exitCode: number;
  readonly isQuiet: boolean;
  /** The data folder's flag, for commands that the summary names. */
  readonly dataFlag: string | undefined;
}

const failureCodes: ReadonlyMap<string, number> = new Map([
  ["CLI_NO_SUCH_COMMAND", 127],
  ["CLI_CANNOT_START", 126],
]);

/** `run`: any command behind the firewall. */
export const runWrappedCommand: CommandModule<RunInput, FinishedRun> = {
  run: runBehindFirewall,
  views: {
    person: renderRunSummary,
    json: ({ summary }) => summary,
  },
  wraps: {
    codeOf: ({ exitCode }) => exitCode,
    failureCode: (error) => (error instanceof CliError ? failureCodes.get(error.code) : undefined) ?? 125,
  },
};

async function* runBehindFirewall(input: RunInput, environment: Environment): AsyncIterable<FinishedRun> {
  // Listened to from the first moment: until the command runs, a signal ends nothing halfway.
  const forget = environment.lifecycle.onSignal(() => undefined);
  const stack = new AsyncDisposer();
  try {
    yield await perform(input, environment, stack);
  } finally {
    await stack.dispose();
    forget();
  }
}

/** Undoes what was done, last first, and goes on when one of them fails. */
class AsyncDisposer {
  readonly #undos: (() => Promise<void>)[] = [];

  defer(undo: () => Promise<void>): void {
    this.#undos.push(undo);
  }

  async dispose(): Promise<void> {
    const failures: unknown[] = [];
    for (const undo of this.#undos.toReversed()) await undo().catch((error: unknown) => failures.push(error));
    this.#undos.length = 0;
    if (failures.length > 0) throw failures[0];
  }
}

async function perform(
  input: RunInput,
  environment: Environment,
  stack: AsyncDisposer,
): Promise<FinishedRun> {
  const { env, cwd, platform, randomBytes } = environment;
  const { pid } = process;
  const [program, settings, repository, scan] = await Promise.all([
    resolveProgram(input.words, { platform, cwd, env }),
    readEngineSettings(input, environment),
    readRepositoryPolicy(environment),
    scanFolders(environment),
  ]);
  if (!input.ignoresObstacles) refuseObstacles(scan.obstacles);
  const engine = await environment.engine();
  const complete = {
    ...settings,
    upstreams: [...settings.upstreams, ...userScopes(settings, engine.readRegistryDefaults())],
  };
  const folder = await createRunFolder(settings.dataFolder, pid, randomBytes(4));
  stack.defer(() => folder.remove());
  const firewall = await openRunFirewall(complete, environment, pid);
  if (firewall.isShared) await reportUnusedFlags(input, firewall.url, environment);
  stack.defer(() => firewall.close());
  // A firewall of this command's own never issued the token of another.
  const token = firewall.isShared ? settings.token : undefined;
  const request: FirewallRequest = (path, options) => engine.requestServer(firewall, path, options);
  const { url } = firewall;
  const client = await announceRun({ url, request, token, pid, repositoryPolicy: repository?.text });
  const session = await openSession({
    settings: firewall.isShared ? settings : complete,
    environment,
    firewallUrl: url,
    request,
    client,
    token,
    folder,
    scan,
    words: input.words,
    isStrict: input.isStrict,
    allowedHosts: input.allowedHosts,
  });
  stack.defer(() => session.close());
  const exitCode = await runChild({ program, env: session.env }, environment);
  // After a failure the lockfile tells of earlier commands.
  const installed = exitCode === 0 ? await installedNow(environment) : [];
  const report = await client.end(installed);
  const summary = summarizeRun({
    exitCode,
    report,
    locked: session.locked,
    notes: session.notes,
    obstacles: scan.obstacles,
  });
  return finish(input, environment, summary);
}

async function reportUnusedFlags(
  { policy, upstream }: RunInput,
  url: string,
  { stderr }: Environment,
): Promise<void> {
  if (policy === undefined && upstream === undefined) return;
  await stderr.write(`warn CLI_FLAGS_UNUSED: the server at ${url} decides, by its own policy and upstream\n`);
}

async function finish(
  { report, failsOnWithheld, isQuiet, data }: RunInput,
  { cwd }: Environment,
  summary: RunSummary,
): Promise<FinishedRun> {
  if (report !== undefined) {
    await writeFile(resolve(cwd, report), reportLines(summary).map(renderJsonLine).join(""));
  }
  const isFailed = failsOnWithheld && summary.exitCode === 0 && summary.withheld.length > 0;
  return { summary, exitCode: isFailed ? 1 : summary.exitCode, isQuiet, dataFlag: data };
}

/** What the lockfile says now tells what a client took from its own store. */
async function installedNow({ cwd }: Environment): Promise<readonly LockedVersion[]> {
  return await readLocked([cwd]);
}

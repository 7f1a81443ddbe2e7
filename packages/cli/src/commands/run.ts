import { writeFile } from "node:fs/promises";
import { resolve } from "node:path";

import type { EngineSettings } from "@lockkeeper/server";

import type { CommandModule } from "../command.ts";
import type { Environment, StopSignal } from "../environment.ts";
import { CliError } from "../errors.ts";
import { renderJsonLine } from "../foreign-text.ts";
import { readRepositoryPolicy } from "../policy-file.ts";
import { interrupted, runChild } from "../run-child.ts";
import { announceRun } from "../run-client.ts";
import type { FirewallRequest, RunClient } from "../run-client.ts";
import { openRunFirewall } from "../run-firewall.ts";
import { createRunFolder } from "../run-folder.ts";
import { readLocked } from "../run-locked.ts";
import { refuseObstacles } from "../run-obstacles.ts";
import { resolveProgram } from "../run-program.ts";
import { scanFolders } from "../run-scan.ts";
import type { Scan } from "../run-scan.ts";
import { openSession } from "../run-session.ts";
import type { Session } from "../run-session.ts";
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
    failureCode: failureCodeOf,
  },
};

function failureCodeOf(error: unknown): number {
  if (!(error instanceof CliError)) return 125;
  const { code, details } = error;
  const byItself = code === "CLI_INTERRUPTED" ? details?.["exitCode"] : failureCodes.get(code);
  return typeof byItself === "number" ? byItself : 125;
}

async function* runBehindFirewall(input: RunInput, environment: Environment): AsyncIterable<FinishedRun> {
  // Listened to from the first moment: until the command runs, a signal ends nothing halfway.
  let first: StopSignal | undefined;
  const forget = environment.lifecycle.onSignal((signal) => {
    first ??= signal;
  });
  const stack = new AsyncDisposer();
  try {
    yield await perform(input, environment, { stack, signalled: () => first });
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

interface Circumstances {
  readonly stack: AsyncDisposer;
  /** The first signal that came. */
  readonly signalled: () => StopSignal | undefined;
}

async function perform(
  input: RunInput,
  environment: Environment,
  circumstances: Circumstances,
): Promise<FinishedRun> {
  const [program, settings, scan] = await Promise.all([
    resolveProgram(input.words, environment),
    readEngineSettings(input, environment),
    scanFolders(environment),
  ]);
  if (!input.ignoresObstacles) refuseObstacles(scan.obstacles);
  const { client, session } = await open({ input, settings, scan }, environment, circumstances.stack);
  const signal = circumstances.signalled();
  if (signal !== undefined) throw interrupted(signal);
  const exitCode = await runChild({ program, env: session.env }, environment);
  // After a failure the lockfile tells of earlier commands.
  const installed = exitCode === 0 ? await readLocked([environment.cwd]) : [];
  const report = await client.end(installed);
  const { locked, notes } = session;
  return finish(
    input,
    environment,
    summarizeRun({ exitCode, report, locked, notes, obstacles: scan.obstacles }),
  );
}

interface Opening {
  readonly input: RunInput;
  readonly settings: EngineSettings;
  readonly scan: Scan;
}

/** Finds or starts the firewall, announces the command there, and puts up what is around it. */
async function open(
  { input, settings, scan }: Opening,
  environment: Environment,
  stack: AsyncDisposer,
): Promise<{ readonly client: RunClient; readonly session: Session }> {
  const { pid } = process;
  const engine = await environment.engine();
  const repository = await readRepositoryPolicy(environment);
  const own = userScopes(settings, engine.readRegistryDefaults());
  const complete = { ...settings, upstreams: [...settings.upstreams, ...own] };
  const folder = await createRunFolder(settings.dataFolder, pid, environment.randomBytes(4));
  stack.defer(() => folder.remove());
  const firewall = await openRunFirewall(complete, environment, pid);
  stack.defer(() => firewall.close());
  const { url, isShared } = firewall;
  if (isShared) await reportUnusedFlags(input, url, environment);
  // A firewall of this command's own never issued the token of another.
  const token = isShared ? settings.token : undefined;
  const request: FirewallRequest = (path, options) => engine.requestServer(firewall, path, options);
  const client = await announceRun({ url, request, token, pid, repositoryPolicy: repository?.text });
  const { words, isStrict, allowedHosts } = input;
  const session = await openSession({
    environment,
    request,
    client,
    token,
    folder,
    scan,
    words,
    isStrict,
    allowedHosts,
    settings: isShared ? settings : complete,
    firewallUrl: url,
  });
  stack.defer(() => session.close());
  return { client, session };
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

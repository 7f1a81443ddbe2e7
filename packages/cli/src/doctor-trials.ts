import type { Client } from "@lockkeeper/clients";
import { redact } from "@lockkeeper/core";

import { startChild } from "./child-process.ts";
import type { CanaryReport, DoctorFirewall } from "./doctor-firewall.ts";
import type { ClientPlan } from "./doctor-plan.ts";
import { planFor } from "./doctor-plan.ts";
import type { Statement, StatementId } from "./doctor-report.ts";
import { notProved, proved, refuted } from "./doctor-report.ts";
import { CliError } from "./errors.ts";
import { resolveProgram } from "./run-program.ts";
import type { DoctorProject, DoctorWorkplace } from "./doctor-workplace.ts";
import { copyLockfile, holdsFile, installedVersion } from "./doctor-workplace.ts";

/** What a client is tried with. */
export interface TrialParts {
  readonly client: Client;
  /** The program, and the arguments that come before the client's own. */
  readonly program: readonly string[];
  readonly platform: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly firewall: DoctorFirewall;
  readonly workplace: DoctorWorkplace;
  readonly nonce: string;
  /** How a person puts the client behind the firewall. */
  readonly setUp: string;
  /** Scopes that settings send elsewhere, and that must be asked of the firewall all the same; with their `@`. */
  readonly scopes: readonly string[];
  /** Milliseconds for all trials of the client together. */
  readonly timeoutMs: number;
  readonly now: () => number;
  /** Ends the client that runs; the trials then throw. */
  readonly stop: AbortSignal;
  readonly progress: (what: string) => Promise<void>;
}

interface Trial extends TrialParts {
  readonly canary: CanaryReport;
  readonly deadline: number;
}

/** What a client did in one trial. */
interface Attempt {
  readonly project: DoctorProject;
  /** `undefined` when it was ended for taking too long. */
  readonly code: number | undefined;
  readonly lastWords: string;
  readonly installed: string | undefined;
  /** What the firewall saw of this attempt alone. */
  readonly asks: CanaryReport["asks"];
}

/** Lets a client meet the canary and says what that proves. Throws `CLI_NO_CANARY`. */
export async function tryClient(parts: TrialParts): Promise<readonly Statement[]> {
  const canary = await parts.firewall.announce(parts.nonce);
  const trial: Trial = { ...parts, canary, deadline: parts.now() + parts.timeoutMs };
  await parts.progress("asks for a version that must be refused");
  const refusedAttempt = await attempt(trial, "refused", { [canary.name]: canary.refused.version });
  await parts.progress("installs a version with a script");
  const allowedAttempt = await attempt(trial, "allowed", { [canary.name]: canary.allowed.version });
  await parts.progress("installs the refused version from a lockfile");
  const frozenAttempt = await attemptFrozen(trial, allowedAttempt);
  return [
    judgeRegistry(trial, refusedAttempt),
    ...(trial.scopes.length === 0 ? [] : [await tryScopes(trial)]),
    judgeRefusal(trial, "refusal", refusedAttempt),
    frozenAttempt === undefined
      ? notProved("lockfile", "it wrote no lockfile to try with")
      : judgeRefusal(trial, "lockfile", frozenAttempt),
    await judgeScripts(trial, allowedAttempt),
  ];
}

const maxScopes = 5;

/** Asks for the canary in each scope: that the question arrives is the proof. */
async function tryScopes(trial: Trial): Promise<Statement> {
  const asked: string[] = [];
  for (const scope of trial.scopes.slice(0, maxScopes)) {
    await trial.progress(`asks for a package of ${scope}`);
    const { asks, lastWords: said } = await attempt(trial, scope.slice(1), {
      [`${scope}/${trial.canary.name}`]: trial.canary.refused.version,
    });
    if (!asks.some((each) => each.scope === scope)) {
      return notProved("scopes", `the firewall was not asked for a package of ${scope}${said}`);
    }
    asked.push(scope);
  }
  const rest = trial.scopes.length - asked.length;
  if (rest > 0) return notProved("scopes", `${rest} more scopes were not tried`);
  return proved("scopes", `packages of ${asked.join(", ")} were asked of the firewall`);
}

async function attempt(
  trial: Trial,
  name: string,
  dependencies: Readonly<Record<string, string>>,
): Promise<Attempt> {
  const project = await trial.workplace.project(name, dependencies);
  const plan = planFor(trial.client, project.caches);
  return await run(trial, { project, plan, args: plan.install });
}

/** The lockfile of the allowed version with the refused one in its place: as if it had been made before the refusal. */
async function attemptFrozen(trial: Trial, from: Attempt): Promise<Attempt | undefined> {
  const { name, allowed, refused } = trial.canary;
  const project = await trial.workplace.project("frozen", { [name]: refused.version });
  const plan = planFor(trial.client, project.caches);
  const isThere = await copyLockfile(from.project, project, {
    lockfile: plan.lockfile,
    change: (text) =>
      text
        .replaceAll(allowed.integrity, refused.integrity)
        .replaceAll(allowed.shasum, refused.shasum)
        .replaceAll(allowed.version, refused.version),
  });
  return isThere && from.installed !== undefined
    ? await run(trial, { project, plan, args: plan.frozen })
    : undefined;
}

interface Run {
  readonly project: DoctorProject;
  readonly plan: ClientPlan;
  readonly args: readonly string[];
}

async function run(trial: Trial, { project, plan, args }: Run): Promise<Attempt> {
  const { firewall, nonce, canary, program, platform, stop } = trial;
  checkStop(stop);
  const before = (await firewall.look(nonce)).asks.length;
  const { temporary } = trial.workplace;
  const quiet = { NO_COLOR: "1", FORCE_COLOR: "0", TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  const env = { ...trial.env, ...plan.env, ...quiet, [canary.variable]: nonce };
  const resolved = await resolveProgram([...program, ...args], { platform, cwd: project.folder, env });
  const child = startChild(resolved.file, resolved.args, {
    cwd: project.folder,
    env,
    stdio: "capture",
    maxOutputBytes: 200_000,
    isVerbatim: resolved.isVerbatim,
  });
  let isLate = false;
  const kill = (): void => child.kill("SIGKILL");
  const timer = setTimeout(
    () => {
      isLate = true;
      kill();
    },
    Math.max(0, trial.deadline - trial.now()),
  );
  stop.addEventListener("abort", kill, { once: true });
  const { code, output } = await child.ended.finally(() => {
    clearTimeout(timer);
    stop.removeEventListener("abort", kill);
  });
  checkStop(stop);
  return {
    project,
    code: isLate ? undefined : (code ?? -1),
    lastWords: lastWords(output),
    installed: await installedVersion(project, canary.name),
    asks: (await firewall.look(nonce)).asks.slice(before),
  };
}

function checkStop(stop: AbortSignal): void {
  if (!stop.aborted) return;
  throw new CliError("CLI_INTERRUPTED", { message: "Cannot say what is proved as doctor was interrupted" });
}

function judgeRegistry({ firewall, setUp }: Trial, { asks, code, lastWords: said }: Attempt): Statement {
  if (asks.length > 0) return proved("registry", `the firewall at ${firewall.url} was asked for the canary`);
  if (code === undefined) return notProved("registry", "it was ended after a minute without having asked");
  if (/\bE?401\b/.test(said)) {
    const fix = "give it a token of the firewall that it asks: docs/tokens.md says where each client has it";
    return refuted("registry", `its question was not let in, for want of a token${said}`, fix);
  }
  return refuted("registry", `the firewall was not asked for the canary${said}`, setUp);
}

function judgeRefusal(
  { canary, setUp }: Trial,
  id: StatementId,
  { asks, installed, code, lastWords: said }: Attempt,
): Statement {
  const version = canary.refused.version;
  if (canary.isObserving) {
    return refuted(
      id,
      "the firewall only observes: nothing is refused",
      "start the firewall without --observe",
    );
  }
  if (installed === version) return refuted(id, ...installedAllTheSame(asks, version, setUp));
  if (asks.length === 0) return notProved(id, `the firewall was not asked${said}`, setUp);
  if (code === undefined) return notProved(id, "it was ended after a minute");
  if (code === 0) return notProved(id, "it ended as if all were well, without the canary");
  const isRefused = asks.some(({ outcome }) => outcome === "refused");
  const how = isRefused ? "its tarball was refused" : "it was not among the versions";
  return proved(id, `${version} of the canary could not be had: ${how}`);
}

function installedAllTheSame(
  asks: Attempt["asks"],
  version: string,
  setUp: string,
): readonly [evidence: string, fix: string] {
  const isServed = asks.some((ask) => ask.version === version && ask.outcome === "served");
  return isServed
    ? ["the firewall served it, since the client's token only observes", "use a token without --observe"]
    : [`${version} of the canary was installed, and the firewall did not serve it`, setUp];
}

async function judgeScripts(
  { canary, client }: Trial,
  { project, installed, asks, lastWords: said }: Attempt,
): Promise<Statement> {
  const hasRun = await holdsFile(project.folder, canary.marker);
  const { scriptsOff } = planFor(client, project.caches);
  if (hasRun === true) {
    return refuted("scripts", "the install script of a package that nobody approved was run", scriptsOff);
  }
  if (asks.length === 0) return notProved("scripts", `the firewall was not asked for the canary${said}`);
  if (installed === undefined) return notProved("scripts", `the canary could not be installed${said}`);
  if (hasRun === undefined)
    return notProved("scripts", "the canary's folder holds too many files to look at");
  return proved("scripts", "the canary was installed and its script did not run");
}

const maxWords = 200;

/** The last line that tells something, as evidence of why a client ended. */
function lastWords(output: string): string {
  const lines = redact(output)
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => /error|ERR_|YN\d|×|warn/i.test(line));
  const told = lines.find((line) => /error|ERR_|YN00(?!00)|×/i.test(line)) ?? lines.at(-1);
  return told === undefined ? "" : `; it said: ${told.slice(0, maxWords)}`;
}

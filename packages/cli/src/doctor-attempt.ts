import type { Client } from "@lockkeeper/clients";
import { redact } from "@lockkeeper/core";

import { startChild } from "./child-process.ts";
import type { CanaryReport, DoctorFirewall } from "./doctor-firewall.ts";
import type { ClientPlan } from "./doctor-plan.ts";
import type { DoctorProject, DoctorWorkplace } from "./doctor-workplace.ts";
import { installedVersion } from "./doctor-workplace.ts";
import { CliError } from "./errors.ts";
import { resolveProgram } from "./run-program.ts";

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

/** The trials of a client that has its canary. */
export interface Trial extends TrialParts {
  readonly canary: CanaryReport;
  readonly deadline: number;
}

/** What a client did in one trial. */
export interface Attempt {
  readonly project: DoctorProject;
  /** `undefined` when it was ended for taking too long. */
  readonly code: number | undefined;
  readonly lastWords: string;
  readonly installed: string | undefined;
  /** What the firewall saw of this attempt alone. */
  readonly asks: CanaryReport["asks"];
}

/** One command of a client in one project. */
export interface ClientCommandLine {
  readonly project: DoctorProject;
  readonly plan: ClientPlan;
  readonly args: readonly string[];
}

/** Runs a client and says what it did and what the firewall saw of it. Throws `CLI_INTERRUPTED`, `CLI_NO_CANARY`. */
export async function runClient(trial: Trial, { project, plan, args }: ClientCommandLine): Promise<Attempt> {
  const { firewall, nonce, canary, program, platform, stop } = trial;
  checkStop(stop);
  const before = (await firewall.look(nonce)).asks.length;
  const { temporary } = trial.workplace;
  const quiet = { NO_COLOR: "1", FORCE_COLOR: "0", TMPDIR: temporary, TMP: temporary, TEMP: temporary };
  const env = { ...trial.env, ...plan.env, ...quiet, COREPACK_ENABLE_NETWORK: "0", [canary.variable]: nonce };
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

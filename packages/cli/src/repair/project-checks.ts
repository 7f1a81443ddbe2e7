import { clientOf, reinstallCommand } from "@lockkeeper/scan";
import type { RepairState, TextChange } from "@lockkeeper/scan";
import { systemErrorCode, unreachable } from "@lockkeeper/core";

import { startChild } from "../child-process.ts";
import type { RunningChild } from "../child-process.ts";
import type { Environment } from "../environment.ts";
import { resolveProgram } from "../run-program.ts";
import type { RepairFlags } from "./fix-input.ts";

/** Whether a project is well after a change, and what its client or its own command said otherwise. */
export type CheckResult =
  | { readonly kind: "well"; readonly note?: string | undefined }
  | { readonly kind: "failed"; readonly why: string };

/** Runs what tells whether a change holds; each program at a time, and none when it was asked to stop. */
export interface ProjectChecks {
  /** Asks the clients before anything is changed: what they refuse already, they do not refuse for a change. */
  begin(state: RepairState): Promise<void>;
  check(state: RepairState, changes: readonly TextChange[]): Promise<CheckResult>;
  /** Has a client install what is locked; it may not be there. */
  install(command: string): Promise<CheckResult | "absent">;
  /** Installs what is locked, after a change was taken back. */
  restore(state: RepairState, changes: readonly TextChange[]): Promise<void>;
  stop(): void;
  readonly isStopped: boolean;
}

type Outside = Pick<Environment, "env" | "platform">;

const clientMs = 300_000;
const lockfiles = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/;

/** Runs one program at a time in a folder, for a bounded time. */
interface Runner {
  run(words: readonly string[], limitMs: number): Promise<CheckResult | "absent">;
  stop(): void;
  readonly isStopped: boolean;
}

const interrupted: CheckResult = { kind: "failed", why: "it was interrupted" };

function createRunner(folder: string, outside: Outside): Runner {
  let running: RunningChild | undefined;
  let isStopped = false;
  return {
    async run(words, limitMs) {
      if (isStopped) return interrupted;
      const program = await resolveProgram(words, { ...outside, cwd: folder });
      const { isVerbatim } = program;
      const options = { cwd: folder, env: outside.env, stdio: "capture", isVerbatim } as const;
      const child = startChild(program.file, program.args, options);
      running = child;
      let isLate = false;
      const timer = setTimeout(() => {
        isLate = true;
        child.kill("SIGKILL");
      }, limitMs);
      try {
        const { code, output } = await child.ended;
        if (code === 0) return { kind: "well" };
        const end = isLate
          ? `took longer than ${String(limitMs / 1000)} s`
          : `ended with ${String(code ?? "a signal")}`;
        return { kind: "failed", why: `${words.join(" ")} ${end}: ${lastLines(output)}` };
      } catch (error) {
        if (systemErrorCode(error) === "ENOENT") return "absent";
        throw error;
      } finally {
        clearTimeout(timer);
        running = undefined;
      }
    },
    stop() {
      isStopped = true;
      running?.kill("SIGTERM");
    },
    get isStopped() {
      return isStopped;
    },
  };
}

/** Creates the checks of one project. */
export function createProjectChecks(folder: string, flags: RepairFlags, outside: Outside): ProjectChecks {
  const runner = createRunner(folder, outside);

  const refusing = new Set<ClientOfLock>();

  /** A client that is not there has nothing against it. */
  async function runAll(commands: readonly (readonly string[])[]): Promise<CheckResult> {
    for (const words of commands) {
      const result = await runner.run(words, clientMs);
      if (result !== "absent" && result.kind === "failed") return result;
    }
    return runner.isStopped ? interrupted : { kind: "well" };
  }

  async function askClients(clients: readonly ClientOfLock[]): Promise<CheckResult> {
    const asked = clients.filter((client) => !refusing.has(client));
    const result = await runAll(
      asked.map((client) => frozenCheck(client, flags.isOffline)).filter((words) => words !== undefined),
    );
    if (result.kind === "failed" || asked.length === clients.length) return result;
    return { kind: "well", note: "its client was not asked, as it refused the project before already" };
  }

  return {
    async begin(state) {
      for (const { graph } of state.project.graphs) {
        const client = clientOf(graph.source);
        if ((await askClients([client])).kind === "failed") refusing.add(client);
      }
    },
    async check(state, changes) {
      const clients = changedClients(state, changes);
      const frozen = await askClients(clients);
      if (frozen.kind === "failed" || flags.verify === undefined) return frozen;
      const installed = flags.isInstalled ? await runAll(installsOf(clients)) : frozen;
      if (installed.kind === "failed") return installed;
      const result = await runner.run(shellWords(flags.verify, outside.platform), flags.verifyMs);
      return result === "absent"
        ? { kind: "failed", why: "there is no shell to run the command in" }
        : result;
    },
    install: (command) => runner.run(command.split(" "), clientMs),
    async restore(state, changes) {
      const isNeeded = flags.verify !== undefined && flags.isInstalled;
      if (isNeeded) await runAll(installsOf(changedClients(state, changes)));
    },
    stop: () => runner.stop(),
    get isStopped() {
      return runner.isStopped;
    },
  };
}

type ClientOfLock = ReturnType<typeof clientOf>;

/** The clients whose lockfiles or manifests change. */
function changedClients({ project }: RepairState, changes: readonly TextChange[]): readonly ClientOfLock[] {
  const changed = project.graphs.filter(({ file }) =>
    changes.some(
      (change) => change.file === file || (lockfiles.test(file) && change.file.endsWith("package.json")),
    ),
  );
  return [...new Set(changed.map(({ graph }) => clientOf(graph.source)))];
}

function installsOf(clients: readonly ClientOfLock[]): readonly (readonly string[])[] {
  return clients.map((client) => reinstallCommand(client).split(" "));
}

/** The command with which a client says whether lockfile and manifests belong together, and changes nothing. */
function frozenCheck(client: ReturnType<typeof clientOf>, isOffline: boolean): readonly string[] | undefined {
  const offline = isOffline ? ["--offline"] : [];
  switch (client) {
    case "npm":
      return ["npm", "ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund", ...offline];
    case "pnpm":
      return ["pnpm", "install", "--frozen-lockfile", "--lockfile-only", "--ignore-scripts", ...offline];
    case "yarn-classic":
    case "yarn-berry":
    case "bun":
      return undefined;
    default:
      return unreachable(client);
  }
}

/** The user's own line, as the user's shell reads it. */
function shellWords(line: string, platform: string): readonly string[] {
  return platform === "win32" ? ["cmd.exe", "/d", "/s", "/c", line] : ["sh", "-c", line];
}

function lastLines(output: string): string {
  const lines = output.split("\n").filter((line) => line.trim() !== "");
  return lines.slice(-3).join(" / ").slice(0, 500);
}

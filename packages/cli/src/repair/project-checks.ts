import { clientOf, reinstallCommand } from "@lockkeeper/scan";
import type { RepairState, TextChange } from "@lockkeeper/scan";
import { systemErrorCode } from "@lockkeeper/core";

import { startChild } from "../child-process.ts";
import type { RunningChild } from "../child-process.ts";
import type { Environment } from "../environment.ts";
import { resolveProgram } from "../run-program.ts";
import type { RepairFlags } from "./fix-input.ts";

/** Whether a project is well after a change, and what its client or its own command said otherwise. */
export type CheckResult = { readonly kind: "well" } | { readonly kind: "failed"; readonly why: string };

/** Runs what tells whether a change holds; each program at a time, and none when it was asked to stop. */
export interface ProjectChecks {
  check(state: RepairState, changes: readonly TextChange[]): Promise<CheckResult>;
  /** Installs what is locked, after a change was taken back. */
  restore(state: RepairState): Promise<void>;
  stop(): void;
  readonly isStopped: boolean;
}

type Outside = Pick<Environment, "env" | "platform">;

const clientMs = 300_000;
const lockfiles = /(?:^|\/)(?:package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lock)$/;

/** Creates the checks of one project. */
export function createProjectChecks(folder: string, flags: RepairFlags, outside: Outside): ProjectChecks {
  let running: RunningChild | undefined;
  let isStopped = false;

  async function run(words: readonly string[], limitMs: number): Promise<CheckResult | "absent"> {
    if (isStopped) return { kind: "failed", why: "it was interrupted" };
    const program = await resolveProgram(words, { ...outside, cwd: folder });
    const child = startChild(program.file, program.args, {
      cwd: folder,
      env: outside.env,
      stdio: "capture",
      isVerbatim: program.isVerbatim,
    });
    running = child;
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      child.kill("SIGKILL");
    }, limitMs);
    try {
      const { code, output } = await child.ended;
      if (code === 0) return { kind: "well" };
      const why = isLate
        ? `took longer than ${String(limitMs / 1000)} s`
        : `ended with ${String(code ?? "a signal")}`;
      return { kind: "failed", why: `${words.join(" ")} ${why}: ${lastLines(output)}` };
    } catch (error) {
      if (systemErrorCode(error) === "ENOENT") return "absent";
      throw error;
    } finally {
      clearTimeout(timer);
      running = undefined;
    }
  }

  async function install(state: RepairState): Promise<CheckResult> {
    for (const { graph } of state.project.graphs) {
      const result = await run(reinstallCommand(clientOf(graph.source)).split(" "), clientMs);
      if (result !== "absent" && result.kind === "failed") return result;
    }
    return { kind: "well" };
  }

  return {
    async check(state, changes) {
      const changed = state.project.graphs.filter(({ file }) =>
        changes.some(
          (change) => change.file === file || (lockfiles.test(file) && change.file.endsWith("package.json")),
        ),
      );
      for (const { graph } of changed) {
        const words = frozenCheck(clientOf(graph.source));
        const result = words === undefined ? "absent" : await run(words, clientMs);
        if (result !== "absent" && result.kind === "failed") return result;
      }
      if (flags.verify === undefined)
        return isStopped ? { kind: "failed", why: "it was interrupted" } : { kind: "well" };
      const installed = flags.isInstalled && changed.length > 0 ? await install(state) : undefined;
      if (installed?.kind === "failed") return installed;
      const result = await run(shellWords(flags.verify, outside.platform), flags.verifyMs);
      return result === "absent"
        ? { kind: "failed", why: "there is no shell to run the command in" }
        : result;
    },
    async restore(state) {
      if (flags.verify !== undefined && flags.isInstalled && !isStopped) await install(state);
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

/** The command with which a client says whether lockfile and manifests belong together, and changes nothing. */
function frozenCheck(client: ReturnType<typeof clientOf>): readonly string[] | undefined {
  switch (client) {
    case "npm":
      return ["npm", "ci", "--dry-run", "--ignore-scripts", "--no-audit", "--no-fund"];
    case "pnpm":
      return ["pnpm", "install", "--frozen-lockfile", "--lockfile-only", "--ignore-scripts"];
    default:
      return undefined;
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

import { Buffer } from "../buffer.js";
import { startProcess } from "../child/start.js";

import { bytesOfAny, knownStream } from "./known-bytes.js";

/** Deno's processes: commands that are put together first, and the older way. */
export function denoProcesses(kit) {
  const start = (program, { args = [], cwd, env } = {}) =>
    startProcess(kit, "spawn", {
      form: "spawn",
      program: String(program?.href ?? program),
      words: [...args].map(String),
      options: { cwd, env: env === undefined ? undefined : { ...kit.process.environment, ...env } },
      isShell: false,
    });

  class Command {
    #program;
    #options;
    constructor(program, options) {
      this.#program = program;
      this.#options = options;
    }
    outputSync() {
      return outputOf(start(this.#program, this.#options));
    }
    async output() {
      return this.outputSync();
    }
    spawn() {
      return childOf(kit, start(this.#program, this.#options));
    }
  }
  const run = ({ cmd = [], ...options } = {}) => {
    const [program = "", ...args] = cmd.map(String);
    const answer = start(program, { ...options, args });
    const { status } = childOf(kit, answer);
    return {
      pid: answer.pid,
      rid: 3,
      status: async () => await status,
      output: async () => Buffer.from(answer.stdout),
      stderrOutput: async () => Buffer.from(answer.stderr),
      close: () => undefined,
      kill: () => undefined,
    };
  };
  const kill = (pid, signal) => kit.builtin("process").kill(pid, signal);
  return { Command, run, kill };
}

function statusOf({ status }) {
  return { success: status === 0, code: status, signal: null };
}

function outputOf(answer) {
  return { ...statusOf(answer), stdout: Buffer.from(answer.stdout), stderr: Buffer.from(answer.stderr) };
}

function childOf(kit, answer) {
  const status = new Promise((resolve) =>
    kit.clock.after(answer.tookMs ?? 12, () => resolve(statusOf(answer)), {}),
  );
  const tell = (content) =>
    kit.observe("process", "child_process.stdin", { text: bytesOfAny(content).toString() });
  return {
    pid: answer.pid,
    status,
    stdout: knownStream(answer.stdout),
    stderr: knownStream(answer.stderr),
    stdin: {
      getWriter: () => ({
        write: async (content) => tell(content),
        close: async () => undefined,
        releaseLock: () => undefined,
      }),
      close: async () => undefined,
    },
    output: async () => outputOf(answer),
    kill: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
  };
}

import { Buffer } from "../buffer.js";
import { startProcess } from "../child/start.js";

import { bytesOfAny, knownStream } from "./known-bytes.js";

/** Bun's processes: a list of words, or a template that its own shell runs. */
export function createBunProcesses(kit) {
  const start = (given, more) => {
    const { cmd, options } = Array.isArray(given)
      ? { cmd: given, options: more ?? {} }
      : { cmd: given?.cmd ?? [], options: given ?? {} };
    const [program = "", ...words] = cmd.map(String);
    const input =
      options.stdin === undefined || typeof options.stdin === "string" ? undefined : options.stdin;
    const asked = { cwd: options.cwd, env: options.env, stdio: options.stdio, detached: options.detached };
    const shown = input === undefined ? asked : { ...asked, input: bytesOfAny(input).toString() };
    return {
      options,
      answer: startProcess(kit, "spawn", { form: "spawn", program, words, options: shown, isShell: false }),
    };
  };
  return {
    spawn: (...args) => subprocessOf(kit, start(...args)),
    spawnSync: (...args) => {
      const { answer } = start(...args);
      return { ...resultOf(answer), success: answer.status === 0, pid: answer.pid };
    },
    $: shellOf(kit),
  };
}

function subprocessOf(kit, { answer, options }) {
  const exited = new Promise((resolve) =>
    kit.clock.after(answer.tookMs ?? 12, () => resolve(answer.status), {}),
  );
  const child = {
    pid: answer.pid,
    stdin: { write: (content) => told(kit, content), flush: () => undefined, end: () => undefined },
    stdout: knownStream(answer.stdout),
    stderr: knownStream(answer.stderr),
    exited,
    exitCode: null,
    signalCode: null,
    killed: false,
    kill: () => undefined,
    ref: () => undefined,
    unref: () => undefined,
    send: () => undefined,
    disconnect: () => undefined,
    resourceUsage: () => undefined,
  };
  child.readable = child.stdout;
  void exited.then((status) => {
    child.exitCode = status;
    options.onExit?.(child, status, null, undefined);
  });
  return child;
}

function told(kit, content) {
  const bytes = bytesOfAny(content);
  kit.observe("process", "child_process.stdin", { text: bytes.toString() });
  return bytes.length;
}

function resultOf({ stdout, stderr, status }) {
  return { stdout: Buffer.from(stdout), stderr: Buffer.from(stderr), exitCode: status };
}

function shellOf(kit) {
  const shell = (texts, ...values) => {
    const command = texts
      .map((text, index) => (index < values.length ? text + wordOf(values[index]) : text))
      .join("");
    return new ShellPromise(kit, command);
  };
  const $ = (...args) => shell(args[0].raw ?? args[0], ...args.slice(1));
  const settings = { cwd: () => $, env: () => $, nothrow: () => $, throws: () => $ };
  return Object.assign($, settings, { escape: wordOf, Shell: class Shell {}, ShellPromise });
}

function wordOf(value) {
  if (Array.isArray(value)) return value.map(wordOf).join(" ");
  if (typeof value === "object" && value !== null && "raw" in value) return String(value.raw);
  const text = typeof value?.name === "string" ? value.name : String(value);
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}

/** A command that starts when it is waited for. */
class ShellPromise {
  #kit;
  #command;
  #options = {};
  #isQuiet = false;
  #isLenient = false;
  #started;

  constructor(kit, command) {
    this.#kit = kit;
    this.#command = command;
    kit.clock.tick(() => void this.#run().catch(() => undefined));
  }

  #run() {
    this.#started ??= new Promise((resolve, reject) => {
      const { status, stdout, stderr } = startProcess(this.#kit, "exec", {
        form: "exec",
        program: this.#command,
        words: [],
        options: this.#options,
        isShell: true,
      });
      const result = {
        ...resultOf({ stdout, stderr, status }),
        text: () => stdout,
        json: () => JSON.parse(stdout),
      };
      if (!this.#isQuiet) this.#kit.print("stdout", stdout);
      if (status === 0 || this.#isLenient) resolve(result);
      else reject(Object.assign(new Error(`Failed with exit code ${status}`), result));
    });
    return this.#started;
  }
  cwd(folder) {
    this.#options.cwd = folder;
    return this;
  }
  env(environment) {
    this.#options.env = environment;
    return this;
  }
  quiet() {
    this.#isQuiet = true;
    return this;
  }
  nothrow() {
    this.#isLenient = true;
    return this;
  }
  throws(isWanted) {
    this.#isLenient = !isWanted;
    return this;
  }
  async text() {
    return (await this.quiet().#run()).stdout.toString();
  }
  async json() {
    return JSON.parse(await this.text());
  }
  async *lines() {
    yield* (await this.text()).split("\n");
  }
  async arrayBuffer() {
    return new Uint8Array((await this.quiet().#run()).stdout).buffer;
  }
  async blob() {
    const { Blob } = this.#kit.web("blob");
    return new Blob([(await this.quiet().#run()).stdout]);
  }
  run() {
    return this.#run();
  }
  // oxlint-disable-next-line unicorn/no-thenable -- Bun's commands are awaited like promises.
  then(...callbacks) {
    return this.#run().then(...callbacks);
  }
  catch(callback) {
    return this.#run().catch(callback);
  }
  finally(callback) {
    return this.#run().finally(callback);
  }
}

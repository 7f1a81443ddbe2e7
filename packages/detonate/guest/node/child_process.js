import { Buffer } from "../parts/buffer.js";
import { ChildProcess } from "../parts/child/child-process.js";
import { commandLine, failureError, missingError, readRequest, startProcess } from "../parts/child/start.js";

const promisifyCustom = Symbol.for("nodejs.util.promisify.custom");

/** The child_process module: nothing is started; what is asked for is told, understood and answered. */
export default function create(kit) {
  const spawn = (...args) => {
    const child = new ChildProcess(kit);
    child.start("spawn", readRequest("spawn", args));
    return child;
  };
  const fork = (module, ...args) => {
    const child = new ChildProcess(kit);
    const request = readRequest("fork", [module, ...args]);
    child.fork({
      ...request,
      program: kit.process.execPath,
      words: [String(module), ...request.words],
    });
    return child;
  };
  const exec = withOutput(kit, "exec");
  const execFile = withOutput(kit, "execFile");
  return {
    ChildProcess,
    spawn,
    fork,
    exec,
    execFile,
    spawnSync: (...args) => runSync(kit, "spawn", args),
    execSync: (...args) => outputSync(kit, "exec", args),
    execFileSync: (...args) => outputSync(kit, "execFile", args),
    _forkChild: () => undefined,
  };
}

function withOutput(kit, form) {
  const run = (...args) => {
    const request = readRequest(form, args);
    const child = new ChildProcess(kit);
    const answer = child.start(form, request);
    child.on("error", () => undefined);
    child.once("close", () => request.done?.(...resultOf(request, answer)));
    return child;
  };
  Object.defineProperty(run, promisifyCustom, {
    value: (...args) => {
      let child;
      const promise = new Promise((resolve, reject) => {
        child = run(...args, (error, stdout, stderr) =>
          error ? reject(Object.assign(error, { stdout, stderr })) : resolve({ stdout, stderr }),
        );
      });
      return Object.assign(promise, { child });
    },
  });
  return run;
}

function resultOf(request, answer) {
  const shown = (text) =>
    request.options.encoding === "buffer" || request.options.encoding === null ? Buffer.from(text) : text;
  const command = request.isShell ? request.program : commandLine(request);
  if (answer.isMissing)
    return [Object.assign(missingError(request, "spawn"), { cmd: command }), shown(""), shown("")];
  const error = answer.status === 0 ? null : failureError(command, answer);
  return [error, shown(answer.stdout), shown(answer.stderr)];
}

function runSync(kit, form, args) {
  const request = readRequest(form, args);
  const answer = startProcess(kit, form, request);
  const { options } = request;
  const shown = (text) =>
    options.encoding === undefined || options.encoding === null || options.encoding === "buffer"
      ? Buffer.from(text)
      : text;
  const isShared =
    options.stdio === "inherit" || (Array.isArray(options.stdio) && options.stdio[1] === "inherit");
  if (isShared) {
    kit.print("stdout", answer.stdout);
    kit.print("stderr", answer.stderr);
  }
  kit.clock.advance(answer.tookMs ?? 12);
  if (answer.isMissing) {
    return {
      error: missingError(request, "spawnSync"),
      pid: 0,
      status: null,
      signal: null,
      output: null,
      stdout: null,
      stderr: null,
    };
  }
  const [stdout, stderr] =
    isShared || options.stdio === "ignore" ? [null, null] : [shown(answer.stdout), shown(answer.stderr)];
  return {
    pid: answer.pid,
    output: [null, stdout, stderr],
    stdout,
    stderr,
    status: answer.status,
    signal: null,
  };
}

function outputSync(kit, form, args) {
  const result = runSync(kit, form, args);
  const { program, words, options } = readRequest(form, args);
  if (result.error !== undefined) throw result.error;
  if (result.stderr !== null && options.stdio === undefined && result.stderr.length > 0)
    kit.print("stderr", result.stderr.toString());
  if (result.status === 0) return result.stdout;
  const command = form === "exec" ? program : commandLine({ program, words });
  const error = failureError(command, { ...result, stderr: result.stderr?.toString() ?? "" });
  throw Object.assign(error, { ...result, code: undefined });
}

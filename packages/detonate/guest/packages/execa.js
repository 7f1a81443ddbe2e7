/** execa: processes as promises. */
export default function create(kit) {
  const { execFile, execFileSync, exec } = kit.builtin("child_process");
  const trimmed = (error, stdout, stderr) => ({
    stdout: String(stdout ?? "").trimEnd(),
    stderr: String(stderr ?? "").trimEnd(),
    exitCode: error?.code ?? 0,
    failed: error !== null,
    command: "",
  });
  const run =
    (start) =>
    (...args) => {
      let child;
      const promise = new Promise((resolve, reject) => {
        child = start(...args, (error, ...outputs) => {
          const result = trimmed(error, ...outputs);
          if (error === null) resolve(result);
          else reject(Object.assign(error, result));
        });
      });
      return Object.assign(promise, {
        stdout: child.stdout,
        stderr: child.stderr,
        stdin: child.stdin,
        pid: child.pid,
        on: child.on.bind(child),
        kill: child.kill.bind(child),
        unref: () => undefined,
      });
    };
  const execa = run((program, words, options, done) =>
    Array.isArray(words)
      ? execFile(program, words, typeof options === "function" ? {} : options, done ?? options)
      : execFile(program, [], typeof words === "function" ? {} : words, options ?? words),
  );
  const command = run((text, options, done) =>
    exec(text, typeof options === "function" ? {} : options, done ?? options),
  );
  const sync = (program, words, options) =>
    trimmed(null, execFileSync(program, words ?? [], { ...options, encoding: "utf8" }));
  return Object.assign(execa, {
    execa,
    execaSync: sync,
    sync,
    command,
    execaCommand: command,
    commandSync: sync,
    node: execa,
    $: command,
    default: execa,
  });
}

import { createEnvironment } from "../parts/process/environment.js";
import { processResources } from "../parts/process/resources.js";
import { createStandardStreams } from "../parts/process/standard-streams.js";
import { deliverEnd } from "../parts/process/deliver-end.js";
import { EventEmitter } from "./events.js";

function process() {
  EventEmitter.call(this);
}
Object.setPrototypeOf(process.prototype, EventEmitter.prototype);

/** The process object, as code below a package manager sees it. */
export default function create(kit) {
  const made = new process();
  const { argv, execArgv, pid, ppid, execPath, version, versions } = kit.process;
  Object.assign(made, {
    argv,
    execArgv,
    argv0: "node",
    pid,
    ppid,
    execPath,
    version,
    versions,
    title: "node",
    exitCode: undefined,
  });
  Object.assign(
    made,
    fixedFacts(kit, versions),
    processResources(kit),
    actions(kit, made),
    hooks(kit, made),
    channel(kit, made),
  );
  made.env = createEnvironment(kit);
  for (const [name, value] of Object.entries({ platform: kit.world.platform, arch: kit.world.arch }))
    notedFact(kit, made, name, value);
  const lazyStreams = once(() => createStandardStreams(kit));
  for (const name of ["stdout", "stderr", "stdin"]) lazyMember(made, name, () => lazyStreams()[name]);
  Object.defineProperty(made, Symbol.toStringTag, { value: "process", configurable: true });
  return made;
}

function once(make) {
  let made;
  return () => (made ??= make());
}

function lazyMember(target, name, make) {
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get: make,
    set: (value) => {
      Object.defineProperty(target, name, { value, writable: true, configurable: true, enumerable: true });
    },
  });
}

/** A fact by which worlds differ; a later value wins, as when tests of the package set it. */
function notedFact(kit, target, name, first) {
  let value = first;
  Object.defineProperty(target, name, {
    configurable: true,
    enumerable: true,
    get() {
      kit.note(name, value);
      return value;
    },
    set(next) {
      value = next;
    },
  });
}

function fixedFacts(kit, versions) {
  return {
    release: { name: "node", lts: "Iron", sourceUrl: "", headersUrl: "" },
    config: {
      target_defaults: { cflags: [], default_configuration: "Release" },
      variables: { napi_build_version: versions.napi ?? "9", node_shared: false, v8_enable_i18n_support: 1 },
    },
    features: { inspector: true, debug: false, uv: true, ipv6: true, tls: true, cached_builtins: true },
    report: {
      compact: false,
      directory: "",
      filename: "",
      getReport: () => reportOf(kit),
    },
    allowedNodeEnvironmentFlags: new Set(["--max-old-space-size", "--require", "--import"]),
    debugPort: 9229,
    exiting: false,
    permission: undefined,
    sourceMapsEnabled: false,
    connected: undefined,
  };
}

function actions(kit, made) {
  return {
    cwd: () => kit.disk.folder(),
    chdir: (folder) => kit.disk.changeFolder(String(folder)),
    umask: () => 0o022,
    nextTick: (callback, ...args) => kit.clock.tick(() => callback(...args)),
    exit: (code) => {
      kit.onExitAsked?.();
      kit.exit(code ?? made.exitCode ?? 0);
    },
    reallyExit: (code) => kit.exit(code ?? 0),
    abort: () => kit.exit(134),
    kill: (pid, signal = "SIGTERM") => {
      if (signal === 0) return true;
      if (pid === made.pid) kit.onExitAsked?.();
      kit.observe("process", "process.kill", { pid, signal: String(signal) });
      if (pid === made.pid) kit.exit(143);
      return true;
    },
    emitWarning: (warning) =>
      void kit.print("stderr", `(node:${made.pid}) Warning: ${String(warning?.message ?? warning)}\n`),
    binding: (name) => kit.ghost(`process.binding(${String(name)})`),
    _linkedBinding: (name) => kit.ghost(`process.binding(${String(name)})`),
    dlopen: (_module, path) => {
      kit.observe("code", "process.dlopen", { path: String(path) });
    },
    getBuiltinModule: (name) => kit.builtin(String(name)),
    loadEnvFile: (path = ".env") => {
      const { parseEnv } = kit.builtin("util");
      const found = parseEnv(kit.builtin("fs").readFileSync(path, "utf8"));
      for (const [name, value] of Object.entries(found)) made.env[name] ??= value;
    },
    setSourceMapsEnabled: () => undefined,
    _getActiveHandles: () => [],
    _getActiveRequests: () => [],
    getActiveResourcesInfo: () => [],
    _kill: () => 0,
    _rawDebug: (...values) => kit.print("stderr", `${values.join(" ")}\n`),
    openStdin: () => made.stdin,
    assert: (isMet, message) => {
      if (!isMet) throw new Error(message ?? "assertion error");
    },
  };
}

/** What a script that was forked shares with who forked it. */
function channel(kit, made) {
  const { messages } = kit.process;
  if (!Array.isArray(messages)) return {};
  const waiting = [...messages];
  const { JSONParse, JSONStringify } = kit.primordials;
  kit.onRest?.(() => {
    if (waiting.length === 0 || made.listenerCount("message") === 0) return;
    const text = waiting.shift();
    kit.clock.soon(() => made.emit("message", JSONParse(text), undefined));
  });
  return {
    connected: true,
    channel: { ref() {}, unref() {} },
    send: (message, ...rest) => {
      const text = JSONStringify(message);
      if (text !== undefined) kit.host("process.send", { text });
      rest.find((value) => typeof value === "function")?.(null);
      return true;
    },
    disconnect: () => {
      made.connected = false;
      made.emit("disconnect");
    },
  };
}

/** Listeners for the end of the process, which the engine must know of. */
function hooks(kit, made) {
  kit.onRest?.(() => {
    if (made.listenerCount("beforeExit") === 0) return false;
    made.emit("beforeExit", made.exitCode ?? 0);
    return true;
  });
  deliverEnd(kit, made);
  kit.onExit?.((code) => {
    if (made.exiting) return;
    made.exiting = true;
    made.exitCode ??= code;
    made.emit("exit", code);
  });
  return {
    setUncaughtExceptionCaptureCallback: (callback) => {
      kit.captured = callback ?? undefined;
    },
    hasUncaughtExceptionCaptureCallback: () => typeof kit.captured === "function",
  };
}

/** What Node tells of itself; installers read the C library from it. */
function reportOf({ world, note }) {
  note("libc", "report");
  const isMusl = world.circumstances?.libc === "musl";
  const library = world.platform === "linux" && !isMusl ? { glibcVersionRuntime: "2.39" } : {};
  return {
    header: { ...library, reportVersion: 3, platform: world.platform, arch: world.arch },
    sharedObjects: isMusl ? ["/lib/ld-musl-aarch64.so.1"] : ["linux-vdso.so.1"],
  };
}

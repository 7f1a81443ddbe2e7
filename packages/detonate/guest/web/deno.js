import { denoFiles } from "../parts/runtimes/deno-files.js";
import { denoProcesses } from "../parts/runtimes/deno-processes.js";

const targets = {
  linux: ["linux", "unknown-linux-gnu"],
  darwin: ["darwin", "apple-darwin"],
  win32: ["windows", "pc-windows-msvc"],
};

/** The global of Deno, with every permission. */
export default function create(kit) {
  const known = {
    version: { deno: "2.4.5", v8: "13.7.152.14-rusty", typescript: "5.8.3" },
    args: kit.process.argv.slice(2),
    ...system(kit),
    ...denoFiles(kit),
    ...denoProcesses(kit),
    ...network(kit),
    permissions: permissions(),
    errors: errorClasses(),
    inspect: kit.builtin("util").inspect,
    customInspect: Symbol.for("Deno.customInspect"),
    addSignalListener: () => undefined,
    removeSignalListener: () => undefined,
    test: () => undefined,
    bench: () => undefined,
    refTimer: () => undefined,
    unrefTimer: () => undefined,
    dlopen: (path) => {
      kit.observe("code", "Deno.dlopen", { path: String(path) });
      return { symbols: kit.ghost("Deno.symbols"), close: () => undefined };
    },
  };
  const Deno = new Proxy(known, {
    get: (target, name) => {
      if (name in target || typeof name === "symbol") return target[name];
      target[name] = kit.ghost(`Deno.${name}`);
      return target[name];
    },
  });
  return { Deno };
}

function system(kit) {
  const os = kit.builtin("os");
  const process = kit.builtin("process");
  const [name, vendor] = targets[kit.world.platform];
  const arch = kit.world.arch === "arm64" ? "aarch64" : "x86_64";
  const noted = (fact, value) => {
    kit.note(fact, value);
    return value;
  };
  return {
    get build() {
      return { target: `${arch}-${vendor}`, arch, os: noted("platform", name), vendor: vendor.split("-")[0] };
    },
    env: {
      get: (key) => process.env[String(key)],
      set: (key, value) => {
        process.env[String(key)] = String(value);
      },
      has: (key) => String(key) in process.env,
      delete: (key) => delete process.env[String(key)],
      toObject: () => ({ ...process.env }),
    },
    get mainModule() {
      return kit.builtin("url").pathToFileURL(kit.process.argv[1] ?? "[eval]").href;
    },
    pid: kit.process.pid,
    ppid: kit.process.ppid,
    noColor: true,
    cwd: () => kit.disk.folder(),
    chdir: (folder) => process.chdir(folder),
    execPath: () => kit.process.execPath,
    exit: (code) => kit.exit(code ?? 0),
    get exitCode() {
      return process.exitCode ?? 0;
    },
    set exitCode(code) {
      process.exitCode = code;
    },
    hostname: () => os.hostname(),
    osRelease: () => os.release(),
    osUptime: () => os.uptime(),
    loadavg: () => os.loadavg(),
    uid: () => os.userInfo().uid,
    gid: () => os.userInfo().gid,
    systemMemoryInfo: () => ({ total: os.totalmem(), free: os.freemem(), available: os.freemem() }),
    memoryUsage: () => process.memoryUsage(),
    networkInterfaces: () =>
      Object.entries(os.networkInterfaces()).flatMap(([label, all]) =>
        all.map((one) => ({ name: label, ...one })),
      ),
    consoleSize: () => ({ columns: 80, rows: 24 }),
    isatty: () => false,
  };
}

function permissions() {
  const granted = { state: "granted", onchange: null, partial: false, addEventListener: () => undefined };
  return {
    query: async () => granted,
    request: async () => granted,
    revoke: async () => granted,
    querySync: () => granted,
    requestSync: () => granted,
    revokeSync: () => granted,
  };
}

function errorClasses() {
  const names = [
    "NotFound",
    "PermissionDenied",
    "AlreadyExists",
    "ConnectionRefused",
    "ConnectionReset",
    "AddrInUse",
    "InvalidData",
    "TimedOut",
    "Interrupted",
    "BadResource",
    "NotCapable",
  ];
  return Object.fromEntries(names.map((name) => [name, { [name]: class extends Error {} }[name]]));
}

function network(kit) {
  const connect = async ({ hostname = "127.0.0.1", port = 0 } = {}) => {
    const socket = kit.builtin("net").connect({ host: String(hostname), port: Number(port) });
    const chunks = [];
    socket.on("data", (chunk) => chunks.push(chunk));
    return {
      write: async (bytes) => {
        socket.write(bytes);
        return bytes.length;
      },
      read: async (buffer) => {
        await new Promise((resolve) => kit.clock.after(200, resolve, {}));
        const chunk = chunks.shift();
        if (chunk === undefined) return null;
        buffer.set(chunk.subarray(0, buffer.length));
        return Math.min(chunk.length, buffer.length);
      },
      close: () => socket.end(),
      closeWrite: async () => undefined,
      localAddr: { transport: "tcp", hostname: "192.168.178.41", port: 51_812 },
      remoteAddr: { transport: "tcp", hostname, port },
    };
  };
  const listen = ({ hostname = "0.0.0.0", port = 0 } = {}) => {
    kit.observe("network", "Deno.listen", { host: String(hostname), port: Number(port) });
    return {
      close: () => undefined,
      accept: () => new Promise(() => undefined),
      async *[Symbol.asyncIterator]() {},
    };
  };
  const serve = (first) => {
    listen(typeof first === "object" && first !== null ? { port: 8000, ...first } : { port: 8000 });
    return {
      finished: new Promise(() => undefined),
      shutdown: async () => undefined,
      unref: () => undefined,
    };
  };
  const { promises } = kit.builtin("dns");
  return {
    connect,
    connectTls: connect,
    startTls: async (made) => made,
    listen,
    listenTls: listen,
    serve,
    resolveDns: async (name, kind = "A") => await promises.resolve(String(name), String(kind)),
  };
}

import { machineOf } from "../parts/machine.js";
import { errorNumbers, priorities, signals } from "../parts/signals.js";

/** The os module: facts of the pretended machine. */
export default function create(kit) {
  const { world } = kit;
  const machine = machineOf(world);
  const noted = (fact, value) => () => {
    kit.note(fact, String(value));
    return value;
  };
  return {
    EOL: world.platform === "win32" ? "\r\n" : "\n",
    devNull: world.platform === "win32" ? "\\\\.\\nul" : "/dev/null",
    constants: {
      UV_UDP_REUSEADDR: 4,
      dlopen: { RTLD_LAZY: 1, RTLD_NOW: 2 },
      errno: errorNumbers,
      signals,
      priority: priorities,
    },
    arch: noted("arch", world.arch),
    platform: noted("platform", world.platform),
    type: noted("platform", machine.type),
    release: () => machine.release,
    version: () => machine.version,
    machine: () => machine.machine,
    endianness: () => "LE",
    hostname: () => {
      kit.observe("env", "os.hostname", { name: "hostname", value: world.hostname });
      return noted("hostname", world.hostname)();
    },
    userInfo: (options) => userInfo(kit, machine, options),
    homedir: () => homeOf(kit),
    tmpdir: () => temporaryOf(kit),
    cpus: () => cpusOf(machine),
    availableParallelism: () => machine.cpuCount,
    totalmem: () => machine.totalMemory,
    freemem: () => machine.freeMemory,
    loadavg: () => machine.loadAverage,
    uptime: () => Math.round((machine.uptime + kit.clock.elapsed() / 1000) * 100) / 100,
    networkInterfaces: () => {
      kit.observe("env", "os.networkInterfaces", { name: "interfaces" });
      return structuredClone(machine.interfaces);
    },
    getPriority: () => 0,
    setPriority: () => undefined,
  };
}

function homeOf(kit) {
  const { HOME, USERPROFILE } = kit.process.environment;
  return (kit.world.platform === "win32" ? USERPROFILE : HOME) ?? kit.world.home;
}

function temporaryOf(kit) {
  const { TMPDIR, TEMP, TMP } = kit.process.environment;
  const folder = (kit.world.platform === "win32" ? (TEMP ?? TMP) : TMPDIR) ?? kit.world.temporaryFolder;
  return folder.length > 1 ? folder.replace(/[\\/]$/, "") : folder;
}

function userInfo(kit, machine, options) {
  kit.observe("env", "os.userInfo", { name: "user", value: machine.user });
  kit.note("user", machine.user);
  const { uid, gid, user: username, home: homedir, shell } = machine;
  if (options?.encoding !== "buffer") return { uid, gid, username, homedir, shell };
  const { Buffer } = kit.builtin("buffer");
  return {
    uid,
    gid,
    username: Buffer.from(username),
    homedir: Buffer.from(homedir),
    shell: Buffer.from(shell ?? ""),
  };
}

function cpusOf({ cpuCount, cpuModel: model, cpuSpeed: speed }) {
  return Array.from({ length: cpuCount }, (_, core) => ({
    model,
    speed: speed + core * 3,
    times: {
      user: 8_124_310 + core * 1730,
      nice: 2310,
      sys: 2_411_870 + core * 910,
      idle: 241_337_460 - core * 20_110,
      irq: 0,
    },
  }));
}

import { machineOf } from "../machine.js";

/** What a process says of time, memory and its rights. */
export function processResources(kit) {
  const { clock, world } = kit;
  const machine = machineOf(world);
  const startup = 38.7;
  const elapsed = () => clock.elapsed() + startup;
  const hrtime = (before) => {
    const total = BigInt(Math.round(elapsed() * 1e6)) + 265_914_310_442_117n;
    const [seconds, rest] = [Number(total / 1_000_000_000n), Number(total % 1_000_000_000n)];
    if (before === undefined) return [seconds, rest];
    const isBorrowed = rest < before[1];
    return [seconds - before[0] - (isBorrowed ? 1 : 0), rest - before[1] + (isBorrowed ? 1_000_000_000 : 0)];
  };
  hrtime.bigint = () => BigInt(Math.round(elapsed() * 1e6)) + 265_914_310_442_117n;
  const memoryUsage = () => ({
    rss: 46_858_240,
    heapTotal: 6_553_600,
    heapUsed: 5_218_904,
    external: 1_423_187,
    arrayBuffers: 17_678,
  });
  memoryUsage.rss = () => 46_858_240;
  return {
    hrtime,
    memoryUsage,
    uptime: () => elapsed() / 1000,
    cpuUsage: () => ({ user: 31_418, system: 8_127 }),
    resourceUsage: () => ({
      userCPUTime: 31_418,
      systemCPUTime: 8_127,
      maxRSS: 46_112,
      fsRead: 0,
      fsWrite: 0,
    }),
    constrainedMemory: () => machine.totalMemory,
    availableMemory: () => machine.freeMemory,
    ...(world.platform === "win32" ? {} : rightsOf(machine)),
  };
}

function rightsOf({ uid, gid }) {
  const refuse = (name) => () => {
    throw Object.assign(new Error(`EPERM: operation not permitted, ${name}`), {
      code: "EPERM",
      errno: -1,
      syscall: name,
    });
  };
  return {
    getuid: () => uid,
    geteuid: () => uid,
    getgid: () => gid,
    getegid: () => gid,
    getgroups: () => [gid, 27],
    setuid: refuse("setuid"),
    seteuid: refuse("seteuid"),
    setgid: refuse("setgid"),
    setegid: refuse("setegid"),
    setgroups: refuse("setgroups"),
    initgroups: refuse("initgroups"),
  };
}

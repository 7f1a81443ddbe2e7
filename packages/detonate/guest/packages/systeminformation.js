import { machineOf } from "../parts/machine.js";

/** Facts of the machine; everything that is not known is an empty answer. */
export default function create(kit) {
  const { world } = kit;
  const machine = machineOf(world);
  const known = {
    osInfo: {
      platform: world.platform,
      distro: "Ubuntu",
      release: "24.04",
      hostname: world.hostname,
      arch: world.arch,
      serial: "8f0a6b1d",
    },
    system: {
      manufacturer: "Dell Inc.",
      model: "XPS 15 9500",
      serial: "5QK7TN3",
      uuid: "4c4c4544-0051-4b10-8037-b5c04f544e33",
      virtual: false,
    },
    cpu: { manufacturer: "Intel", brand: machine.cpuModel, cores: machine.cpuCount },
    mem: { total: machine.totalMemory, free: machine.freeMemory },
    uuid: { os: "8f0a6b1d4c5e4f3a9b7c2d1e0f5a6b3c", hardware: "4c4c4544" },
    users: [{ user: world.user, tty: "pts/0" }],
    networkInterfaces: [{ iface: "wlp0s20f3", ip4: "192.168.178.42", mac: "3c:58:c2:9e:04:7a" }],
    processes: { all: 312, list: [{ name: "gnome-shell" }, { name: "code" }] },
  };
  return new Proxy(known, {
    get: (target, name) => {
      if (typeof name !== "string" || name === "then") return undefined;
      return async (done) => {
        kit.observe("env", `systeminformation.${name}`, { name });
        const value = target[name] ?? {};
        if (typeof done === "function") done(value);
        return value;
      };
    },
  });
}

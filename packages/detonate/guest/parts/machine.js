const gigabyte = 1024 ** 3;

/** Facts of the pretended machine that follow from what kind of machine it is. */
export function machineOf(world) {
  const isServer = world.isContinuousIntegration;
  const isMac = world.platform === "darwin";
  return {
    cpuModel: cpuModelOf(world, isServer),
    cpuCount: isServer ? 4 : isMac ? 10 : 12,
    cpuSpeed: isMac ? 2400 : isServer ? 2445 : 2592,
    totalMemory: isServer ? 16_766_337_024 : isMac ? 32 * gigabyte : 33_430_913_024,
    freeMemory: isServer ? 14_402_785_280 : isMac ? 1_912_733_696 : 11_754_389_504,
    uptime: isServer ? 187.42 : 265_914.31,
    loadAverage: world.platform === "win32" ? [0, 0, 0] : isServer ? [0.62, 0.29, 0.11] : [1.94, 2.21, 2.08],
    interfaces: interfacesOf(world.platform, isServer),
    ...systemOf(world, isServer),
    ...userOf(world),
  };
}

function cpuModelOf({ platform, arch }, isServer) {
  if (isServer) return "AMD EPYC 7763 64-Core Processor";
  if (platform === "darwin")
    return arch === "arm64" ? "Apple M2 Pro" : "Intel(R) Core(TM) i7-9750H CPU @ 2.60GHz";
  return platform === "win32"
    ? "12th Gen Intel(R) Core(TM) i7-1260P"
    : "Intel(R) Core(TM) i7-10750H CPU @ 2.60GHz";
}

function systemOf({ platform, arch }, isServer) {
  if (platform === "win32") {
    return isServer
      ? {
          type: "Windows_NT",
          release: "10.0.20348",
          version: "Windows Server 2022 Datacenter",
          machine: "x86_64",
        }
      : { type: "Windows_NT", release: "10.0.22631", version: "Windows 11 Pro", machine: "x86_64" };
  }
  if (platform === "darwin") {
    const version =
      "Darwin Kernel Version 23.6.0: Mon Jul 29 21:14:30 PDT 2024; root:xnu-10063.141.2~1/RELEASE_ARM64_T6020";
    return { type: "Darwin", release: "23.6.0", version, machine: "arm64" };
  }
  return isServer
    ? {
        type: "Linux",
        release: "6.8.0-1021-azure",
        version: "#25-Ubuntu SMP Wed Jan 15 20:45:09 UTC 2025",
        machine: "x86_64",
      }
    : {
        type: "Linux",
        release: "6.8.0-51-generic",
        version: "#52-Ubuntu SMP PREEMPT_DYNAMIC Thu Dec 5 13:09:44 UTC 2024",
        machine: arch === "arm64" ? "aarch64" : "x86_64",
      };
}

function userOf({ platform, user, home, isContinuousIntegration }) {
  if (platform === "win32") return { uid: -1, gid: -1, shell: null, user, home };
  if (platform === "darwin") return { uid: 501, gid: 20, shell: "/bin/zsh", user, home };
  return isContinuousIntegration
    ? { uid: 1001, gid: 127, shell: "/bin/bash", user, home }
    : { uid: 1000, gid: 1000, shell: "/bin/bash", user, home };
}

function interfacesOf(platform, isServer) {
  const loopback = [
    {
      address: "127.0.0.1",
      netmask: "255.0.0.0",
      family: "IPv4",
      mac: "00:00:00:00:00:00",
      internal: true,
      cidr: "127.0.0.1/8",
    },
    {
      address: "::1",
      netmask: "ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff",
      family: "IPv6",
      mac: "00:00:00:00:00:00",
      internal: true,
      cidr: "::1/128",
      scopeid: 0,
    },
  ];
  const mac = isServer
    ? "60:45:bd:a7:3e:19"
    : platform === "darwin"
      ? "f4:d4:88:6b:21:c7"
      : "3c:58:c2:9e:04:7a";
  const address = isServer ? "10.1.0.117" : "192.168.178.42";
  const own = [
    {
      address,
      netmask: isServer ? "255.255.240.0" : "255.255.255.0",
      family: "IPv4",
      mac,
      internal: false,
      cidr: `${address}/${isServer ? 20 : 24}`,
    },
    {
      address: "fe80::3e58:c2ff:fe9e:47a",
      netmask: "ffff:ffff:ffff:ffff::",
      family: "IPv6",
      mac,
      internal: false,
      cidr: "fe80::3e58:c2ff:fe9e:47a/64",
      scopeid: 2,
    },
  ];
  if (platform === "win32")
    return { [isServer ? "Ethernet" : "Wi-Fi"]: own, "Loopback Pseudo-Interface 1": loopback };
  if (platform === "darwin") return { lo0: loopback, en0: own };
  return { lo: loopback, [isServer ? "eth0" : "wlp0s20f3"]: own };
}

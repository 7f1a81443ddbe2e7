import type { MachineKind } from "./machine-kind.ts";

type Files = readonly (readonly [place: string, text: string])[];

/** Facts of the system as files, which code reads to find out where it is. */
export function systemFiles(machine: MachineKind): Files {
  if (machine.platform === "win32") return windowsFiles();
  if (machine.platform === "darwin") return macFiles(machine);
  const files = [...settingFiles(machine), ...kernelFiles(machine)];
  return machine.libc === "musl" ? onAlpine(files) : files;
}

/** A distribution without the usual C library; what is told of one by name is told of the other. */
function onAlpine(files: Files): Files {
  const release = 'NAME="Alpine Linux"\nID=alpine\nVERSION_ID=3.20.3\nPRETTY_NAME="Alpine Linux v3.20"\n';
  return [
    ...files.filter(([place]) => !/lsb-release|debian_version|os-release|\/ldd$/.test(place)),
    ["/etc/os-release", release],
    ["/etc/alpine-release", "3.20.3\n"],
    ["/lib/ld-musl-aarch64.so.1", "\u007FELF"],
    ["/usr/bin/ldd", '#!/bin/sh\nexec /lib/ld-musl-aarch64.so.1 --list "$@"\n'],
  ];
}

function settingFiles({ user, home, hostname, timeZone, isContinuousIntegration }: MachineKind): Files {
  const id = isContinuousIntegration ? 1001 : 1000;
  return [
    ["/etc/hostname", `${hostname}\n`],
    ["/etc/hosts", `127.0.0.1 localhost\n127.0.1.1 ${hostname}\n\n::1 ip6-localhost ip6-loopback\n`],
    ["/etc/resolv.conf", "nameserver 127.0.0.53\noptions edns0 trust-ad\nsearch fritz.box\n"],
    ["/etc/timezone", `${timeZone}\n`],
    ["/etc/machine-id", "8f0a6b1d4c5e4f3a9b7c2d1e0f5a6b3c\n"],
    ["/etc/os-release", osRelease],
    [
      "/etc/lsb-release",
      'DISTRIB_ID=Ubuntu\nDISTRIB_RELEASE=24.04\nDISTRIB_CODENAME=noble\nDISTRIB_DESCRIPTION="Ubuntu 24.04.1 LTS"\n',
    ],
    ["/etc/debian_version", "trixie/sid\n"],
    [
      "/etc/passwd",
      `root:x:0:0:root:/root:/bin/bash\ndaemon:x:1:1:daemon:/usr/sbin:/usr/sbin/nologin\nwww-data:x:33:33:www-data:/var/www:/usr/sbin/nologin\nsystemd-network:x:998:998:systemd Network Management:/:/usr/sbin/nologin\n${user}:x:${id}:${id}:${user},,,:${home}:/bin/bash\n`,
    ],
    [
      "/etc/group",
      `root:x:0:\nadm:x:4:syslog,${user}\nsudo:x:27:${user}\ndocker:x:988:${user}\n${user}:x:${id}:\n`,
    ],
    ["/etc/shells", "/bin/sh\n/bin/bash\n/usr/bin/bash\n"],
    ["/etc/crontab", "SHELL=/bin/sh\n17 *	* * *	root	cd / && run-parts --report /etc/cron.hourly\n"],
    ["/usr/bin/bash", "\u007FELF"],
    ["/usr/bin/curl", "\u007FELF"],
    ["/usr/bin/git", "\u007FELF"],
    [
      "/usr/bin/ldd",
      "#!/bin/bash\n# This file is part of the GNU C Library.\n# ldd (Ubuntu GLIBC 2.39-0ubuntu8.3) 2.39\n",
    ],
    ["/usr/bin/python3", "\u007FELF"],
    ["/usr/bin/google-chrome", "\u007FELF"],
    ["/usr/local/bin/node", "\u007FELF"],
    ["/usr/local/bin/npm", "#!/usr/bin/env node\n"],
    ["/var/log/syslog", "Mar 30 08:12:01 systemd[1]: Started Daily apt download activities.\n"],
  ];
}

function kernelFiles({ isContinuousIntegration }: MachineKind): Files {
  const kernel = isContinuousIntegration ? "6.8.0-1021-azure" : "6.8.0-51-generic";
  const processor = isContinuousIntegration
    ? "AMD EPYC 7763 64-Core Processor"
    : "Intel(R) Core(TM) i7-10750H CPU @ 2.60GHz";
  return [
    [
      "/proc/version",
      `Linux version ${kernel} (buildd@lcy02-amd64-073) (x86_64-linux-gnu-gcc-13 (Ubuntu 13.2.0) 13.2.0) #52-Ubuntu SMP PREEMPT_DYNAMIC\n`,
    ],
    ["/proc/uptime", isContinuousIntegration ? "187.42 612.11\n" : "265914.31 2861177.52\n"],
    [
      "/proc/loadavg",
      isContinuousIntegration ? "0.62 0.29 0.11 2/214 2211\n" : "1.94 2.21 2.08 3/1832 48211\n",
    ],
    ["/proc/cpuinfo", cpuInfo(processor, isContinuousIntegration ? 4 : 12)],
    [
      "/proc/meminfo",
      "MemTotal:       32647376 kB\nMemFree:         4211844 kB\nMemAvailable:   11478892 kB\nSwapTotal:       8388604 kB\n",
    ],
    ["/proc/1/cgroup", "0::/init.scope\n"],
    ["/proc/1/comm", "systemd\n"],
    ["/proc/1/sched", "systemd (1, #threads: 1)\n"],
    [
      "/proc/self/cgroup",
      "0::/user.slice/user-1000.slice/user@1000.service/app.slice/app-org.gnome.Terminal.slice/vte-spawn-2f1a.scope\n",
    ],
    [
      "/proc/self/status",
      "Name:	node\nState:	R (running)\nPid:	48211\nPPid:	48195\nTracerPid:	0\nSeccomp:	0\n",
    ],
    ["/proc/self/maps", "55d0a3e00000-55d0a6600000 r-xp 00000000 103:02 1835112 /usr/local/bin/node\n"],
    [
      "/proc/mounts",
      "/dev/nvme0n1p2 / ext4 rw,relatime,errors=remount-ro 0 0\nproc /proc proc rw,nosuid,nodev,noexec 0 0\ntmpfs /tmp tmpfs rw,nosuid,nodev 0 0\n",
    ],
    [
      "/proc/net/arp",
      "IP address       HW type     Flags       HW address            Mask     Device\n192.168.178.1    0x1         0x2         2c:91:ab:7d:10:f2     *        wlp0s20f3\n",
    ],
    ["/sys/class/dmi/id/product_name", isContinuousIntegration ? "Virtual Machine\n" : "XPS 15 9500\n"],
    ["/sys/class/dmi/id/sys_vendor", isContinuousIntegration ? "Microsoft Corporation\n" : "Dell Inc.\n"],
  ];
}

const osRelease =
  'PRETTY_NAME="Ubuntu 24.04.1 LTS"\nNAME="Ubuntu"\nVERSION_ID="24.04"\nVERSION="24.04.1 LTS (Noble Numbat)"\nVERSION_CODENAME=noble\nID=ubuntu\nID_LIKE=debian\nUBUNTU_CODENAME=noble\n';

function cpuInfo(model: string, count: number): string {
  return Array.from(
    { length: count },
    (_, index) =>
      `processor	: ${index}\nvendor_id	: ${model.startsWith("AMD") ? "AuthenticAMD" : "GenuineIntel"}\nmodel name	: ${model}\ncpu MHz		: 2592.000\nflags		: fpu vme de pse tsc msr sse sse2 ht avx avx2\n`,
  ).join("\n");
}

function macFiles({ user, home }: MachineKind): Files {
  return [
    ["/etc/hosts", "127.0.0.1	localhost\n255.255.255.255	broadcasthost\n::1             localhost\n"],
    [
      "/etc/passwd",
      `nobody:*:-2:-2:Unprivileged User:/var/empty:/usr/bin/false\nroot:*:0:0:System Administrator:/var/root:/bin/sh\n${user}:*:501:20:${user}:${home}:/bin/zsh\n`,
    ],
    ["/etc/shells", "/bin/bash\n/bin/zsh\n/bin/sh\n"],
    [
      "/System/Library/CoreServices/SystemVersion.plist",
      '<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict><key>ProductName</key><string>macOS</string><key>ProductVersion</key><string>14.6.1</string></dict></plist>\n',
    ],
    ["/Applications/Google Chrome.app/Contents/Info.plist", "<plist/>"],
    ["/Applications/Ledger Live.app/Contents/Info.plist", "<plist/>"],
    ["/Applications/Visual Studio Code.app/Contents/Info.plist", "<plist/>"],
    ["/Library/LaunchAgents/com.google.keystone.agent.plist", "<plist/>"],
    ["/opt/homebrew/bin/node", "\u00CF\u00FA"],
    ["/opt/homebrew/bin/brew", "#!/bin/bash\n"],
    ["/usr/bin/osascript", "\u00CF\u00FA"],
    ["/usr/bin/curl", "\u00CF\u00FA"],
    ["/bin/zsh", "\u00CF\u00FA"],
  ];
}

function windowsFiles(): Files {
  return [
    [
      "C:\\Windows\\System32\\drivers\\etc\\hosts",
      "# Copyright (c) 1993-2009 Microsoft Corp.\r\n#	127.0.0.1       localhost\r\n",
    ],
    ["C:\\Windows\\System32\\cmd.exe", "MZ"],
    ["C:\\Windows\\System32\\curl.exe", "MZ"],
    ["C:\\Windows\\System32\\wscript.exe", "MZ"],
    ["C:\\Windows\\System32\\cscript.exe", "MZ"],
    ["C:\\Windows\\System32\\rundll32.exe", "MZ"],
    ["C:\\Windows\\System32\\certutil.exe", "MZ"],
    ["C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe", "MZ"],
    ["C:\\Program Files\\nodejs\\node.exe", "MZ"],
    ["C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe", "MZ"],
    ["C:\\Program Files\\Git\\cmd\\git.exe", "MZ"],
    [
      "C:\\ProgramData\\Microsoft\\Windows\\Start Menu\\Programs\\StartUp\\desktop.ini",
      "[.ShellClassInfo]\r\n",
    ],
  ];
}

const systemNames = new Set([
  "cron",
  "crond",
  "csrss.exe",
  "dbus-daemon",
  "explorer.exe",
  "init",
  "kernel_task",
  "kthreadd",
  "kworker",
  "launchd",
  "ld",
  "ld.so",
  "lsass.exe",
  "rundll32.exe",
  "services.exe",
  "sshd",
  "svchost.exe",
  "syslogd",
  "rsyslogd",
  "systemd",
  "udevd",
  "winlogon.exe",
  "wt.exe",
  "powershell.exe",
  "cmd.exe",
  "conhost.exe",
  "spoolsv.exe",
]);
const systemPrefixes = ["systemd-", "kworker/", "com.apple."];
const scriptExtension = /\.(?:py|sh|js|mjs|cjs|pl|rb)$/;

/** Whether a file's name is that of a part of the system, with the extension of a script or without. */
export function isSystemName(name: string): boolean {
  const folded = name.toLowerCase();
  const bare = folded.replace(scriptExtension, "");
  return (
    systemNames.has(folded) ||
    systemNames.has(bare) ||
    systemPrefixes.some((prefix) => folded.startsWith(prefix))
  );
}

const magics: readonly (readonly number[])[] = [
  [0x7f, 0x45, 0x4c, 0x46], // ELF
  [0xcf, 0xfa, 0xed, 0xfe], // Mach-O, 64 bit
  [0xca, 0xfe, 0xba, 0xbe], // Mach-O, several architectures
  [0x4d, 0x5a], // PE
  [0x23, 0x21], // a script that names its interpreter
];

/** Whether a file begins like a program. */
export function isProgram(start: Uint8Array): boolean {
  return magics.some((magic) => magic.every((byte, at) => start[at] === byte));
}

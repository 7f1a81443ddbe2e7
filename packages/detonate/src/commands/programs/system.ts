import { circumstancesOf } from "../../world.ts";
import { failed, said } from "../command-call.ts";
import type { CommandResult, Program, ProgramCall } from "../command-call.ts";

import { tellDate } from "./tell-date.ts";

/** Programs that tell of the machine. */
export const systemPrograms: Readonly<Record<string, Program>> = {
  true: () => said(""),
  false: () => failed("", 1),
  sleep: ({ scene, arguments: [seconds = "1"] }) => {
    scene.process.clock.advance(Math.min(Number.parseFloat(seconds) || 0, 86_400) * 1000);
    return said("");
  },
  pwd: ({ folder }) => said(`${folder}\n`),
  whoami: (call) =>
    said(
      `${worldOf(call).platform === "win32" ? `${worldOf(call).hostname.toLowerCase()}\\` : ""}${worldOf(call).user}\n`,
    ),
  id: (call) => {
    const { user } = worldOf(call);
    if (call.arguments.includes("-u")) return said("1000\n");
    return said(`uid=1000(${user}) gid=1000(${user}) groups=1000(${user}),27(sudo),988(docker)\n`);
  },
  groups: (call) => said(`${worldOf(call).user} adm sudo docker\n`),
  hostname: (call) => said(`${worldOf(call).hostname}\n`),
  uname: (call) => said(`${systemName(call)}\n`),
  arch: (call) => said(`${worldOf(call).arch === "arm64" ? "arm64" : "x86_64"}\n`),
  nproc: () => said("12\n"),
  date: (call) => tellDate(call),
  env: (call) => (call.arguments.length === 0 ? environmentText(call) : startedWith(call)),
  printenv: (call) =>
    call.arguments.length === 0
      ? environmentText(call)
      : said(`${call.environment[call.arguments[0] ?? ""] ?? ""}\n`),
  which: (call) => locate(call),
  type: (call) => locate(call),
  command: (call) => locate(call),
  where: (call) => locate(call),
  getconf: (call) => (call.arguments.includes("GNU_LIBC_VERSION") ? libcVersion(call) : said("64\n")),
  sw_vers: () => said("ProductName:		macOS\nProductVersion:		14.6.1\nBuildVersion:		23G93\n"),
  ldd: (call) => {
    call.scene.process.note("libc", "ldd");
    return circumstancesOf(worldOf(call)).libc === "musl"
      ? failed("musl libc (aarch64)\nVersion 1.2.5\nDynamic Program Loader\n", 1)
      : said("ldd (Ubuntu GLIBC 2.39-0ubuntu8.3) 2.39\n");
  },
  git: (call) => answerGit(call),
  gh: (call) => {
    if (call.arguments[0] === "gist" && call.arguments[1] === "create") sendFiles(call);
    return tokenOf(call, "git-token", /auth\s+token/);
  },
  gcloud: (call) => tokenOf(call, "gcp-key", /print-access-token/),
  security: (call) => tokenOf(call, "browser-login", /find-(?:generic|internet)-password/),
  "secret-tool": (call) => tokenOf(call, "browser-login", /lookup|search/),
  ps: () =>
    said(
      "    PID TTY          TIME CMD\n      1 ?        00:00:04 systemd\n   2211 ?        00:00:31 gnome-shell\n  48195 pts/0    00:00:00 bash\n  48211 pts/0    00:00:01 npm install\n",
    ),
  tasklist: () =>
    said(
      "Image Name                     PID Session Name        Session#    Mem Usage\r\nexplorer.exe                  4412 Console                    1     98,112 K\r\nchrome.exe                    7120 Console                    1    211,004 K\r\n",
    ),
  ifconfig: () =>
    said(
      "wlp0s20f3: flags=4163<UP>  mtu 1500\n        inet 192.168.178.42  netmask 255.255.255.0\n        ether 3c:58:c2:9e:04:7a\n",
    ),
  ip: () =>
    said("2: wlp0s20f3: <UP> mtu 1500\n    link/ether 3c:58:c2:9e:04:7a\n    inet 192.168.178.42/24\n"),
  pbpaste: (call) => clipboard(call),
  xclip: (call) => clipboard(call),
  xsel: (call) => clipboard(call),
  "wl-paste": (call) => clipboard(call),
  pbcopy: (call) => clipboard(call),
  crontab: (call) => {
    if (call.arguments.includes("-l")) return failed(`no crontab for ${worldOf(call).user}\n`);
    call.scene.process.observe({
      kind: "process",
      api: "crontab",
      data: { command: "crontab -", text: call.stdin },
    });
    return said("");
  },
};

function libcVersion(call: ProgramCall): CommandResult {
  call.scene.process.note("libc", "getconf");
  return circumstancesOf(worldOf(call)).libc === "musl" ? failed("", 1) : said("glibc 2.39\n");
}

function worldOf(call: ProgramCall): ProgramCall["scene"]["process"]["world"] {
  return call.scene.process.world;
}

function systemName(call: ProgramCall): string {
  const { platform, hostname, arch } = worldOf(call);
  const machine = arch !== "arm64" ? "x86_64" : platform === "darwin" ? "arm64" : "aarch64";
  const [name, release] = platform === "darwin" ? ["Darwin", "23.6.0"] : ["Linux", "6.8.0-51-generic"];
  const flags = call.arguments.join("");
  if (flags.includes("a")) return `${name} ${hostname} ${release} #52-Ubuntu SMP ${machine} GNU/Linux`;
  if (flags.includes("m") && flags.includes("s")) return `${name} ${machine}`;
  if (flags.includes("m") || flags.includes("p")) return machine;
  return flags.includes("r") ? release : name;
}

function environmentText(call: ProgramCall): CommandResult {
  call.scene.process.observe({ kind: "env", api: call.program, data: { name: "*" } });
  return said(
    `${Object.entries(call.environment)
      .map(([name, value]) => `${name}=${value}`)
      .join("\n")}\n`,
  );
}

function startedWith(call: ProgramCall): CommandResult {
  const at = call.arguments.findIndex((word) => !word.startsWith("-") && !/^[A-Za-z_]\w*=/.test(word));
  if (at === -1) return environmentText(call);
  const assigned = call.arguments.slice(0, at).filter((word) => word.includes("="));
  const environment = {
    ...call.environment,
    ...Object.fromEntries(
      assigned.map((word) => [word.slice(0, word.indexOf("=")), word.slice(word.indexOf("=") + 1)]),
    ),
  };
  return call.scene.start({
    ...call,
    environment,
    program: call.arguments[at] ?? "",
    arguments: call.arguments.slice(at + 1),
    depth: call.depth + 1,
  });
}

const alwaysThere =
  /^(?:sh|bash|curl|node|npm|npx|git|python3?|tar|gzip|unzip|openssl|ssh|base64|nohup|zsh|osascript|powershell|cmd|certutil|make|gcc|g\+\+|cc)$/;
const oftenThere = /^(?:wget|docker|gh|aws|gcloud|claude|gemini|code|pnpm|yarn|ldd|brew)$/;

/** Where a program is: those that developers have are there unless nothing is. */
function locate(call: ProgramCall): CommandResult {
  const names = call.arguments.filter((word) => !/^[-/]/.test(word));
  const { platform, hasTargets } = worldOf(call);
  const places = names.map((name) => {
    call.scene.process.note("tool", name);
    const isUnix = platform !== "win32" && /^(?:powershell|cmd|certutil)$/.test(name);
    const isThere = !isUnix && (alwaysThere.test(name) || (hasTargets && oftenThere.test(name)));
    if (!isThere || (name === "osascript" && platform !== "darwin")) return undefined;
    if (platform !== "win32") return `/usr/bin/${name}`;
    return name === "powershell"
      ? "C:\\Windows\\System32\\WindowsPowerShell\\v1.0\\powershell.exe"
      : `C:\\Windows\\System32\\${name}.exe`;
  });
  const found = places.filter((place) => place !== undefined);
  return {
    status: found.length === names.length ? 0 : 1,
    stdout: found.map((place) => `${place}\n`).join(""),
    stderr: "",
  };
}

/** What is on the clipboard is a wallet's address. */
function clipboard(call: ProgramCall): CommandResult {
  call.scene.process.observe({
    kind: "env",
    api: call.program,
    data: { name: "clipboard", ...(call.stdin === "" ? {} : { text: call.stdin }) },
  });
  return said(call.stdin === "" ? "0x8f5C1a2B7d4E6f9A0b3C5d7E9f1A2b4C6d8E0f1A" : "");
}

function answerGit(call: ProgramCall): CommandResult {
  call.scene.process.note("tool", "git");
  const isVersion = call.arguments.includes("--version");
  if (circumstancesOf(worldOf(call)).hasRepository || isVersion) return said(gitAnswer(call));
  return failed("fatal: not a git repository (or any of the parent directories): .git\n", 128);
}

function gitAnswer(call: ProgramCall): string {
  const { arguments: words } = call;
  const line = words.join(" ");
  if (line.includes("user.email")) return "lena@harbourline.example\n";
  if (line.includes("user.name")) return "Lena Brandt\n";
  if (/remote/.test(line)) return "https://github.com/harbourline/ledger-web.git\n";
  if (words.includes("rev-parse")) return words.flatMap((word) => revParsed(call, word)).join("");
  if (/--abbrev-ref|branch/.test(line)) return "main\n";
  return words.includes("--version") ? "git version 2.43.0\n" : "";
}

/** One line for each thing that is asked of where the project is. */
function revParsed(call: ProgramCall, word: string): readonly string[] {
  const { project } = worldOf(call);
  const answers: Readonly<Record<string, string>> = {
    "--show-toplevel": project,
    "--git-dir": ".git",
    "--git-common-dir": ".git",
    "--absolute-git-dir": `${project}/.git`,
    "--show-prefix": "",
    "--is-inside-work-tree": "true",
    "--abbrev-ref": "main",
    HEAD: call.arguments.includes("--abbrev-ref") ? "" : "5f0c1a7e4d5b9f3e2c8a6d7b1e0f4a3c9d2b8e71",
  };
  const answer = Object.hasOwn(answers, word) ? answers[word] : undefined;
  return answer === undefined || (word === "HEAD" && answer === "") ? [] : [`${answer}\n`];
}

/** Tools that hand out secrets of the machine. */
function tokenOf(call: ProgramCall, name: string, asks: RegExp): CommandResult {
  const { honey, hasTargets } = worldOf(call);
  if (!hasTargets) return { status: 127, stdout: "", stderr: "", isMissing: true };
  return said(asks.test(call.arguments.join(" ")) ? `${honey.get(name) ?? ""}\n` : "");
}

/** What a client of a code host publishes for everybody. */
function sendFiles({ scene: { process }, arguments: words, folder }: ProgramCall): void {
  const { disk } = process;
  const body = words
    .slice(2)
    .map((word) => disk.places.resolve(folder, word))
    .filter((path) => disk.find(path)?.kind === "file")
    .map((path) => Buffer.from(disk.read(path)).toString("latin1"))
    .join("\n");
  const url = "https://api.github.com/gists";
  process.observe({
    kind: "network",
    api: "gh gist create",
    data: { url, host: "api.github.com", method: "POST", body },
  });
}

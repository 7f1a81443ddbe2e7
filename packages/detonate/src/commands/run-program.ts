import { markOf } from "../network/answer-request.ts";

import { failed, observeCode, observeProgram, programName, said, textAt } from "./command-call.ts";
import type { CommandResult, Program, ProgramCall } from "./command-call.ts";
import { tellPlantedVariables } from "./planted-variables.ts";
import { archivePrograms } from "./programs/archives.ts";
import { applescriptPrograms } from "./programs/applescript.ts";
import { filePrograms } from "./programs/files.ts";
import { gypPrograms } from "./programs/gyp.ts";
import { interpreterPrograms } from "./programs/interpreters.ts";
import { makePrograms } from "./programs/make.ts";
import { networkPrograms } from "./programs/network.ts";
import { nodePrograms } from "./programs/node.ts";
import { powershellPrograms } from "./programs/powershell.ts";
import { systemPrograms } from "./programs/system.ts";
import { textPrograms } from "./programs/texts.ts";
import { uploadPrograms } from "./programs/uploads.ts";
import { eachPrograms, wrapperPrograms } from "./programs/wrappers.ts";
import { windowsPrograms } from "./programs/windows.ts";

const programs: ReadonlyMap<string, Program> = new Map(
  Object.entries({
    ...textPrograms,
    ...filePrograms,
    ...archivePrograms,
    ...systemPrograms,
    ...networkPrograms,
    ...uploadPrograms,
    ...nodePrograms,
    ...gypPrograms,
    ...makePrograms,
    ...interpreterPrograms,
    ...wrapperPrograms,
    ...eachPrograms,
    ...powershellPrograms,
    ...applescriptPrograms,
  }),
);
const onlyWindows: ReadonlyMap<string, Program> = new Map(Object.entries(windowsPrograms));

/** Programs that say nothing about what is wanted. */
const quiet =
  /^(?:echo|printf|test|\[|\[\[|true|false|sleep|pwd|cat|type|basename|dirname|seq|date|clear|ls|dir|grep|head|tail|wc|sort|uniq|cut|tr|sed|awk|node|nodejs|env|sh|bash|cmd|timeout|ping)$/;
const pathMaxCount = 8;
/** Programs of developers' machines that are there and have nothing to say. */
const silentTools =
  /^(?:git|make|gmake|cmake|gcc|g\+\+|clang|clang\+\+|cc|c\+\+|cl|msbuild|ninja|go|cargo|rustc|ldconfig|strip|file|lsof|ps|kill|pkill|killall|taskkill|tasklist|open|xdg-open|start|notepad|code|cursor|docker|podman|kubectl|systemctl|launchctl|service|crontab|at|loginctl|dscl|plutil|defaults|sw_vers|codesign|spctl|xattr|chflags|iptables|nft|ufw|netsh|schtasks|reg|sc|wmic|attrib|icacls|bitsadmin|certutil|mshta|rundll32|regsvr32|cscript|wscript|explorer|shutdown|vssadmin|wevtutil|cipher|format|sync|mount|umount|dd|shred|mkfifo|screen|tmux|xmrig|ssh|scp|sftp|rsync|ftp|nc|ncat|netcat|socat|telnet|gh|glab|aws|gcloud|az|vercel|netlify|heroku|claude|gemini|codex|q|ollama|trufflehog|gitleaks|security|secret-tool|keyring|pass|op|bw|sqlite3|psql|mysql|mongodump|redis-cli|pip|pip3|brew|apt|apt-get|yum|dnf|apk|choco|winget|scoop|snap|osascript|node-gyp|prebuild-install|node-pre-gyp|node-gyp-build|husky|patch-package|rimraf|mkdirp|tsc|rollup|webpack|esbuild|vite|ngcc|opencollective|ncc|cross-env|is-ci|lerna|nx|turbo|electron-builder|napi-postinstall)$/;

/** Understands one program: says what it would answer, does to the pretended disk what it would do, and tells of it. */
export function runProgram(call: ProgramCall): CommandResult {
  const { process } = call.scene;
  const isWindows = process.world.platform === "win32";
  if (call.scene.budget.left <= 0) return failed("");
  tellPlantedVariables(call);
  const name = programName(call.program, isWindows);
  const planted = placeOnPath(call, isWindows);
  if (planted !== undefined) return runPlace({ ...call, program: planted });
  const known = (isWindows ? onlyWindows.get(name) : undefined) ?? programs.get(name);
  const isPlace = /[\\/]/.test(call.program);
  if (isPlace && known === undefined) return runPlace(call);
  if (isPlace) tellDownload(call);
  if (call.depth > 0 && !quiet.test(name)) observeProgram(call);
  if (known !== undefined) return known(call);
  return runUnknown(call, name);
}

function runUnknown(call: ProgramCall, name: string): CommandResult {
  const { process } = call.scene;
  process.note("tool", name);
  if (silentTools.test(name)) return isAbsent(call, name) ? missing() : said("");
  const { disk, world } = process;
  const bins = ["node_modules/.bin", `${world.project}/node_modules/.bin`, call.folder];
  const names = world.platform === "win32" ? windowsNamesOf(call.program) : [name];
  const place = bins
    .flatMap((folder) => names.map((one) => disk.places.resolve(call.folder, `${folder}/${one}`)))
    .find((path) => disk.find(path)?.kind === "file");
  return place === undefined ? missing() : runPlace({ ...call, program: place });
}

/** A program that a run has put before those of the system, by a folder that the machine's own path does not name. */
function placeOnPath(
  { scene: { process }, program, environment }: ProgramCall,
  isWindows: boolean,
): string | undefined {
  const [, paths = ""] = Object.entries(environment).find(([name]) => name.toUpperCase() === "PATH") ?? [];
  const [, own = ""] =
    Object.entries(process.world.environment).find(([name]) => name.toUpperCase() === "PATH") ?? [];
  if (paths === own || /[\\/]/.test(program)) return undefined;
  const delimiter = isWindows ? ";" : ":";
  const usual = new Set(own.split(delimiter));
  const names = isWindows ? windowsNamesOf(program) : [program];
  return paths
    .split(delimiter)
    .filter(
      (folder) => folder !== "" && !usual.has(folder) && !/[\\/]node_modules[\\/]\.bin[\\/]?$/.test(folder),
    )
    .slice(0, pathMaxCount)
    .flatMap((folder) => names.map((name) => process.disk.places.join(folder, name)))
    .find((path) => process.disk.find(path)?.kind === "file");
}

/** What Windows looks for when a program is asked for by its name. */
function windowsNamesOf(program: string): readonly string[] {
  return [program, ...[".bat", ".cmd", ".exe", ".ps1", ".vbs"].map((ending) => program + ending)];
}

/** Tools that not every machine has are missing where nothing is to be found. */
function isAbsent({ scene }: ProgramCall, name: string): boolean {
  return (
    !scene.process.world.hasTargets &&
    /^(?:gh|glab|aws|gcloud|az|docker|kubectl|claude|gemini|codex|q|ollama|xmrig|code|cursor)$/.test(name)
  );
}

function missing(): CommandResult {
  return { status: 127, stdout: "", stderr: "", isMissing: true };
}

/** A file that is started by its place: a script of some kind, or a program that nothing here can run. */
function runPlace(call: ProgramCall): CommandResult {
  const { process } = call.scene;
  const path = process.disk.places.resolve(call.folder, call.program);
  const text = textAt(call, path);
  if (text === undefined) return missing();
  const isTold = tellDownload(call);
  if (!isTold && call.depth > 0) observeProgram(call);
  const interpreter = /^#!\s*(?:\S*\/)?(?:env\s+)?(\w+)/.exec(text.slice(0, 200))?.[1] ?? interpreterOf(path);
  if (interpreter === undefined) return said(isAskedForVersion(call) ? `${versionAbove(call, path)}\n` : "");
  return runProgram({
    ...call,
    program: interpreter,
    arguments: [path, ...call.arguments],
    depth: call.depth + 1,
  });
}

/** Says that what is started was downloaded, where it was. */
function tellDownload(call: ProgramCall): boolean {
  const { process } = call.scene;
  const path = process.disk.places.resolve(call.folder, call.program);
  const text = textAt(call, path);
  if (text?.includes(markOf(process.world)) !== true) return false;
  observeCode(call, text.slice(0, 2_000), path);
  return true;
}

function interpreterOf(path: string): string | undefined {
  const ending = /\.([a-z0-9]+)$/i.exec(path)?.[1]?.toLowerCase() ?? "";
  return {
    js: "node",
    mjs: "node",
    cjs: "node",
    sh: "sh",
    bat: "cmd",
    cmd: "cmd",
    ps1: "powershell",
    py: "python3",
    vbs: "cscript",
  }[ending];
}

function isAskedForVersion({ arguments: words }: ProgramCall): boolean {
  return words.some((word) => /^(?:-v|-V|--version|version)$/.test(word));
}

/** The version of the package that a program belongs to. */
function versionAbove(call: ProgramCall, path: string): string {
  const { places } = call.scene.process.disk;
  for (
    let folder = places.parentOf(path);
    places.parentOf(folder) !== folder;
    folder = places.parentOf(folder)
  ) {
    const version = /"version"\s*:\s*"([^"]{1,60})"/.exec(
      textAt(call, places.join(folder, "package.json")) ?? "",
    )?.[1];
    if (version !== undefined) return version;
  }
  return "1.0.0";
}

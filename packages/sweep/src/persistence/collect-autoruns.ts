import { readFolder, readLink, readStats, readText } from "../disk/read-disk.ts";
import type { SweepLimits } from "../disk/sweep-limits.ts";
import { fileTime } from "../files/file-matcher.ts";
import { placeOf } from "../host.ts";
import type { SweepHost } from "../host.ts";
import type { SweepSink } from "../sweep-sink.ts";
import { findCommandTells } from "../tells/command-tells.ts";
import type { AutorunEntry, AutorunSource } from "./autorun.ts";
import type { AutorunJudge } from "./judge-autorun.ts";
import { parseCrontab } from "./parse-cron.ts";
import { parseLaunchAgent } from "./parse-launchd.ts";
import { parseUnit } from "./parse-unit.ts";

/** What reading autoruns needs. */
export interface AutorunReading {
  readonly host: SweepHost;
  readonly sink: SweepSink;
  readonly judge: AutorunJudge;
  readonly limits: SweepLimits;
}

interface AutorunFolder {
  readonly source: AutorunSource;
  readonly folder: string;
  readonly parse: (text: string, file: string) => readonly AutorunEntry[];
}

const filesPerFolder = 2000;
const profileNames = [
  ".bashrc",
  ".bash_profile",
  ".bash_login",
  ".profile",
  ".zshrc",
  ".zshenv",
  ".zprofile",
  ".zlogin",
  ".config/fish/config.fish",
  "Documents/PowerShell/Microsoft.PowerShell_profile.ps1",
  "Documents/WindowsPowerShell/Microsoft.PowerShell_profile.ps1",
] as const;

/** Reads what starts by itself on a host, as far as it is written in files. */
export function collectAutoruns(reading: AutorunReading): void {
  for (const folder of foldersOf(reading.host)) readAutorunFolder(reading, folder);
  for (const file of crontabsOf(reading.host)) {
    readFile(reading, { source: "cron", place: file, parse: (text) => parseCrontab(text, true) });
  }
  for (const home of reading.host.homes) {
    for (const name of profileNames) readProfile(reading, `${home}/${name}`);
  }
}

function foldersOf(host: SweepHost): readonly AutorunFolder[] {
  switch (host.platform) {
    case "linux":
      return linuxFolders(host);
    case "darwin":
      return macFolders(host);
    case "win32":
      return windowsFolders(host);
    default:
      return [];
  }
}

function linuxFolders(host: SweepHost): readonly AutorunFolder[] {
  const units = ["etc/systemd/system", "etc/systemd/user", "usr/local/lib/systemd/system"];
  const homeUnits = [".config/systemd/user", ".local/share/systemd/user"];
  return [
    ...units.map((path) => ({ source: "systemd" as const, folder: placeOf(host, path), parse: unitEntries })),
    ...host.homes.flatMap((home) =>
      homeUnits.map((path) => ({
        source: "systemd-user" as const,
        folder: `${home}/${path}`,
        parse: unitEntries,
      })),
    ),
    ...host.homes.map((home) => ({
      source: "desktop-autostart" as const,
      folder: `${home}/.config/autostart`,
      parse: unitEntries,
    })),
    { source: "cron", folder: placeOf(host, "etc/cron.d"), parse: (text) => parseCrontab(text, true) },
    ...["var/spool/cron/crontabs", "var/spool/cron"].map((path) => ({
      source: "cron" as const,
      folder: placeOf(host, path),
      parse: (text: string) => parseCrontab(text, false),
    })),
  ];
}

function macFolders(host: SweepHost): readonly AutorunFolder[] {
  const shared = ["Library/LaunchAgents", "Library/LaunchDaemons"].map((path) => placeOf(host, path));
  const own = host.homes.map((home) => `${home}/Library/LaunchAgents`);
  return [
    ...[...shared, ...own].map((folder) => ({
      source: "launch-agent" as const,
      folder,
      parse: agentEntries,
    })),
    {
      source: "cron",
      folder: placeOf(host, "usr/lib/cron/tabs"),
      parse: (text: string) => parseCrontab(text, false),
    },
  ];
}

function windowsFolders(host: SweepHost): readonly AutorunFolder[] {
  const start = "Microsoft/Windows/Start Menu/Programs/Startup";
  return [
    placeOf(host, `ProgramData/${start}`),
    ...host.homes.map((home) => `${home}/AppData/Roaming/${start}`),
  ].map((folder) => ({
    source: "run-key" as const,
    folder,
    parse: (text: string, file: string) => [{ name: file, command: text.slice(0, 4000) }],
  }));
}

function crontabsOf(host: SweepHost): readonly string[] {
  return host.platform === "win32" ? [] : [placeOf(host, "etc/crontab")];
}

function unitEntries(text: string, file: string): readonly AutorunEntry[] {
  if (!/\.(?:service|desktop)$/.test(file)) return [];
  return parseUnit(text).commands.map(({ command }) => ({ name: file, command }));
}

function agentEntries(text: string): readonly AutorunEntry[] {
  const entry = parseLaunchAgent(text);
  return entry === undefined ? [] : [entry];
}

function readAutorunFolder(reading: AutorunReading, { source, folder, parse }: AutorunFolder): void {
  const entries = reading.sink.take(folder, readFolder(folder)) ?? [];
  for (const { name } of entries.filter((entry) => entry.isFile()).slice(0, filesPerFolder)) {
    readFile(reading, { source, place: `${folder}/${name}`, parse: (text) => parse(text, name) });
  }
  // A unit may be a link to a file elsewhere: what it is called counts, and what it starts where that can be read.
  for (const { name } of entries.filter((entry) => entry.isSymbolicLink()).slice(0, filesPerFolder)) {
    const target = reading.sink.take(`${folder}/${name}`, readLink(`${folder}/${name}`)) ?? "";
    const place = target.startsWith("/") ? placeOf(reading.host, target) : `${folder}/${target}`;
    readFile(reading, { source, place, parse: (text) => parse(text, name) });
  }
}

interface AutorunFile {
  readonly source: AutorunSource;
  readonly place: string;
  readonly parse: (text: string) => readonly AutorunEntry[];
}

function readFile({ sink, judge, limits }: AutorunReading, { source, place, parse }: AutorunFile): void {
  const text = sink.take(place, readText(place, limits.textMaxBytes));
  if (text === undefined) return;
  const at = fileTime(sink.take(place, readStats(place)));
  const entries = parse(text);
  for (const entry of entries) judge.judge({ source, place, ...entry, at });
}

/** Of a profile only the lines that start something by a campaign's or an attacker's way are told. */
function readProfile({ sink, judge, limits }: AutorunReading, place: string): void {
  const text = sink.take(place, readText(place, limits.textMaxBytes));
  if (text === undefined) return;
  const at = fileTime(sink.take(place, readStats(place)));
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const command = line.trim();
    if (command === "" || command.startsWith("#")) continue;
    const autorun = { source: "shell-profile" as const, place, name: `line ${index + 1}`, command, at };
    if (findCommandTells(command).length > 0) judge.judge(autorun);
    else judge.compare(autorun);
  }
}

import { downloadMark } from "../network/answer-request.ts";
import type { Observation } from "../observation.ts";
import type { Behaviour, Scene } from "./behaviour.ts";
import {
  commandOf,
  isCredentialPlace,
  isForeignTree,
  isInstalledFile,
  isOwnFile,
  isStartPlace,
  isToolPlace,
  textOf,
} from "./places.ts";

const shellPrograms =
  /^(?:\S*[\\/])?(?:sh|bash|zsh|dash|cmd|powershell|pwsh|osascript|cscript|wscript|mshta|rundll32|regsvr32|certutil|bitsadmin|curl|wget|python3?|perl|ruby|nohup|base64)(?:\.exe)?$/i;
/** A download that goes straight into something that runs it. */
const pipedDownload =
  /\b(?:curl|wget|fetch)\b[^|;&]{1,600}\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da)?(?:sh|node|python3?|perl|ruby)\b|\b(?:iex|invoke-expression)\b[^;]{0,400}\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|net\.webclient)\b|\b(?:iwr|irm|invoke-webrequest|downloadstring)\b[^;]{0,400}\|\s*(?:iex|invoke-expression)\b|\b(?:ba|z|da)?sh\s+(?:-c\s+)?["']?[<$]\(\s*(?:curl|wget)\b|\bmshta(?:\.exe)?\s+["']?https?:/i;
const writing = /^fs\.(?:\w*\.)?(?:write|append|createWriteStream|copy|cp|rename|link|symlink|open)/i;
const deleting = /^fs\.(?:\w*\.)?(?:rm|rmdir|unlink|truncate)/i;
const reading = /^fs\.(?:\w*\.)?(?:read|createReadStream|open|copy|cp)/i;
const startCommand =
  /\b(?:schtasks(?:\.exe)?\s+\/create|reg(?:\.exe)?\s+add\s+\S*\\currentversion\\run|launchctl\s+(?:load|bootstrap)|systemctl\s+(?:--user\s+)?enable|crontab\s+(?!-l))/i;
const publishCommand = /\b(?:npm|pnpm|yarn|bun)(?:\.cmd)?\s+(?:--?\S+\s+)*publish\b/i;

/** Every kind of behaviour that is looked for, in the order in which reports name them. */
export const behaviours: readonly Behaviour[] = [
  {
    id: "planted-secret-sent",
    family: "capability",
    strength: "decisive",
    technique: "T1041",
    does: "passes on secrets that were planted for it to find",
    isSeenIn: (seen) =>
      (seen.kind === "network" || seen.kind === "dns" || seen.kind === "process") &&
      seen.honey.some((name) => name !== downloadMark) &&
      !isReleaseAsked(seen),
  },
  {
    id: "download-executed",
    family: "capability",
    strength: "decisive",
    technique: "T1105",
    does: "downloads something and runs it",
    isSeenIn: (seen, scene) =>
      ((seen.kind === "code" || seen.kind === "process") &&
        seen.honey.includes(downloadMark) &&
        !isVersionAsked(seen, scene)) ||
      (seen.kind === "process" && pipedDownload.test(commandOf(seen).slice(0, 4_000))),
  },
  {
    id: "payment-redirected",
    family: "capability",
    strength: "decisive",
    technique: "T1565.002",
    does: "exchanges the addresses that somebody in a page pays to",
    isSeenIn: (seen) => seen.kind === "self" && seen.api === "payment.redirected",
  },
  {
    id: "files-destroyed",
    family: "capability",
    strength: "decisive",
    technique: "T1485",
    does: "deletes what belongs to the user",
    isNeverWanted: true,
    isSeenIn: (seen, scene) =>
      seen.kind === "file" &&
      deleting.test(seen.api) &&
      seen.data["isMade"] !== true &&
      isForeignTree(textOf(seen, "path"), scene),
  },
  {
    id: "package-published",
    family: "capability",
    strength: "decisive",
    technique: "T1195.002",
    does: "publishes packages",
    isOfCommands: true,
    isSeenIn: (seen) => seen.kind === "process" && publishCommand.test(commandOf(seen).slice(0, 4_000)),
  },
  {
    id: "stays-installed",
    family: "capability",
    strength: "decisive",
    technique: "T1547",
    does: "makes itself start again",
    isSeenIn: (seen) =>
      (isWrite(seen) && isStartPlace(textOf(seen, "to") || textOf(seen, "path"))) ||
      (seen.kind === "winreg" && /\\currentversion\\run/i.test(textOf(seen, "path"))) ||
      (seen.kind === "process" && startCommand.test(commandOf(seen).slice(0, 4_000))),
  },
  {
    id: "tool-taken-over",
    family: "capability",
    strength: "strong",
    technique: "T1546",
    does: "writes what an editor, an agent or a service will run",
    isOfCommands: true,
    isSeenIn: (seen, scene) =>
      isWrite(seen) &&
      seen.data["isStarter"] !== true &&
      isToolPlace(textOf(seen, "to") || textOf(seen, "path"), scene),
  },
  {
    id: "tracks-covered",
    family: "concealment",
    strength: "strong",
    technique: "T1070.004",
    does: "deletes or rewrites the files that made it run",
    isSeenIn: (seen, scene) => scene.isInstall && isTrackCover(seen, (path) => isOwnFile(path, scene)),
  },
  {
    id: "hidden-command",
    family: "concealment",
    strength: "strong",
    technique: "T1027",
    does: "starts a shell or a downloader whose command stands nowhere in its files",
    isSeenIn: (seen) => seen.kind === "process" && seen.decoded && startsShell(seen),
  },
  {
    id: "credentials-read",
    family: "capability",
    strength: "strong",
    technique: "T1552.001",
    does: "reads credentials that are none of its business",
    isSeenIn: (seen) =>
      seen.kind === "file" && reading.test(seen.api) && isCredentialPlace(textOf(seen, "path")),
  },
  {
    id: "hidden-address",
    family: "concealment",
    strength: "supporting",
    technique: "T1140",
    does: "asks a host whose name stands nowhere in its files",
    isSeenIn: (seen) => seen.decoded && (seen.kind === "dns" || (seen.kind === "network" && isAsking(seen))),
  },
  {
    id: "git-hook-installed",
    family: "capability",
    strength: "supporting",
    technique: "T1546",
    does: "writes hooks of git that start something of the project",
    isSeenIn: (seen) => isWrite(seen) && seen.data["isStarter"] === true,
  },
  {
    id: "download-tried",
    family: "capability",
    strength: "supporting",
    technique: "T1105",
    does: "downloads a program and asks it for its version",
    isSeenIn: (seen, scene) => seen.honey.includes(downloadMark) && isVersionAsked(seen, scene),
  },
];

function isWrite({ kind, api }: Observation): boolean {
  return kind === "file" && writing.test(api);
}

/** Whether somebody else is asked: a server of its own listens, and a wallet is no host. */
function isAsking(seen: Observation): boolean {
  if (/\b(?:listen|serve)$/i.test(seen.api)) return false;
  return textOf(seen, "url") !== "" || textOf(seen, "host") !== "" || /connect/i.test(seen.api);
}

function isTrackCover(seen: Observation, isOwn: (path: string) => boolean): boolean {
  const path = textOf(seen, "path");
  const to = textOf(seen, "to");
  if (seen.kind !== "file") return false;
  if ((seen.data["isMade"] === true && to === "") || seen.data["keepsScripts"] === true) return false;
  if (deleting.test(seen.api)) return isOwn(path) && /\.(?:[cm]?js|sh|ps1|bat|cmd|py|json)$/i.test(path);
  const target = to === "" ? path : to;
  return isWrite(seen) && isOwn(target) && /[\\/]package\.json$/.test(target);
}

/**
 * Whether a native program that was put where packages are is started for its version alone: installers make sure in this way
 * that what they downloaded runs here.
 */
function isVersionAsked(seen: Observation, scene: Scene): boolean {
  const words = seen.data["arguments"];
  const isAsked =
    Array.isArray(words) &&
    words.length === 1 &&
    /^(?:-v|-V|--version|version|--help)$/.test(String(words[0]));
  const isNative = /^(?:\u007FELF|MZ|[\u00CF\u00CE]\u00FA|\uFFFD\uFFFD)/.test(textOf(seen, "text"));
  return seen.kind === "code" && isAsked && isNative && isInstalledFile(textOf(seen, "path"), scene);
}

/** Whether a release of a repository is asked for, as whom the machine's token says: that is what the token is for. */
function isReleaseAsked(seen: Observation): boolean {
  const { host, pathname } = tryUrl(textOf(seen, "url"));
  return (
    seen.kind === "network" &&
    seen.honey.every((name) => name === "git-token" || name === "ci-token") &&
    textOf(seen, "method") === "GET" &&
    textOf(seen, "body") === "" &&
    /^(?:api\.)?github\.com$/.test(host) &&
    /^(?:\/repos)?\/[\w.-]+\/[\w.-]+\/releases(?:\/|$)/.test(pathname)
  );
}

function tryUrl(text: string): Pick<URL, "host" | "pathname"> {
  return URL.canParse(text) ? new URL(text) : { host: "", pathname: "" };
}

function startsShell(seen: Observation): boolean {
  const [first = ""] = commandOf(seen).trim().split(/\s+/, 1);
  return shellPrograms.test(first) || shellPrograms.test(textOf(seen, "program"));
}

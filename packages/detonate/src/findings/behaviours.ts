import { downloadMark } from "../network/answer-request.ts";
import type { Observation } from "../observation.ts";
import type { Behaviour, Scene } from "./behaviour.ts";
import { isDeed } from "./file-deeds.ts";
import {
  commandOf,
  isCredentialPlace,
  isForeignCode,
  isForeignTree,
  isInstalledFile,
  isStartPlace,
  isToolPlace,
  textOf,
} from "./places.ts";
import { isTrackCover } from "./track-cover.ts";

const shellPrograms =
  /^(?:\S*[\\/])?(?:sh|bash|zsh|dash|cmd|powershell|pwsh|osascript|cscript|wscript|mshta|rundll32|regsvr32|certutil|bitsadmin|curl|wget|python3?|perl|ruby|nohup|base64)(?:\.exe)?$/i;
/** A download that goes straight into something that runs it. */
const pipedDownload =
  /\b(?:curl|wget|fetch)\b[^|;&]{1,600}\|\s*(?:sudo\s+)?(?:\S*\/)?(?:ba|z|da)?(?:sh|node|python3?|perl|ruby)\b|\b(?:iex|invoke-expression)\b[^;]{0,400}\b(?:iwr|irm|invoke-webrequest|invoke-restmethod|downloadstring|net\.webclient)\b|\b(?:iwr|irm|invoke-webrequest|downloadstring)\b[^;]{0,400}\|\s*(?:iex|invoke-expression)\b|\b(?:ba|z|da)?sh\s+(?:-c\s+)?["']?[<$]\(\s*(?:curl|wget)\b|\bmshta(?:\.exe)?\s+["']?https?:|\b(?:npx|bunx|pnpx|(?:pnpm|yarn)\s+dlx|npm\s+exec|bun\s+x)\s+(?:-\S+\s+)*(?:https?:|git\+)/i;
/** A line of a language that fetches its own code. */
const fetchedLine = [
  /\b(?:python[\d.]*|perl|ruby|php)\s+-\w*[cer]\b/i,
  /\b(?:exec|eval)\b/,
  /\burlopen\b|\brequests\.get\b|\burlretrieve\b|\bLWP\b|\bURI\.open\b|\bNet::HTTP\b|\bfile_get_contents\(\s*["']https?:/,
] as const;
const startCommand =
  /\b(?:schtasks(?:\.exe)?\s+\/create|reg(?:\.exe)?\s+add\s+\S*\\currentversion\\run|launchctl\s+(?:load|bootstrap|submit)|systemctl\s+(?:--user\s+)?enable|systemd-run\s[^\n]{0,80}--(?:on-|timer-)|crontab\s+(?!-l)|defaults\s+write\s+com\.apple\.loginwindow\s+log(?:in|out)hook)|(?:^|[|;&]\s*)at\s+(?:-\w\s+)?(?:now|noon|midnight|teatime|\d)/i;
/** What git and npm do for everybody on the machine from then on. */
const settingCommand =
  /\bgit(?:\.exe)?\s+config\s+--(?:global|system)\s+(?:--\S+\s+)*(?:core\.(?:hookspath|sshcommand|editor|pager)|alias\.|credential\.helper)|\bgit(?:\.exe)?\s+config\s+(?:--\S+\s+)*(?:core\.(?:fsmonitor|sshcommand)|core\.hookspath\s+\S*node_modules)|\bnpm(?:\.cmd)?\s+(?:config\s+)?set\s+(?:--\S+\s+|-g\s+)*(?:registry|\/\/|script-shell|node-options|init-module|git\b)/i;
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
      !isReleaseAsked(seen) &&
      !isMeantForHost(seen),
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
        !isTriedOut(seen, scene)) ||
      (seen.kind === "process" && isDownloadRun(commandOf(seen).slice(0, 4_000))),
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
      isDeed("delete", seen) && seen.data["isMade"] !== true && isForeignTree(textOf(seen, "path"), scene),
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
      (isDeed("write", seen) && isStartPlace(textOf(seen, "to") || textOf(seen, "path"))) ||
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
      (isDeed("write", seen) &&
        seen.data["isStarter"] !== true &&
        isToolPlace(textOf(seen, "to") || textOf(seen, "path"), scene)) ||
      (seen.kind === "process" && settingCommand.test(commandOf(seen).slice(0, 4_000))),
  },
  {
    id: "neighbour-changed",
    family: "capability",
    strength: "strong",
    technique: "T1554",
    does: "writes into the code of the project or of other packages, or over their commands",
    isOfCommands: true,
    isSeenIn: (seen, scene) => isDeed("write", seen) && !isLinked(seen) && isForeignCode(seen, scene),
  },
  {
    id: "tracks-covered",
    family: "concealment",
    strength: "strong",
    technique: "T1070.004",
    does: "deletes or rewrites the files that made it run",
    isSeenIn: (seen, scene) => scene.isInstall && isTrackCover(seen, scene),
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
    isSeenIn: (seen) => isDeed("read", seen) && isCredentialPlace(textOf(seen, "path")),
  },
  {
    id: "hidden-address",
    family: "concealment",
    strength: "supporting",
    technique: "T1140",
    does: "asks a host whose name stands nowhere in its files",
    isSeenIn: (seen) =>
      seen.decoded &&
      (seen.kind === "dns" || (seen.kind === "network" && isAsking(seen) && !isMeantForHost(seen))),
  },
  {
    id: "git-hook-installed",
    family: "capability",
    strength: "supporting",
    technique: "T1546",
    does: "writes hooks of git that start something of the project",
    isSeenIn: (seen) => isDeed("write", seen) && seen.data["isStarter"] === true,
  },
  {
    id: "download-tried",
    family: "capability",
    strength: "supporting",
    technique: "T1105",
    does: "downloads a program or a native module and tries whether it runs",
    isSeenIn: (seen, scene) => seen.honey.includes(downloadMark) && isTriedOut(seen, scene),
  },
];

function isDownloadRun(command: string): boolean {
  return pipedDownload.test(command) || fetchedLine.every((part) => part.test(command));
}

/** Whether a name is given to a file that stays what it is. */
function isLinked({ api }: Observation): boolean {
  return /^fs\.(?:\w*\.)?(?:sym)?link|(?:^|[\\/])(?:ln|mklink)(?:\.exe)?$/i.test(api);
}

/** Whether somebody else is asked: a server of its own listens, and a wallet is no host. */
function isAsking(seen: Observation): boolean {
  if (/\b(?:listen|serve)$/i.test(seen.api)) return false;
  return textOf(seen, "url") !== "" || textOf(seen, "host") !== "" || /connect/i.test(seen.api);
}

/**
 * Whether a native program that was put where packages are is started for its version alone, or a native module there is loaded:
 * installers make sure in this way that what they downloaded runs here.
 */
function isTriedOut(seen: Observation, scene: Scene): boolean {
  const words = seen.data["arguments"];
  const isAsked =
    Array.isArray(words) &&
    words.length === 1 &&
    /^(?:-v|-V|--version|version|--help)$/.test(String(words[0]));
  const isModule = seen.api === "process.dlopen" && textOf(seen, "path").endsWith(".node");
  const isNative = /^(?:\u007FELF|MZ|[\u00CF\u00CE]\u00FA|\uFFFD\uFFFD)/.test(textOf(seen, "text"));
  return (
    seen.kind === "code" && (isAsked || isModule) && isNative && isInstalledFile(textOf(seen, "path"), scene)
  );
}

/** Whether it goes to a host that whoever uses the package named: nobody else can have that name, which is reserved. */
function isMeantForHost(seen: Observation): boolean {
  const host = tryUrl(textOf(seen, "url")).hostname || textOf(seen, "host");
  return seen.kind === "network" && /(?:^|\.)ledger-web\.example$/.test(host);
}

/** Whether a release of a repository is asked for, as whom the machine's token says: that is what the token is for. */
function isReleaseAsked(seen: Observation): boolean {
  const { host, pathname } = tryUrl(textOf(seen, "url"));
  return (
    seen.kind === "network" &&
    seen.honey.every((name) => name === "git-token" || name === "ci-token") &&
    textOf(seen, "method") === "GET" &&
    textOf(seen, "body") === "" &&
    seen.data["isToldByAddress"] !== true &&
    /^(?:api\.)?github\.com$/.test(host) &&
    /^(?:\/repos)?\/[\w.-]+\/[\w.-]+\/releases(?:\/|$)/.test(pathname)
  );
}

function tryUrl(text: string): Pick<URL, "host" | "hostname" | "pathname"> {
  return URL.canParse(text) ? new URL(text) : { host: "", hostname: "", pathname: "" };
}

function startsShell(seen: Observation): boolean {
  const [first = ""] = commandOf(seen).trim().split(/\s+/, 1);
  return shellPrograms.test(first) || shellPrograms.test(textOf(seen, "program"));
}

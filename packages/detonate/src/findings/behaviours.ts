import { downloadMark } from "../network/answer-request.ts";
import type { Observation } from "../observation.ts";
import type { Behaviour, Scene } from "./behaviour.ts";
import {
  isDownloadRun,
  isPublishCommand,
  isRepositoryCommand,
  isSettingCommand,
  isShellCommand,
  isStartCommand,
  isTunnelCommand,
} from "./command-deeds.ts";
import { isDeed } from "./file-deeds.ts";
import {
  commandOf,
  isCredentialPlace,
  isForeignCode,
  isForeignTree,
  isInstalledFile,
  isLockfile,
  textOf,
} from "./places.ts";
import { isStartPlace, isToolPlace } from "./tool-places.ts";
import { isTrackCover } from "./track-cover.ts";

const shellPrograms =
  /^(?:\S*[\\/])?(?:sh|bash|zsh|dash|cmd|powershell|pwsh|osascript|cscript|wscript|mshta|rundll32|regsvr32|certutil|bitsadmin|curl|wget|python3?|perl|ruby|nohup|base64)(?:\.exe)?$/i;

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
        (seen.api !== "child_process.stdin" || shellPrograms.test(textOf(seen, "program"))) &&
        !isTriedOut(seen, scene)) ||
      (seen.kind === "process" && isDownloadRun(commandOf(seen))),
  },
  {
    id: "shell-attached",
    family: "capability",
    strength: "decisive",
    technique: "T1059.004",
    does: "gives a shell to somebody on the network",
    isSeenIn: (seen) =>
      seen.kind === "process" &&
      (isShellCommand(commandOf(seen)) ||
        (textOf(seen, "stdio") === "socket" && isShell(seen)) ||
        (seen.api === "child_process.stdin" && isShell(seen) && seen.honey.includes(downloadMark))),
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
    isSeenIn: (seen) => seen.kind === "process" && isPublishCommand(commandOf(seen)),
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
      (seen.kind === "process" && isStartCommand(commandOf(seen))),
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
        isToolPlace(textOf(seen, "to") || textOf(seen, "path"), textOf(seen, "content"), scene)) ||
      (seen.kind === "process" && isSettingCommand(commandOf(seen))),
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
    id: "project-rewired",
    family: "capability",
    strength: "strong",
    technique: "T1195.001",
    does: "writes commands or dependencies into the project's own manifest, or into its lockfile",
    isOfCommands: true,
    isSeenIn: (seen, scene) =>
      isDeed("write", seen) &&
      (seen.data["isRewired"] === true || isLockfile(textOf(seen, "to") || textOf(seen, "path"), scene)),
  },
  {
    id: "loader-planted",
    family: "capability",
    strength: "strong",
    technique: "T1574.006",
    does: "has other programs load its code, by variables that they read",
    isOfCommands: true,
    isSeenIn: (seen, scene) => scene.isInstall && seen.kind === "env" && seen.api === "environment",
  },
  {
    id: "repository-changed",
    family: "capability",
    strength: "strong",
    technique: "T1567.001",
    does: "commits, pushes, or changes what a code host holds",
    isOfCommands: true,
    isSeenIn: (seen) => seen.kind === "process" && isRepositoryCommand(commandOf(seen)),
  },
  {
    id: "tunnel-opened",
    family: "capability",
    strength: "strong",
    technique: "T1572",
    does: "opens a way from outside into the machine",
    isOfCommands: true,
    isSeenIn: (seen) => seen.kind === "process" && isTunnelCommand(commandOf(seen)),
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
    isGraveIn: (seen, { hiddenCode }) => {
      const host = tryUrl(textOf(seen, "url")).hostname || textOf(seen, "host");
      return host.includes(".") && hiddenCode.some((text) => text.includes(host));
    },
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
  {
    id: "download-unrelated",
    family: "identity",
    strength: "supporting",
    technique: "T1105",
    does: "tries a program from a host that has nothing to do with its project",
    isSeenIn: (seen, scene) =>
      scene.isAskingUnrelated && seen.honey.includes(downloadMark) && isTriedOut(seen, scene),
  },
];

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
 * installers make sure in this way that what they downloaded runs here. None has it from a place that nobody stands for, nor under a
 * name that listings leave out.
 */
function isTriedOut(seen: Observation, scene: Scene): boolean {
  const words = seen.data["arguments"];
  const isAsked =
    Array.isArray(words) &&
    words.length === 1 &&
    /^(?:-v|-V|--version|version|--help)$/.test(String(words[0]));
  const isModule = seen.api === "process.dlopen" && textOf(seen, "path").endsWith(".node");
  const isNative = /^(?:\u007FELF|MZ|[\u00CF\u00CE]\u00FA|\uFFFD\uFFFD)/.test(textOf(seen, "text"));
  const isHidden = /[\\/]\.[^\\/]+$/.test(textOf(seen, "path"));
  if (isHidden || scene.hasOddSource) return false;
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

const bareShells = /^(?:\S*[\\/])?(?:(?:ba|z|da|k|fi)?sh|cmd|powershell|pwsh)(?:\.exe)?$/i;

/** Whether the program is one that does what it reads. */
function isShell(seen: Observation): boolean {
  return bareShells.test(textOf(seen, "program"));
}

function startsShell(seen: Observation): boolean {
  const [first = ""] = commandOf(seen).trim().split(/\s+/, 1);
  return shellPrograms.test(first) || shellPrograms.test(textOf(seen, "program"));
}

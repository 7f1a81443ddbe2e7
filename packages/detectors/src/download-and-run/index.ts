import { hostOf, isCodeHost, isLocalHost, isPublicAddress } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

const downloadsIntoShell =
  /\b(?:curl|wget|fetch|iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\b[^\n]{0,400}\|\s*(?:sudo\s+)?(?:\w{0,6}sh|node|bun|deno|python3?|perl|ruby|php|iex|Invoke-Expression)\b/i;
const runsSubstitution =
  /\b(?:deno\s+run|bun\s+run|bun|node\s+--(?:import|require))\s(?:-\S+\s)*["']?https?:\/\/|\b(?:ba|z|da)?sh\s+-c\s+["'`]?\$\(\s*(?:curl|wget)\b|\biex\b[^\n]{0,60}(?:DownloadString|iwr|irm)|<\(\s*(?:curl|wget)\b/i;

const interpreter =
  /^(?:sudo\s+)?(?:\S*\/)?(?:(?:ba|z|da|k)?sh|node|bun|deno|python3?|perl|ruby|php|powershell|pwsh|cmd)(?:\.exe)?(?:\s+-\w*)*\s*-?$/i;

/** Something is downloaded and started, so that what runs is not what was published. */
export const downloadAndRun: Detector = defineDetector({
  id: "download-and-run",
  title: "It downloads something and runs it",
  family: "capability",
  strength: "strong",
  technique: "T1105",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process", "load-native", "load-module").filter(isLive)) {
      const isPiped = isShellPipe(deed);
      if (!isPiped && !carries(deed, "network")) continue;
      yield sightingAt(deed, {
        message: `It runs what it downloads ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: strengthOf(deed, isPiped, scene),
      });
    }
  },
});

function isShellPipe({ effect }: Deed): boolean {
  const argument = effect.argument ?? "";
  return downloadsIntoShell.test(argument) || runsSubstitution.test(argument);
}

function strengthOf(deed: Deed, isPiped: boolean, scene: Scene): "decisive" | "strong" | "supporting" {
  if (!isUnasked(deed)) {
    const isOdd = takesOrders(deed, scene) || (isPiped && comesFromOddPlace(deed, scene));
    return isOdd ? "strong" : "supporting";
  }
  if (deed.isHidden || isCloaked(deed) || comesFromOddPlace(deed, scene)) return "decisive";
  return isPiped || runsWhatItGets(deed) ? "strong" : "supporting";
}

/** A shell or an interpreter that is fed, or a command that comes as a whole; not a word of it, such as a version. */
function runsWhatItGets({ effect }: Deed): boolean {
  return (
    effect.argument === undefined ||
    interpreter.test(effect.argument) ||
    /^\$\{[^}]*\}$/.test(effect.argument)
  );
}

/** Whole commands come from a host that stands in the code, and no user says which. */
function takesOrders(deed: Deed, scene: Scene): boolean {
  if (deed.effect.argument !== undefined || deed.moment === "browser") return false;
  return deedsOf(scene, "network").some((other) => {
    const host = hostOf(other);
    return other.file === deed.file && host !== undefined && !isLocalHost(host) && !isCodeHost(host);
  });
}

function isCloaked({ effect }: Deed): boolean {
  return ["detached", "windowsHide", "stdio-ignore"].some((option) => effect.options.includes(option));
}

/** Whether the file names a download from a bare address, or over plain HTTP. */
function comesFromOddPlace(deed: Deed, scene: Scene): boolean {
  return deedsOf(scene, "network", "process")
    .filter(({ file }) => file === deed.file)
    .some((other) => {
      const host = hostOf(other);
      if (host === undefined) return false;
      const isPlain = /\bhttp:\/\//i.test(other.effect.argument ?? "") && !isCodeHost(host);
      return isPublicAddress(host) || isPlain;
    });
}

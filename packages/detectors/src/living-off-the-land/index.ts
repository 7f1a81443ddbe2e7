import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

/** Uses of the system's own programs that hide or fetch code. */
const tricks: readonly (readonly [RegExp, string])[] = [
  [
    /\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,200}\s[-/]e(?:nc(?:odedcommand)?|c)?\s+["']?[a-z0-9+/=]{16}/i,
    "an encoded PowerShell command",
  ],
  [
    /\b(?:powershell|pwsh)(?:\.exe)?\b[^\n]{0,300}(?:-w(?:indowstyle)?\s+h(?:idden)?\b|-(?:ep|exec(?:utionpolicy)?)\s+bypass)[^\n]{0,300}(?:http|iex|downloadstring|downloadfile|\biwr\b|\birm\b|invoke-|\.ps1\b|temp)/i,
    "a hidden PowerShell",
  ],
  [
    /\bbase64\s+(?:-d|-D|--decode)\b[^\n|]{0,60}\|\s*(?:\w{0,3}sh|node|python3?|perl)\b|\bopenssl\s+(?:enc|aes)[^\n|]{0,120}\s-d\b[^\n|]{0,120}\|\s*\w{0,3}sh\b/i,
    "a decoded text in a shell",
  ],
  [/\bcertutil(?:\.exe)?\b[^\n]{0,200}-(?:urlcache|decode)\b/i, "certutil to fetch or decode"],
  [/\bbitsadmin(?:\.exe)?\b[^\n]{0,200}\/transfer\b/i, "bitsadmin to fetch"],
  [/\bmshta(?:\.exe)?\b[^\n]{0,200}(?:https?:|javascript:|vbscript:|\.hta\b)/i, "mshta"],
  [/\bregsvr32(?:\.exe)?\b[^\n]{0,200}\/i:/i, "regsvr32 with a script"],
  [/\brundll32(?:\.exe)?\b[^\n]{0,200}(?:\.dll|javascript:|node_modules)/i, "rundll32 on a library"],
  [/\b[cw]script(?:\.exe)?\b[^\n]{0,200}\.(?:vbs|js|wsf)\b/i, "the Windows script host"],
  [/\bosascript\b[^\n]{0,300}(?:do shell script|\/tmp\/|-e\s)/i, "AppleScript to run commands"],
];

/** Programs that every system has are used to fetch, decode or hide what runs. */
export const livingOffTheLand: Detector = defineDetector({
  id: "living-off-the-land",
  title: "It uses the system's own programs to fetch, decode or hide what runs",
  family: "capability",
  strength: "strong",
  technique: "T1218",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process", "network", "run-code").filter(isLive)) {
      const argument = deed.effect.argument ?? "";
      const trick = tricks.find(([pattern]) => pattern.test(argument));
      if (trick === undefined) continue;
      yield sightingAt(deed, {
        message: `It starts ${trick[1]} ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isUnasked(deed)
          ? trick[1].includes("AppleScript") || trick[1].includes("script host")
            ? "strong"
            : "decisive"
          : "supporting",
      });
    }
  },
});

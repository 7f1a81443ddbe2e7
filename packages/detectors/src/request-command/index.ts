import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** A part of a request to a server, handed as it comes to what starts processes. */
const askedFor =
  /\b(?:exec|spawn|execFile|execa|system|run|sh)(?:Sync)?\s*\(\s*(?:(?:String|Buffer\.from|atob|decodeURIComponent)\s*\(\s*|`\$\{)?\w+\.(?:query|body|headers|params|cookies)(?:\.|\[)/i;

/** A door: whoever can reach the server that a user builds with the package starts what he likes on it. */
export const requestCommand: Detector = defineDetector({
  id: "request-command",
  title: "It runs the command that a request to a server names",
  family: "capability",
  strength: "strong",
  technique: "T1505.003",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process").filter(isLive)) {
      if (!isWhole(deed) || !(isAskedFor(deed) || askedFor.test(deed.effect.excerpt))) continue;
      yield sightingAt(deed, { message: `It runs the command that a request names ${whenOf(deed)}.` });
    }
  },
});

/** The command as a whole, not a word of one. */
function isWhole({ effect }: Deed): boolean {
  return effect.argument === undefined || /^\$\{[^}]*\}$/.test(effect.argument);
}

/** Of one text for a shell. Where a program has arguments of its own, it may be these alone that somebody asks for. */
function isAskedFor(deed: Deed): boolean {
  return carries(deed, "request") && /\bexec(?:Sync)?$/.test(deed.effect.api);
}

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";

const apart = /\bnohup\b|(?<![&|>\d])&\s*(?:$|\)|;)|\bstart\s+(?:""\s+)?\/(?:b|min)\b|\bdisown\b|\bsetsid\b/i;
const unseen = /(?:&|1)?>\s*(?:\/dev\/null|nul\b)(?:\s+2>&1)?|2>\s*(?:\/dev\/null|nul\b)/i;

/** The hook goes on in the background, or what it prints is thrown away. */
export const hiddenHook: Detector = defineDetector({
  id: "hidden-hook",
  title: "Its hook runs in the background or throws its output away",
  family: "concealment",
  strength: "supporting",
  technique: "T1564",
  *detect({ facts }) {
    for (const { command, from, trigger } of facts.commands) {
      if (trigger !== "install" && trigger !== "tool") continue;
      const isApart = apart.test(command);
      if (!isApart && !unseen.test(command)) continue;
      yield {
        message: `Its hook ${isApart ? "goes on in the background" : "throws its output away"}: ${quoted(command)}.`,
        strength: isApart ? "strong" : "supporting",
        ...commandPlace(from),
        excerpt: command,
      };
    }
  },
});

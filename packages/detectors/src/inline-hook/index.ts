import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";

const inline =
  /\b(?:node|bun|deno|python3?|perl|ruby|php|pwsh|powershell(?:\.exe)?|bash|sh|zsh)\s+(?:-\w+\s+)*(?:-e|-r|-c|-p|-pe|--eval|--print|-Command|-enc\w*)\s/i;
/** Languages that no package needs for its install, in a line that reaches out. */
const otherLanguage = /\b(?:perl|ruby|php|lua)\d?\s+(?:-\w+\s+)*-[er]\b/i;
const reachesOut = /https?:\/\/|\bsystem\s*\(|\bexec\s*\(|\bsocket\b|\bpopen\b|`/i;
/** Shorter ones require a script and catch its failure. */
const programMinCharacters = 160;

/** The hook holds a program in its own line, where no file shows it. */
export const inlineHook: Detector = defineDetector({
  id: "inline-hook",
  title: "Its hook carries a program in its own line",
  family: "trigger",
  strength: "supporting",
  technique: "T1059",
  *detect({ facts }) {
    for (const { command, from, trigger } of facts.commands) {
      if (trigger !== "install" || !inline.test(command)) continue;
      const isOfOther = otherLanguage.test(command) && reachesOut.test(command);
      if (!isOfOther && command.length < programMinCharacters) continue;
      yield {
        message: `Its hook carries a program in its own line (${String(command.length)} characters): ${quoted(command)}.`,
        strength: isOfOther ? "strong" : "supporting",
        ...commandPlace(from),
        excerpt: command,
      };
    }
  },
});

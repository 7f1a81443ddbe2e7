import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { commandPlace, quoted } from "../reading.ts";

const inline =
  /\b(?:node|bun|deno|python3?|perl|ruby|php|pwsh|powershell(?:\.exe)?|bash|sh|zsh)\s+(?:-\w+\s+)*(?:-e|-c|-p|-pe|--eval|--print|-Command|-enc\w*)\s/i;
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
      if (trigger !== "install" || command.length < programMinCharacters || !inline.test(command)) continue;
      yield {
        message: `Its hook carries a program in its own line (${String(command.length)} characters): ${quoted(command)}.`,
        ...commandPlace(from),
        excerpt: command,
      };
    }
  },
});

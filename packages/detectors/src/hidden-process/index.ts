import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";

const interpreters =
  /(?:^|[\s"'/\\`])(?:node|bun|deno|python3?|powershell|pwsh|cmd|(?:ba|z|da)?sh|osascript|wscript|cscript|nohup|execPath)(?:\.exe)?\b|execPath/i;

/** A process is started apart, and nobody sees what it prints: what an install must finish needs neither. */
export const hiddenProcess: Detector = defineDetector({
  id: "hidden-process",
  title: "It starts a process apart and unseen, at install or on loading",
  family: "capability",
  strength: "supporting",
  technique: "T1564.003",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "process").filter(isUnasked)) {
      const { options } = deed.effect;
      const isApart = options.includes("detached");
      const isUnseen = options.includes("windowsHide") || options.includes("stdio-ignore");
      if (!isApart || !isUnseen) continue;
      yield sightingAt(deed, {
        message: `It starts ${objectOf(deed)} ${whenOf(deed)}, detached and without output.`,
        strength: deed.isHidden || interpreters.test(deed.effect.argument ?? "") ? "strong" : "supporting",
      });
    }
  },
});

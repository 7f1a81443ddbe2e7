import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

const interpreters =
  /(?:^|[\s"'/\\`])(?:node|bun|deno|python3?|powershell|pwsh|cmd|(?:ba|z|da)?sh|osascript|wscript|cscript|nohup|execPath)(?:\.exe)?\b|execPath/i;

const longMs = 365 * 86_400_000;
const manyReleases = { withAge: 50, alone: 200 };

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
      const isShown = options.includes("stdio-inherit");
      const isUnseen = (options.includes("windowsHide") && !isShown) || options.includes("stdio-ignore");
      if (!isApart || !isUnseen) continue;
      yield sightingAt(deed, {
        message: `It starts ${objectOf(deed)} ${whenOf(deed)}, detached and without output.`,
        strength: strengthOf(deed, scene),
      });
    }
  },
});

function strengthOf(deed: Deed, scene: Scene): "strong" | "supporting" {
  if (deed.isHidden) return "strong";
  return interpreters.test(deed.effect.argument ?? "") && !isLongKnown(deed, scene) ? "strong" : "supporting";
}

/** The release before did the same, and the package has been looked at for long: its daemon is no news. */
function isLongKnown({ isNew }: Deed, scene: Scene): boolean {
  const release = isNew === false ? scene.release() : undefined;
  if (release === undefined) return false;
  const rhythm = release.rhythm();
  // A mirror's times say nothing of age.
  if (rhythm === undefined) return release.history.releases.length >= manyReleases.alone;
  return rhythm.packageAgeMs > longMs && rhythm.earlierCount >= manyReleases.withAge;
}

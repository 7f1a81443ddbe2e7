import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

const ownScript = /^(?:\$\{)?(?:__filename|process\.argv\[1\]|import\.meta\.(?:filename|url))\}?$/;
const ownManifest = /^\$\{(?:__dirname|import\.meta\.dirname)\}\/(?:\.\.\/)?package\.json$/;
/** An install starts in the package's own folder; a program that loads the package is somewhere else. */
const manifestHere = /^(?:\.\/)?package\.json$/;

/** A package removes its own script or puts another manifest in place of its own, so that nobody finds what ran. */
export const selfDeletion: Detector = defineDetector({
  id: "self-deletion",
  title: "It removes its own script or replaces its own manifest",
  family: "concealment",
  strength: "strong",
  technique: "T1070.004",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "delete-file", "rename-file", "write-file").filter(isLive)) {
      const what = targetOf(deed);
      if (what === undefined) continue;
      yield sightingAt(deed, {
        message: `It ${deed.effect.kind === "delete-file" ? "deletes" : "replaces"} its own ${what} ${whenOf(deed)} (${objectOf(deed)}).`,
        strength: isUnasked(deed) ? "strong" : "supporting",
      });
    }
  },
});

function targetOf(deed: Deed): "script" | "manifest" | undefined {
  const { effect, file } = deed;
  const argument = (effect.argument ?? "").replaceAll("\\", "/");
  if (ownScript.test(argument)) return "script";
  const name = file.slice(file.lastIndexOf("/") + 1);
  if (effect.kind === "delete-file" && argument === `\${__dirname}/${name}`) return "script";
  if (ownManifest.test(argument) || (isAtInstall(deed) && manifestHere.test(argument))) return "manifest";
  // Of a renaming, the argument is what is renamed; where to stands in the line.
  const replaces =
    effect.kind === "rename-file" &&
    argument.startsWith("${__dirname}/") &&
    /package\.json/.test(effect.excerpt);
  return replaces ? "manifest" : undefined;
}

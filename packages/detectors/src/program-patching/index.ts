import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** Programs of which everybody knows the owner: messengers, wallets, browsers' extensions. */
const program =
  /discord_desktop_core|discord(?:canary|ptb|development)?[\\/]app-|app\.asar|[\\/]exodus[\\/]|[\\/]atomic[\\/]|ledger live|trezor suite|telegram desktop[\\/]|[\\/]extensions[\\/][a-p]{32}/i;
const neighbour = /node_modules[\\/](?!\.)(?:@[\w.-]+[\\/])?[\w.-]+[\\/][\w./\\-]+\.[cm]?js$/i;

const siblingFile = /^\$\{__dirname\}\/((?:\.\.\/)+)(?!\.)[@\w][\w./@-]*\.[cm]?js$/;

/** Files of other programs, or of other packages, are changed, so that these do what this one wants. */
export const programPatching: Detector = defineDetector({
  id: "program-patching",
  title: "It changes files of other programs or packages",
  family: "capability",
  strength: "strong",
  technique: "T1554",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "write-file", "rename-file").filter(isLive)) {
      const argument = deed.effect.argument ?? "";
      const isProgram = program.test(argument);
      const isNeighbour = (neighbour.test(argument) || isOutside(deed)) && isUnasked(deed);
      if (!isProgram && !isNeighbour) continue;
      yield sightingAt(deed, {
        message: `It changes a file of another ${isProgram ? "program" : "package"} ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isProgram || deed.isHidden || isOutside(deed) ? "strong" : "supporting",
      });
    }
  },
});

/** Whether a path leads out of the package, counted from the file that names it. */
function isOutside({ effect, file }: Deed): boolean {
  const ups = siblingFile.exec(effect.argument ?? "")?.[1] ?? "";
  return ups.length / "../".length > file.split("/").length - 1;
}

import type { Observation } from "../observation.ts";

import type { Scene } from "./behaviour.ts";
import { isDeed } from "./file-deeds.ts";
import { commandOf, isOwnFile, textOf } from "./places.ts";

/** A manifest loses what npm runs at its install. */
const unhookCommand =
  /\bnpm(?:\.cmd)?\s+pkg\s+(?:delete|rm|remove|del)\s[^|;&]{0,200}\bscripts(?:\.(?:pre|post)?install)?(?:\s|$)/i;
const scriptEnding = /\.(?:[cm]?js|sh|ps1|bat|cmd|py|json)$/i;
const moving = /^fs\.(?:\w*\.)?rename|(?:^|[\\/])(?:mv|move)(?:\.exe)?$/i;

/** Whether a script of the package is not there any more afterwards, or its manifest is another one. */
export function isTrackCover(seen: Observation, scene: Scene): boolean {
  if (seen.kind === "process") return unhookCommand.test(commandOf(seen).slice(0, 4_000));
  if (seen.data["keepsScripts"] === true) return false;
  return isScriptGone(seen, scene) || isManifestChanged(seen, scene);
}

/** What the run made itself was no script of the package. */
function isScriptGone(seen: Observation, scene: Scene): boolean {
  const path = textOf(seen, "path");
  if (seen.data["isMade"] === true || !isOwnFile(path, scene) || !scriptEnding.test(path)) return false;
  const isMovedAway = moving.test(seen.api) && !isOwnFile(textOf(seen, "to"), scene);
  return isDeed("delete", seen) || (isDeed("write", seen) && isMovedAway);
}

function isManifestChanged(seen: Observation, scene: Scene): boolean {
  const to = textOf(seen, "to");
  const target = to === "" ? textOf(seen, "path") : to;
  if (!isDeed("write", seen) || (seen.data["isMade"] === true && to === "")) return false;
  return isOwnFile(target, scene) && /[\\/]package\.json$/.test(target);
}

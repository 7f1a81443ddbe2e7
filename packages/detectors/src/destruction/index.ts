import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** Roots of what a person owns: the whole of home, of a drive, of the disk, not a folder below them. */
const wholes =
  /^(?:~|\/|\/\*|~\/\*?|\/home\/?\*?|\/Users\/?\*?|\/etc\/?|\/usr\/?|\/var\/?|[a-z]:\\?\*?|\$\{?(?:HOME|USERPROFILE|os\.homedir\(\))\}?\/?\*?|%USERPROFILE%\\?\*?|~\/(?:Documents|Desktop|Downloads|Pictures)\/?\*?)$/i;
const command =
  /\brm\s+(?:-\w+\s+|--[\w-]+\s+){0,6}["']?(?:~|\/|\$HOME|\$\{HOME\})["']?\/?\*?["']?(?:\s|;|&|\||$)|\bshred\b[^\n]{0,100}(?:\$HOME|~)|\b(?:rmdir|rd|del)\b[^\n]{0,40}\/s[^\n]{0,60}(?:%USERPROFILE%|[a-z]:\\(?:\*|\s|"|$))|\bformat\s+[a-z]:|\bmkfs\b|\bvssadmin\b[^\n]{0,40}\bdelete\s+shadows\b|\bbcdedit\b[^\n]{0,60}\brecoveryenabled\s+no\b|\bdd\b[^\n]{0,60}of=\/dev\/(?:sd|nvme|disk)|Remove-Item[^\n]{0,80}(?:\$HOME|\$env:USERPROFILE|[A-Z]:\\(?:\*|\s))|--no-preserve-root|\brm\s+-[rf]{2,3}\s+(?:\*|\.\/?\*?)(?:\s|;|&|$)|\b(?:rd|rmdir)\s+(?:\/[sq]\s+){1,2}\.(?:\s|$)/i;

/** A disk as a whole, below every file. */
const rawDisk = /^(?:[\\/]{0,2}\.?[\\/])?PhysicalDrive\d|^\/dev\/(?:sd[a-z]|nvme\d|disk\d|vd[a-z])/i;

/** Everything that a person has is deleted or overwritten. */
export const destruction: Detector = defineDetector({
  id: "destruction",
  title: "It deletes or overwrites home, a whole disk or everything below",
  family: "capability",
  strength: "decisive",
  technique: "T1485",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "delete-file", "write-file", "process").filter(isLive)) {
      if (destroys(deed)) {
        yield sightingAt(deed, {
          message: `It destroys ${objectOf(deed)} ${whenOf(deed)}.`,
          strength: isUnasked(deed) ? "decisive" : "strong",
        });
      } else if (sweeps(deed, scene)) {
        yield sightingAt(deed, {
          message: `It ${deed.effect.kind === "write-file" ? "overwrites" : "deletes"} all it finds below ${objectOf(deed)} ${whenOf(deed)}.`,
          strength: "strong",
        });
      }
    }
  },
});

function destroys({ effect }: Deed): boolean {
  const argument = (effect.argument ?? "").trim();
  if (effect.kind === "process") return command.test(argument);
  if (effect.kind === "write-file") return rawDisk.test(argument);
  return effect.kind === "delete-file" && (wholes.test(argument) || command.test(argument));
}

/** Whatever stands in the working folder, in home or at the root is listed and deleted or overwritten, unasked. */
function sweeps(deed: Deed, { deeds }: Scene): boolean {
  if (!isUnasked(deed) || deed.effect.runs !== "load" || !ruins(deed)) return false;
  const root = /^(\$\{cwd\}|~|\/|\.{1,2})\/?\$\{…\}$/.exec((deed.effect.argument ?? "").trim())?.[1];
  if (root === undefined) return false;
  return deeds.some(
    ({ effect, file }) =>
      file === deed.file &&
      effect.kind === "list-files" &&
      (effect.argument === root || effect.argument === `${root}/`),
  );
}

/** Who changes files writes what he read; one text for all leaves nothing of them. */
function ruins({ effect, sources }: Deed): boolean {
  return effect.kind === "delete-file" || (effect.kind === "write-file" && sources.size === 0);
}

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { carries, deedsOf, isLive, isTemporary, isUnasked, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Unit } from "../scene.ts";

/** Shorter paths are found in any command line. */
const pathMinCharacters = 5;

/** A file is written and then started: what runs was not in the package as a file that anybody could have looked at. */
export const dropAndRun: Detector = defineDetector({
  id: "drop-and-run",
  title: "It writes a file and runs it",
  family: "capability",
  strength: "strong",
  technique: "T1204.002",
  *detect(_subject, scene) {
    for (const unit of scene.units) {
      for (const { write, run } of pairsOf(unit)) {
        yield sightingAt(run, {
          message: `It writes ${quoted(write.effect.argument ?? "")} and runs it ${whenOf(run)}.`,
          strength: strengthOf(write, run),
        });
      }
    }
  },
});

function pairsOf(unit: Unit): readonly { readonly write: Deed; readonly run: Deed }[] {
  const writes = deedsOf(unit, "write-file").filter(isLive);
  const runs = deedsOf(unit, "process", "load-native", "load-module").filter(isLive);
  return runs.flatMap((run) => {
    const command = run.effect.argument ?? "";
    const write = writes.find(({ effect }) => isNamedIn(effect.argument ?? "", command));
    return write === undefined ? [] : [{ write, run }];
  });
}

/** The known end of the path stands in the command; a folder that is not known may be any. */
function isNamedIn(path: string, command: string): boolean {
  const known = path.slice(path.lastIndexOf("}") + 1);
  return known.length >= pathMinCharacters && !known.endsWith(".json") && command.includes(path);
}

function strengthOf(write: Deed, run: Deed): "decisive" | "strong" | "supporting" {
  if (!isUnasked(run)) return "supporting";
  const isFromElsewhere = carries(write, "network", "decoded");
  const isCloaked = run.effect.options.some((option) => /detached|windowsHide|stdio-ignore/.test(option));
  const isOutOfSight = isTemporary(write.effect.argument) || /\/\.[a-z]/i.test(write.effect.argument ?? "");
  if (run.isHidden || write.isHidden || (isFromElsewhere && (isCloaked || isOutOfSight))) return "decisive";
  return isCloaked || isOutOfSight ? "strong" : "supporting";
}

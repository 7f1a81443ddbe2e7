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
      for (const { write, run } of [...pairsOf(unit), ...modulesOf(unit)]) {
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

/** A downloaded archive, and a module out of the folder that it was put into. */
function modulesOf(unit: Unit): readonly { readonly write: Deed; readonly run: Deed }[] {
  const archives = deedsOf(unit, "write-file").filter(
    (deed) =>
      isUnasked(deed) &&
      carries(deed, "network") &&
      /\.(?:tgz|tar|gz|zip)$/i.test(deed.effect.argument ?? ""),
  );
  return deedsOf(unit, "load-module")
    .filter(isUnasked)
    .flatMap((run) => {
      const path = run.effect.argument ?? "";
      const write = archives.find(({ effect: { argument = "" } }) => {
        const folder = argument.slice(0, argument.lastIndexOf("/") + 1);
        return /[\w.-]+\/$/.test(folder) && path.startsWith(folder);
      });
      return write === undefined ? [] : [{ write, run }];
    });
}

/** The known end of the path stands in the command; a folder that is not known may be any. */
function isNamedIn(path: string, command: string): boolean {
  const words = path.replaceAll(/\$\{…\}/g, "");
  if (path === command && words.length >= pathMinCharacters) return true;
  const known = path.slice(path.lastIndexOf("}") + 1);
  return known.length >= pathMinCharacters && !known.endsWith(".json") && command.includes(path);
}

function strengthOf(write: Deed, run: Deed): "decisive" | "strong" | "supporting" {
  const isCloaked = run.effect.options.some((option) => /detached|windowsHide|stdio-ignore/.test(option));
  const isOutOfSight = liesOutOfSight(write.effect.argument);
  // An updater starts what it fetched; what the package itself brought it need not decode.
  if (!isUnasked(run))
    return carries(write, "decoded") && isCloaked && isOutOfSight ? "strong" : "supporting";
  const isOdd = isCloaked || isOutOfSight;
  if (run.isHidden || write.isHidden || (isOdd && carries(write, "network", "decoded"))) return "decisive";
  return isOdd || loadsDownload(write, run) ? "strong" : "supporting";
}

function liesOutOfSight(path: string | undefined): boolean {
  return isTemporary(path) || /\/\.[a-z]/i.test(path ?? "");
}

/** What is loaded as a module becomes part of the program; an installer starts what it fetched. */
function loadsDownload(write: Deed, { effect }: Deed): boolean {
  return effect.kind === "load-module" && effect.runs === "load" && carries(write, "network");
}

import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { isAtInstall, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed } from "../scene.ts";

const runtime =
  /bun\.(?:sh|com)\/install|oven-sh\/bun|\bbun-(?:linux|darwin|windows)|install\.ps1[^\n]{0,40}bun|denoland\/deno|deno\.land\/install|nodejs\.org\/dist|\b(?:npm|pnpm|yarn)\s+(?:i|install|add)\s+(?:-\S+\s+)*bun\b/i;
const runs = /(?:^|[\s"'/\\])(?:bun|deno)(?:\.exe)?["']?\s+(?:run\s+)?["']?[\w./${}-]+\.[cm]?[jt]s/i;

/** A package for Node that first fetches another runtime, whose processes nobody watches. */
export const runtimeBootstrap: Detector = defineDetector({
  id: "runtime-bootstrap",
  title: "Its install fetches another JavaScript runtime",
  family: "trigger",
  strength: "strong",
  technique: "T1608.002",
  *detect({ name }, scene) {
    // The runtimes' own packages fetch themselves.
    if (name === "bun" || name === "deno" || name.startsWith("@oven/") || name.startsWith("@deno/")) return;
    for (const deed of scene.deeds.filter(isAtInstall)) {
      const argument = deed.effect.argument ?? "";
      if (!isReaching(deed) || !(runtime.test(argument) || runs.test(argument))) continue;
      yield sightingAt(deed, {
        message: `It fetches or starts another runtime ${whenOf(deed)}: ${objectOf(deed)}.`,
      });
    }
  },
});

function isReaching({ effect }: Deed): boolean {
  return effect.kind === "network" || effect.kind === "process" || effect.kind === "install-packages";
}

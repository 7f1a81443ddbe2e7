import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Unit } from "../scene.ts";

const publishes = /\b(?:npm|pnpm|yarn|bun)\s+(?:npm\s+)?publish\b/i;

/** It publishes packages: a release tool when asked to, a worm when it is installed or loaded. */
export const selfPropagation: Detector = defineDetector({
  id: "self-propagation",
  title: "It publishes packages unasked, or with tokens that it finds",
  family: "capability",
  strength: "decisive",
  technique: "T1195.001",
  *detect(_subject, scene) {
    for (const unit of scene.units) {
      const deed = [...deedsOf(unit, "publish"), ...deedsOf(unit, "process").filter(isPublishing)].find(
        isLive,
      );
      if (deed === undefined) continue;
      const isArmed = isUnasked(deed);
      if (!isArmed && !looksForTokens(unit) && !renamesItself(unit)) continue;
      yield sightingAt(deed, {
        message: `It publishes packages ${whenOf(deed)}: ${objectOf(deed)}.`,
        strength: isArmed ? "decisive" : deed.isHidden || renamesItself(unit) ? "strong" : "supporting",
      });
    }
  },
});

function isPublishing({ effect }: Deed): boolean {
  return publishes.test(effect.argument ?? "");
}

function looksForTokens(unit: Unit): boolean {
  return unit.deeds.some(({ effect }) => /npmrc|NPM_TOKEN|NODE_AUTH_TOKEN/i.test(effect.argument ?? ""));
}

/** A release tool changes the manifest of the project; what changes its own publishes itself under another name. */
function renamesItself(unit: Unit): boolean {
  return deedsOf(unit, "write-file").some(({ effect }) =>
    /^\$\{__dirname\}\/(?:\.\.\/)?package\.json$/.test(effect.argument ?? ""),
  );
}

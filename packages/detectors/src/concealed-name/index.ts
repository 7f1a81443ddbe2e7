import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { firstByFile, isLive, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, EffectKind } from "../scene.ts";

const telling: ReadonlySet<EffectKind> = new Set([
  "process",
  "network",
  "dns",
  "read-all-environment",
  "host-facts",
  "run-code",
  "persist",
  "publish",
  "install-packages",
  "delete-file",
  "wallet",
  "replace-global",
]);

/** The name of an API, or what it is used on, is spelled so that a reader does not find it. */
export const concealedName: Detector = defineDetector({
  id: "concealed-name",
  title: "It hides which API it uses, or what on",
  family: "concealment",
  strength: "strong",
  technique: "T1027.007",
  *detect(_subject, scene) {
    const hidden = scene.deeds.filter(
      ({ effect }) => effect.naming !== "plain" && effect.layer === 0 && telling.has(effect.kind),
    );
    for (const deed of firstByFile(hidden.filter(isLive).sort(byStrength))) {
      const how = deed.effect.naming === "decoded" ? "decodes" : "puts together";
      yield sightingAt(deed, {
        message: `It ${how} the name of what it uses ${whenOf(deed)}: ${deed.effect.api} on ${objectOf(deed)}.`,
        strength: strengthOf(deed),
      });
    }
  },
});

function byStrength(left: Deed, right: Deed): number {
  return weightOf(right) - weightOf(left);
}

function weightOf(deed: Deed): number {
  return (strengthOf(deed) === "strong" ? 2 : 0) + (deed.effect.naming === "decoded" ? 1 : 0);
}

function strengthOf(deed: Deed): "strong" | "supporting" {
  return deed.effect.naming === "decoded" && (isUnasked(deed) || deed.moment === "bin")
    ? "strong"
    : "supporting";
}

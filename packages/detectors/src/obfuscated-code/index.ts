import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import type { Disguise, Scene, Unit } from "../scene.ts";

/** What tools make that hide code, and hardly any other tool makes. */
const telling: ReadonlyMap<Disguise["kind"], string> = new Map([
  ["string-table", "a table of strings that a function looks up"],
  ["flattened-control-flow", "a flattened control flow"],
  ["obfuscator-names", "names made by an obfuscator"],
  ["symbols-only", "code written with symbols only"],
  ["packer", "a packer"],
  ["self-defence", "defence against being read"],
  ["own-cipher", "a cipher of its own for its texts"],
  ["escaped-identifiers", "escaped names"],
]);
/** One of these is enough: nobody writes so, and no minifier does. */
const plainlyHidden: ReadonlySet<Disguise["kind"]> = new Set([
  "symbols-only",
  "string-table",
  "flattened-control-flow",
  "obfuscator-names",
  "self-defence",
]);

/** Code that runs is written so that nobody reads it. Minified code is not meant. */
export const obfuscatedCode: Detector = defineDetector({
  id: "obfuscated-code",
  title: "Code that it runs is obfuscated",
  family: "concealment",
  strength: "strong",
  technique: "T1027",
  *detect(_subject, scene) {
    for (const unit of scene.units) {
      const kinds = [...new Set(unit.facts.disguises.map(({ kind }) => kind))].filter((kind) =>
        telling.has(kind),
      );
      const first = unit.facts.disguises.find(({ kind }) => telling.has(kind));
      if (first === undefined || !isLiveUnit(unit)) continue;
      yield {
        message: `${unit.file} is obfuscated: ${kinds.map((kind) => telling.get(kind) ?? kind).join(", ")}.`,
        strength: strengthOf(unit, kinds, scene),
        location: { file: unit.file, ...first.location },
        excerpt: first.excerpt,
      };
    }
  },
});

function isLiveUnit({ triggers }: Unit): boolean {
  return triggers.some((trigger) => trigger !== "development");
}

function strengthOf(unit: Unit, kinds: readonly Disguise["kind"][], scene: Scene): "strong" | "supporting" {
  if (scene.isUnchanged(unit.file)) return "supporting";
  if (kinds.length >= 2 || kinds.some((kind) => plainlyHidden.has(kind))) return "strong";
  return beginsToHide(scene) ? "strong" : "supporting";
}

/** Whether no file of the release before was obfuscated. */
function beginsToHide({ before }: Scene): boolean {
  if (before === undefined) return false;
  return !before.sources.some(({ facts }) => facts.disguises.some(({ kind }) => telling.has(kind)));
}

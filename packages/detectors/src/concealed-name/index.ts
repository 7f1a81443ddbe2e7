import { defineDetector } from "../detector.ts";
import type { Detector, Sighting } from "../detector.ts";
import { firstByFile, isLive, isUnasked, objectOf, quoted, sightingAt, whenOf } from "../reading.ts";
import type { Deed, EffectKind, Scene, Unit } from "../scene.ts";

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
  "wallet",
  "replace-global",
]);
/** Modules that reach outside of the program. */
const reaching =
  /^(?:node:)?(?:child_process|https?|http2|net|tls|dgram|dns|vm|worker_threads|cluster|inspector|module)(?:\/|$)/;

const system =
  /^(?:node:)?(?:child_process|https?|http2|net|tls|dgram|dns|vm|worker_threads|cluster|inspector|module|fs|os|path|process|crypto|zlib)(?:\/|$)/;

/** The name of an API, or what it is used on, is spelled so that a reader does not find it. */
export const concealedName: Detector = defineDetector({
  id: "concealed-name",
  title: "It hides which API it uses, or what on",
  family: "concealment",
  strength: "strong",
  technique: "T1027.007",
  *detect(_subject, scene) {
    yield* hiddenEffects(scene);
    yield* bareBindings(scene);
    for (const unit of scene.units) yield* hiddenModules(unit);
  },
});

/** A command or an address that is decoded; one that is put together is how every program makes them. */
function* hiddenEffects(scene: Scene): Iterable<Sighting> {
  const hidden = scene.deeds.filter(
    ({ effect }) => effect.naming === "decoded" && effect.layer === 0 && telling.has(effect.kind),
  );
  for (const deed of firstByFile(hidden.filter(isLive).sort(knownFirst))) {
    yield sightingAt(deed, {
      message: `It decodes the name of what it uses ${whenOf(deed)}: ${deed.effect.api} on ${objectOf(deed)}.`,
      strength: isKnown(deed) && (isUnasked(deed) || deed.moment === "bin") ? "strong" : "supporting",
    });
  }
}

/** Node's inner bindings start and connect as its modules do, and nobody who looks for modules sees it. */
function* bareBindings(scene: Scene): Iterable<Sighting> {
  for (const deed of scene.deeds.filter(isLive)) {
    const { kind, api } = deed.effect;
    if ((kind !== "process" && kind !== "network") || !api.startsWith("process.binding(")) continue;
    yield sightingAt(deed, {
      message: `It passes by the modules of Node and uses ${api} ${whenOf(deed)}.`,
      strength: isUnasked(deed) ? "strong" : "supporting",
    });
  }
}

function* hiddenModules({ file, facts, deeds }: Unit): Iterable<Sighting> {
  for (const { specifier, naming, location } of facts.modules) {
    if (naming === "plain" || specifier === undefined) continue;
    // Bundlers are kept from following modules by names of parts; nobody decodes even the name of `fs` for that.
    if (!(naming === "decoded" ? system : reaching).test(specifier)) continue;
    const isEarly = deeds.some((deed) => isUnasked(deed) || deed.moment === "bin");
    yield {
      message: `It ${naming === "decoded" ? "decodes" : "puts together"} the name of the module ${quoted(specifier)}.`,
      strength: naming === "decoded" && isEarly ? "strong" : "supporting",
      location: { file, ...location },
    };
  }
}

function knownFirst(left: Deed, right: Deed): number {
  return Number(isKnown(right)) - Number(isKnown(left));
}

/** Whether what was decoded is a text, and not a value that some decoding had a part in. */
function isKnown({ effect }: Deed): boolean {
  return effect.argument !== undefined && !effect.argument.includes("${");
}

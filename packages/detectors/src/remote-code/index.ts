import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import {
  carries,
  deedsOf,
  isAtInstall,
  isLive,
  isUnasked,
  objectOf,
  sightingAt,
  whenOf,
} from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** Text from the network is run as code: whoever owns the server owns the machine, today and tomorrow. */
export const remoteCode: Detector = defineDetector({
  id: "remote-code",
  title: "It runs code that it downloads",
  family: "capability",
  strength: "decisive",
  technique: "T1059.007",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network").filter(isForeignScript)) {
      yield sightingAt(deed, {
        message: `It puts a script from ${objectOf(deed)} into the page ${whenOf(deed)}.`,
        strength: "strong",
      });
    }
    for (const deed of deedsOf(scene, "run-code").filter(isLive)) {
      if (!carries(deed, "network") && isDoor(deed)) {
        yield sightingAt(deed, {
          message: `It evaluates what a request asks for ${whenOf(deed)}.`,
          strength: "strong",
        });
        continue;
      }
      if (!carries(deed, "network")) continue;
      yield sightingAt(deed, {
        message: `It passes what it downloads to ${deed.effect.api} ${whenOf(deed)}.`,
        strength: strengthOf(deed, scene),
      });
    }
  },
});

/** A part of a request to a server, evaluated as it comes. */
const askedFor =
  /\beval\s*\([^;]{0,80}\.(?:headers|cookies|query|body)(?:\[|\.(?!toString|body|code|value|source|start|end)\w)/;

/** The same for a function that is made of it, where it is clear that a request is meant. */
const madeOfRequest =
  /\bFunction\s*\([^;]{0,120}\b(?:req|request|ctx|context)\.(?:headers|cookies|query|body)(?:\[|\.\w)/;

/** Parameters of a function that an export makes have no source of their own. */
function isDoor({ effect, sources }: Deed): boolean {
  const isOther = [...sources].some((source) => source !== "request");
  if (isOther && !sources.has("parameter")) return false;
  return askedFor.test(effect.excerpt) || madeOfRequest.test(effect.excerpt);
}

function strengthOf(deed: Deed, scene: Scene): "decisive" | "strong" | "supporting" {
  if (!isAtInstall(deed) && !deed.isHidden && isForPages(deed, scene)) return "supporting";
  if (isUnasked(deed)) return "decisive";
  if (deed.isHidden || (deed.moment === "bin" && deed.effect.runs === "load")) return "strong";
  // A loader runs what its user names; this one names the place itself.
  return deed.moment !== "browser" && namesAPlace(deed, scene) ? "strong" : "supporting";
}

/** A loader that works in pages too asks there as pages do, for whatever it is told to load. */
function isForPages({ file }: Deed, scene: Scene): boolean {
  const requests = deedsOf(scene, "network").filter((other) => other.file === file);
  return (
    requests.length > 0 &&
    requests.every(
      (request) =>
        /^(?:XMLHttpRequest|document)\b/.test(request.effect.api) &&
        !request.isHidden &&
        hostOf(request) === undefined,
    )
  );
}

function namesAPlace({ file }: Deed, scene: Scene): boolean {
  return deedsOf(scene, "network").some((other) => {
    const host = hostOf(other);
    return other.file === file && host !== undefined && !isLocalHost(host) && !isCodeHost(host);
  });
}

/** Snippets of statistics are pasted into pages; a package that does so by itself brings somebody else's code. */
function isForeignScript(deed: Deed): boolean {
  const { api, runs, excerpt } = deed.effect;
  const isScript = api === "document.element.src" && /script/i.test(excerpt);
  const isEarly = runs === "load" && (deed.moment === "import" || deed.moment === "browser");
  return isScript && isEarly && hostOf(deed) !== undefined;
}

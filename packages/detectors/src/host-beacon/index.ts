import { hostOf, isCodeHost, isLocalHost } from "../destination.ts";
import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { identityOf } from "../loot.ts";
import { deedsOf, isAtInstall, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** Who and where the machine is goes out, without anybody having used the package. */
export const hostBeacon: Detector = defineDetector({
  id: "host-beacon",
  title: "It reports host name, user or folders to somebody at install or on loading",
  family: "capability",
  strength: "decisive",
  technique: "T1082",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns").filter(isUnasked)) {
      const tells = identityOf(deed, scene);
      const isFlow = deed.sources.has("host-facts") || tells.length > 0;
      const beside = isFlow ? [] : identityBeside(deed, scene);
      if (!isFlow && beside.length === 0) continue;
      const what = isFlow ? tells : beside;
      yield sightingAt(deed, {
        message: `It ${isFlow ? "sends" : "asks for"} ${what.length === 0 ? "facts of the host" : what.join(", ")} ${isFlow ? "to" : "and talks to"} ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: strengthOf(deed, tells.length > 0, isFlow),
      });
    }
  },
});

function strengthOf(deed: Deed, isNamed: boolean, isFlow: boolean): "decisive" | "strong" | "supporting" {
  if (!isFlow) return "strong";
  if (!isNamed) return "supporting";
  return isAtInstall(deed) ? "decisive" : "strong";
}

const telling = /hostname|networkInterfaces|machineId|macaddress|getmac|public-ip|whoami/i;

/** Who the machine is, asked at once in the same file as a request to a fixed host: what flows is not always seen. */
function identityBeside(deed: Deed, scene: Scene): readonly string[] {
  const host = hostOf(deed);
  if (deed.effect.runs !== "load" || host === undefined || isLocalHost(host) || isCodeHost(host)) return [];
  const asked = scene.deeds.filter(
    ({ effect, file, moment }) =>
      file === deed.file &&
      moment === deed.moment &&
      effect.runs === "load" &&
      effect.kind === "host-facts" &&
      // A service that tells the address is asked by this very request.
      (effect.argument === undefined || effect.argument !== deed.effect.argument),
  );
  return [...new Set(asked.map(({ effect }) => effect.api))].filter((api) => telling.test(api)).slice(0, 4);
}

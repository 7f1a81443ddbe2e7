import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, isAtInstall, isUnasked, objectOf, sightingAt, whenOf } from "../reading.ts";
import type { Deed, Scene } from "../scene.ts";

/** APIs and programs that say whose machine it is, and not merely what kind of machine. */
const identity =
  /hostname|userInfo|networkInterfaces|homedir|whoami|getuid|\bid\b|ifconfig|ipconfig|uname\b|username|fullname|machineId|public-ip|mac(?:address)?\b|getmac|address\.ip|COMPUTERNAME|systeminformation/i;

/** Commands that print the same. */
const command =
  /^(?:whoami|hostname|id|ifconfig|ipconfig|ip a|uname -a|net user|systeminfo|env|printenv|set|cat \/etc\/)\b/i;

/** Who and where the machine is goes out, without anybody having used the package. */
export const hostBeacon: Detector = defineDetector({
  id: "host-beacon",
  title: "It reports host name, user or folders to somebody at install or on loading",
  family: "capability",
  strength: "decisive",
  technique: "T1082",
  *detect(_subject, scene) {
    for (const deed of deedsOf(scene, "network", "dns").filter(isUnasked)) {
      const tells = factsOf(deed, scene);
      if (!deed.sources.has("host-facts") && !(deed.sources.has("process") && tells.length > 0)) continue;
      if (!isAtInstall(deed) && tells.length === 0) continue;
      const what = tells.length === 0 ? "facts of the host" : tells.join(", ");
      yield sightingAt(deed, {
        message: `It sends ${what} to ${objectOf(deed)} ${whenOf(deed)}.`,
        strength: isAtInstall(deed) && tells.length > 0 ? "decisive" : "strong",
      });
    }
  },
});

function factsOf(deed: Deed, scene: Scene): readonly string[] {
  const own = scene.deeds.filter(({ file }) => file === deed.file);
  const asked = deedsOf({ deeds: own }, "host-facts").map(({ effect }) => effect.api);
  const printed = deedsOf({ deeds: own }, "process").map(({ effect }) => effect.argument ?? "");
  const read = [
    ...asked.filter((api) => identity.test(api)),
    ...printed.filter((line) => command.test(line)),
  ];
  return [...new Set(read)].slice(0, 4);
}

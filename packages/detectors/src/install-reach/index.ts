import { defineDetector } from "../detector.ts";
import type { Detector } from "../detector.ts";
import { deedsOf, objectOf, sightingAt } from "../reading.ts";
import type { Deed } from "../scene.ts";

/** The install itself talks to the network: downloads of binaries do, and so does nearly every attack. */
export const installReach: Detector = defineDetector({
  id: "install-reach",
  title: "Installing it uses the network, or takes the whole environment",
  family: "capability",
  strength: "supporting",
  technique: "T1195.002",
  *detect(_subject, scene) {
    const atInstall = ({ moment }: Deed): boolean => moment === "install" || moment === "tool";
    const reach = deedsOf(scene, "network", "dns", "listen").find(atInstall);
    const taken = deedsOf(scene, "read-all-environment").find(atInstall);
    if (reach !== undefined) {
      yield sightingAt(reach, { message: `Installing it uses the network: ${objectOf(reach)}.` });
    }
    if (taken !== undefined) {
      yield sightingAt(taken, {
        message: "Installing it takes the environment as a whole.",
        strength: reach === undefined ? "context" : "supporting",
      });
    }
  },
});

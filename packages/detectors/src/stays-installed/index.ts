import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Writes shell profiles, services, scheduled tasks, Run keys or start-up folders: what starts again when the package is gone. */
export const staysInstalled: Detector = defineEmulated({
  id: "stays-installed",
  title: "In the emulator it makes itself start again",
  family: "capability",
  strength: "decisive",
  technique: "T1547",
});

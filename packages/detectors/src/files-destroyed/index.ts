import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Deletes a root, the home, or what lies directly in it: nothing that a package made itself. */
export const filesDestroyed: Detector = defineEmulated({
  id: "files-destroyed",
  title: "In the emulator it deletes what belongs to the user",
  family: "capability",
  strength: "decisive",
  technique: "T1485",
});

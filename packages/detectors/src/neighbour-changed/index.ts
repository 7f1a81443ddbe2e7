import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Writes into sources of the project or files that other packages came with, or over their commands. */
export const neighbourChanged: Detector = defineEmulated({
  id: "neighbour-changed",
  title: "In the emulator it writes into the code of the project or of other packages",
  family: "capability",
  strength: "strong",
  technique: "T1554",
});

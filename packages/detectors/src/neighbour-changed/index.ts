import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Writes into files that other packages came with, or over the commands of the project. */
export const neighbourChanged: Detector = defineEmulated({
  id: "neighbour-changed",
  title: "In the emulator it writes into the code or the commands of other packages",
  family: "capability",
  strength: "strong",
  technique: "T1554",
});

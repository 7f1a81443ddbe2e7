import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Writes, outside its own folder, files that an editor, an agent, git or a pipeline will run. */
export const toolTakenOver: Detector = defineEmulated({
  id: "tool-taken-over",
  title: "In the emulator it writes what an editor, an agent or a service will run",
  family: "capability",
  strength: "strong",
  technique: "T1546",
});

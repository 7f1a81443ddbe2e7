import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Changes what the project that installs it runs or installs from then on: scripts, dependencies, overrides, pins. */
export const projectRewired: Detector = defineEmulated({
  id: "project-rewired",
  title:
    "In the emulator it writes commands or dependencies into the project's manifest, or into its lockfile",
  family: "capability",
  strength: "strong",
  technique: "T1195.001",
});

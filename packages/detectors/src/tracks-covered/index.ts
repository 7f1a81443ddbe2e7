import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** At install, deletes scripts of its own or puts another package.json in the place of its own. */
export const tracksCovered: Detector = defineEmulated({
  id: "tracks-covered",
  title: "In the emulator it deletes or rewrites the files that made it run",
  family: "concealment",
  strength: "strong",
  technique: "T1070.004",
});

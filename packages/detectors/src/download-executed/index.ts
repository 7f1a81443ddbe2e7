import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** What the pretended network answered is evaluated or run, or a command pipes a download into something that runs it. */
export const downloadExecuted: Detector = defineEmulated({
  id: "download-executed",
  title: "In the emulator it downloads something and runs it",
  family: "capability",
  strength: "decisive",
  technique: "T1105",
});

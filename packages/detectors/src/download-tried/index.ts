import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Starts a program that it downloaded for its version alone, as installers do to see whether it runs here. */
export const downloadTried: Detector = defineEmulated({
  id: "download-tried",
  title: "In the emulator it downloads a program and asks it for its version",
  family: "capability",
  strength: "supporting",
  technique: "T1105",
});

import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Starts programs, at install, with variables that have them load something that nobody named to them. */
export const loaderPlanted: Detector = defineEmulated({
  id: "loader-planted",
  title: "In the emulator it has other programs load its code, by variables that they read",
  family: "capability",
  strength: "strong",
  technique: "T1574.006",
});

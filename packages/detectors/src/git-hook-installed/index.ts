import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Writes hooks of git, outside its own folder, that only start a program of the project, as managers of hooks do. */
export const gitHookInstalled: Detector = defineEmulated({
  id: "git-hook-installed",
  title: "In the emulator it writes hooks of git that start something of the project",
  family: "capability",
  strength: "supporting",
  technique: "T1546",
});

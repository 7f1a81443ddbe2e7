import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Starts a program that makes a port of the machine reachable from outside. */
export const tunnelOpened: Detector = defineEmulated({
  id: "tunnel-opened",
  title: "In the emulator it opens a way from outside into the machine",
  family: "capability",
  strength: "strong",
  technique: "T1572",
});

import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Hands a shell to a connection: by its standard input and output, by what it reads from the network, or by a command that does so. */
export const shellAttached: Detector = defineEmulated({
  id: "shell-attached",
  title: "In the emulator it gives a shell to somebody on the network",
  family: "capability",
  strength: "decisive",
  technique: "T1059.004",
});

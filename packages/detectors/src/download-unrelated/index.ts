import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Tries a program that it downloaded from a host which neither its name nor the addresses of its project have anything to do with. */
export const downloadUnrelated: Detector = defineEmulated({
  id: "download-unrelated",
  title: "In the emulator it tries a program from a host that has nothing to do with its project",
  family: "identity",
  strength: "supporting",
  technique: "T1105",
});

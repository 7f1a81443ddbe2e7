import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Starts a shell or a downloader with a command that stands nowhere in its files: it was decoded or put together for it. */
export const hiddenCommand: Detector = defineEmulated({
  id: "hidden-command",
  title: "In the emulator it starts a shell or a downloader with a command that stands nowhere in its files",
  family: "concealment",
  strength: "strong",
  technique: "T1027",
});

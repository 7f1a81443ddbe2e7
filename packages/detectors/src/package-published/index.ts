import type { Detector } from "../detector.ts";
import { defineEmulated } from "../emulated.ts";

/** Starts a client to publish packages, as worms do. */
export const packagePublished: Detector = defineEmulated({
  id: "package-published",
  title: "In the emulator it publishes packages",
  family: "capability",
  strength: "decisive",
  technique: "T1195.002",
});
